"""django-oscar: no package on PyPI has its tests, so a shop of ours is run through its views."""

from tests.real.project import Project

OSCAR = Project(
    name="django-oscar",
    requirements=("django-oscar==4.2.1", "django~=6.0.0", "sorl-thumbnail"),
    settings="oscar_shop.settings",
    command=("-m", "django", "test", "oscar_shop"),
    environment={"DJANGO_SETTINGS_MODULE": "oscar_shop.settings"},
)
