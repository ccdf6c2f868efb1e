"""The Django app: wires everything up; the only place with side effects at start."""

import contextlib
from typing import Any

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class SignalInspectorConfig(AppConfig):
    """Works anywhere in INSTALLED_APPS; registers system checks. It connects nothing but, with
    RECORD_TASKS, receivers of the signals of tasks.

    First in INSTALLED_APPS, the ledger knows every ``connect()``: also those in the modules that
    other apps are configured in.
    """

    name = "signal_inspector"
    verbose_name = _("Signal inspector")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from . import conf

        if conf.current().ledger:
            _keep_ledger()

    def ready(self) -> None:
        from . import checks, conf

        django_checks.register(checks.check_settings, checks.TAG)
        django_checks.register(checks.check_rules, checks.TAG)
        django_checks.register(checks.check_ignored, checks.TAG)
        django_checks.register(checks.check_wiring, checks.TAG)
        django_checks.register(checks.check_otel, checks.TAG)
        django_checks.register(checks.check_keeping, checks.TAG)
        django_checks.register(checks.check_instrumentation, checks.TAG)
        if conf.current().record_tasks:
            from . import tasks

            tasks.install()


def _keep_ledger() -> None:
    from .recording.instrumentation.transplant import Mismatch
    from .recording.instrumentation.transplant.around import around
    from .wiring import ledger

    # Without Django's source files there is no ledger, and the rules that need it find nothing.
    with contextlib.suppress(Mismatch, ValueError):
        ledger.install(around)
