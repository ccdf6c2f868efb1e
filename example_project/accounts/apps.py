from django.apps import AppConfig
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save


class AccountsConfig(AppConfig):
    name = "example_project.accounts"

    def ready(self) -> None:
        from example_project.accounts import receivers
        from example_project.accounts.models import Profile

        user = get_user_model()
        post_save.connect(
            receivers.create_profile, sender=user, dispatch_uid="accounts.create_profile"
        )
        post_save.connect(receivers.save_profile, sender=user, dispatch_uid="accounts.save_profile")
        post_save.connect(
            receivers.send_welcome_mail, sender=user, dispatch_uid="accounts.send_welcome_mail"
        )
        post_save.connect(
            receivers.create_customer, sender=user, dispatch_uid="accounts.create_customer"
        )
        post_delete.connect(
            receivers.close_customer, sender=Profile, dispatch_uid="accounts.close_customer"
        )
        for signal in [user_logged_in, user_logged_out]:
            signal.connect(receivers.note_last_seen, dispatch_uid="accounts.note_last_seen")
