"""wagtail: few receivers of many senders; the installed package has the tests."""

from tests.real.project import Project

WAGTAIL = Project(
    name="wagtail",
    requirements=(
        "wagtail==8.0.1",
        "django~=6.1.0",
        "azure-identity",
        "azure-mgmt-cdn<15",
        "azure-mgmt-frontdoor<3",
        "boto3",
        "django-pattern-library",
        "factory-boy",
        "freezegun",
        "jinja2",
        "polib",
        "responses",
    ),
    settings="wagtail.test.settings",
    command=(
        *("-m", "django", "test"),
        *("wagtail.tests.test_signals", "wagtail.tests.test_workflow"),
        *("wagtail.tests.test_page_model", "wagtail.tests.test_reference_index"),
    ),
    environment={"DJANGO_SETTINGS_MODULE": "wagtail.test.settings"},
)
