"""pretix: signals of its own subclass, which dispatches by itself; tests with frozen clocks."""

from tests.real.project import Project, Source

_REQUIREMENT = "pretix==2026.8.0"

PRETIX = Project(
    name="pretix",
    requirements=(
        _REQUIREMENT,
        "aiohttp",
        "fakeredis",
        "freezegun",
        "pypdfium2",
        "pytest==9.1.*",
        "pytest-asyncio",
        "pytest-cov",
        "pytest-django",
        "pytest-mock",
        "pytest-xdist",
        "responses",
    ),
    settings="tests.settings",
    command=(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("tests/base/test_plugins.py", "tests/base/test_payment.py"),
        *("tests/base/test_webhooks.py", "tests/base/test_notifications.py"),
        *("tests/base/test_cancelevent.py", "tests/presale/test_checkoutflow.py"),
    ),
    # Its build needs versions that cannot be installed together.
    source=Source(
        _REQUIREMENT,
        parts=("src/tests", "src/setup.cfg"),
        folder="src",
        built_with=("setuptools", "tomli"),
    ),
)
