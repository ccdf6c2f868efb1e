"""Draw the wiring on a machine without the program `dot`: `[render]` brings another."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import django
from django.conf import settings
from django.core.management import call_command

assert shutil.which("dot") is None, "dot is on PATH"

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "signal_inspector"]
)
django.setup()

call_command("signalgraph", "--all", output="signals.svg", verbosity=0)
drawn = ET.fromstring(Path("signals.svg").read_text())
assert drawn.tag == "{http://www.w3.org/2000/svg}svg", drawn.tag
assert "reset_queries" in "".join(drawn.itertext())
