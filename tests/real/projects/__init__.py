"""The projects, by name."""

from tests.real.project import Project
from tests.real.projects.allauth import ALLAUTH
from tests.real.projects.auditlog import AUDITLOG
from tests.real.projects.oscar import OSCAR
from tests.real.projects.pretix import PRETIX
from tests.real.projects.simple_history import SIMPLE_HISTORY
from tests.real.projects.wagtail import WAGTAIL

PROJECTS: dict[str, Project] = {
    each.name: each for each in (ALLAUTH, AUDITLOG, OSCAR, PRETIX, SIMPLE_HISTORY, WAGTAIL)
}
