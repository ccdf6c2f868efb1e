"""The example project on PostgreSQL, for processes that tests start."""

import os

from example_project.settings import *  # noqa: F403 - as settings are extended
from example_project.settings import DEBUG_TOOLBAR_CONFIG

ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
# Where and as whom, libpq reads from PGHOST and PGUSER.
DATABASES = {
    "default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}
}
DEBUG_TOOLBAR_CONFIG = {
    **DEBUG_TOOLBAR_CONFIG,
    "TOOLBAR_STORE_CLASS": "debug_toolbar.store.DatabaseStore",
}
