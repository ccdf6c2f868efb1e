import gettext
import re
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

import signal_inspector

FOLDER = Path(signal_inspector.__file__).parent / "locale" / "de" / "LC_MESSAGES"
ENTRY = re.compile(
    r'(?:msgctxt "(?P<context>.*)"\n)?msgid "(?P<id>.+)"\n'
    r'(?:msgid_plural "(?P<plural>.+)"\nmsgstr\[0\] "(?P<one>.*)"\nmsgstr\[1\] "(?P<more>.*)"'
    r'|msgstr "(?P<only>.*)")'
)


def entries():
    source = (FOLDER / "django.po").read_text(encoding="utf-8")
    return [
        {name: (text or "").replace('\\"', '"') for name, text in entry.groupdict().items()}
        for entry in ENTRY.finditer(source)
    ]


def test_every_text_has_a_german_translation():
    assert len(entries()) > 100
    assert [each["id"] for each in entries() if not (each["only"] or each["one"])] == []


def test_the_compiled_catalogue_is_that_of_the_source():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for each in entries():
        if each["plural"]:
            assert compiled.ngettext(each["id"], each["plural"], 1) == each["one"]
            assert compiled.ngettext(each["id"], each["plural"], 2) == each["more"]
        elif each["context"]:
            assert compiled.pgettext(each["context"], each["id"]) == each["only"]
        else:
            assert compiled.gettext(each["id"]) == each["only"]


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="there is no xgettext on PATH")
def test_the_catalogue_has_each_text_of_the_sources_and_no_other(tmp_path, monkeypatch):
    copy = tmp_path / "signal_inspector"
    shutil.copytree(FOLDER.parents[2], copy, ignore=shutil.ignore_patterns("static", "*.pyc"))
    monkeypatch.chdir(copy)
    options = {"no_location": True, "no_obsolete": True, "no_wrap": True, "verbosity": 0}
    call_command("makemessages", locale=["de"], **options)
    fresh, kept = (folder / "django.po" for folder in (copy / "locale/de/LC_MESSAGES", FOLDER))
    assert entries_of(fresh) == entries_of(kept)


def entries_of(catalogue):
    """Return a catalogue without its first entry, which has dates."""
    return catalogue.read_text(encoding="utf-8").partition("\n\n")[2]


def values(text):
    return set(re.findall(r"%\(\w+\)[sd]", text))


def test_translations_name_the_same_values():
    for each in entries():
        if each["plural"]:
            assert values(each["one"]) <= values(each["plural"])
            assert values(each["more"]) == values(each["plural"])
        else:
            assert values(each["only"]) == values(each["id"])
