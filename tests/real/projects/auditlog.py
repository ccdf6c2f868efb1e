"""django-auditlog: decorated receivers, which are connected and disconnected at run time."""

from tests.real.project import Project, Source

_REQUIREMENT = "django-auditlog==3.4.1"

AUDITLOG = Project(
    name="django-auditlog",
    requirements=(_REQUIREMENT, "django~=5.2.0", "freezegun", "psycopg2-binary"),
    settings="test_settings",
    command=("manage.py", "test"),
    source=Source(_REQUIREMENT, parts=("auditlog_tests",), folder="auditlog_tests"),
    environment={"TEST_DB_BACKEND": "sqlite3"},
)
