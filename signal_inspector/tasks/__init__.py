"""Record each task, in the process that runs it: of Celery and of Django (from 6.0 on).

``install()`` hooks into what is installed, and is called where ``RECORD_TASKS`` is on.
"""

from importlib.util import find_spec


def install() -> None:
    """Hook into the task queues that are installed. Again is without effect."""
    if find_spec("celery") is not None:
        from signal_inspector.tasks import celery

        celery.install()
    if find_spec("django.tasks") is not None:
        from signal_inspector.tasks import django_tasks

        django_tasks.install()


def uninstall() -> None:
    """Undo ``install()``."""
    if find_spec("celery") is not None:
        from signal_inspector.tasks import celery

        celery.uninstall()
    if find_spec("django.tasks") is not None:
        from signal_inspector.tasks import django_tasks

        django_tasks.uninstall()
