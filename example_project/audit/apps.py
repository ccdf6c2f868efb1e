from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class AuditConfig(AppConfig):
    name = "example_project.audit"

    def ready(self) -> None:
        from example_project.audit import receivers

        for signal in [post_save, post_delete]:  # of any sender
            signal.connect(receivers.note_change, dispatch_uid="audit.note_change")
