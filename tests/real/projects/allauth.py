"""django-allauth: views that send signals of their own; tests by pytest."""

from tests.real.project import Project, Source

_REQUIREMENT = "django-allauth==65.21.1"

ALLAUTH = Project(
    name="django-allauth",
    requirements=(
        "django-allauth[headless,idp-oidc,mfa,openid,socialaccount,steam]==65.21.1",
        "django~=6.0.0",
        "djangorestframework",
        "django-ninja",
        "pillow",
        "pytest<9",
        "pytest-asyncio==1.3.0",
        "pytest-django<4.13",
        "pyyaml",
    ),
    settings="tests.projects.regular.settings",
    command=(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("tests/apps/account", "tests/apps/mfa", "tests/apps/usersessions"),
    ),
    source=Source(_REQUIREMENT, parts=("tests", "pytest.ini")),
)
