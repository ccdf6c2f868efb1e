"""The Django app: wires everything up; the only place with side effects at start."""

from django.apps import AppConfig
from django.core import checks as django_checks
from django.utils.translation import gettext_lazy as _


class SignalInspectorConfig(AppConfig):
    """Works anywhere in INSTALLED_APPS; registers system checks and connects nothing."""

    name = "signal_inspector"
    verbose_name = _("Signal inspector")

    def ready(self) -> None:
        from . import checks

        django_checks.register(checks.check_settings, checks.TAG)
        django_checks.register(checks.check_rules, checks.TAG)
        django_checks.register(checks.check_otel, checks.TAG)
        django_checks.register(checks.check_instrumentation, checks.TAG)
