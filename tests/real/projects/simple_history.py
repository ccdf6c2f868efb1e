"""django-simple-history: hundreds of bound methods, connected as classes are made."""

from tests.real.project import Project, Source

_REQUIREMENT = "django-simple-history==3.13.0"

SIMPLE_HISTORY = Project(
    name="django-simple-history",
    requirements=(_REQUIREMENT, "django~=6.1.0"),
    settings="history_settings",
    command=("runtests.py",),
    source=Source(_REQUIREMENT, parts=("runtests.py", "simple_history")),
)
