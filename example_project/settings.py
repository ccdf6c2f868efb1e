"""Settings of the example project: a small shop for development on one's own machine."""

from pathlib import Path
from typing import Any

import django
from debug_toolbar.settings import PANELS_DEFAULTS

HERE = Path(__file__).resolve().parent

DEBUG = True
SECRET_KEY = "only-for-the-example-project-never-for-a-public-site"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INTERNAL_IPS = ["127.0.0.1", "::1"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "debug_toolbar",
    "signal_inspector",
    "example_project.accounts",
    "example_project.orders",
    "example_project.audit",
]

MIDDLEWARE = [
    "debug_toolbar.middleware.DebugToolbarMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "example_project.urls"
ASGI_APPLICATION = "example_project.asgi.application"
WSGI_APPLICATION = "example_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path.cwd() / "example_project.sqlite3",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

# Mails stay in the memory of the process.
_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": _MAIL_BACKEND}}
else:
    EMAIL_BACKEND = _MAIL_BACKEND

# Django logs what send_robust() swallows. Here, as in many a real project, nobody reads that log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.dispatch": {"level": "CRITICAL"}},
}

DEBUG_TOOLBAR_PANELS = ["signal_inspector.panels.SignalInspectorPanel", *PANELS_DEFAULTS]
# The tests look at pages with the toolbar.
DEBUG_TOOLBAR_CONFIG = {"IS_RUNNING_TESTS": False}

# The shop has problems, for the panel to show; `example_project.fixed_settings` has it without.
SHOP_IS_FIXED = False

SIGNAL_INSPECTOR: dict[str, Any] = {
    # What the diagnosis finds in the wiring, and why it stands.
    "IGNORE": {
        "signal_inspector.W021": {
            "example_project.audit.receivers.note_change": (
                "A diary is of everything; the receiver looks at the app itself."
            ),
        },
        "signal_inspector.I023": {
            "example_project.orders.receivers.log_delivery_request": (
                "It writes to the database, which blocks."
            ),
        },
    },
    # What `signalgraph --check` holds up, beside the lock file.
    "RULES": {
        "layers": {
            "kind": "layered",
            "layers": ["audit", "orders", "accounts"],
            "reason": "The shop must run without its diary, and accounts without orders.",
        },
        "homes": {
            "kind": "modules",
            "modules": ["example_project.*.receivers"],
            "reason": "Who looks for what a signal does looks into receivers.py.",
        },
        "uids": {
            "kind": "dispatch-uid",
            "reason": "Modules that are imported under two names must not connect twice.",
        },
    },
}
