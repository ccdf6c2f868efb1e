import sys
import types

import pytest
from django.dispatch import Signal

from signal_inspector.wiring import sources
from signal_inspector.wiring.sources import Source

PAID = Signal()
HOME = types.ModuleType("bakery.signals")
HOME.paid = PAID


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setitem(sys.modules, "bakery", types.ModuleType("bakery"))
    monkeypatch.setitem(sys.modules, "bakery.signals", HOME)
    monkeypatch.setattr(sys.modules["bakery"], "signals", HOME, raising=False)


def source(text, **attributes):
    return Source({"__package__": "bakery", **attributes}, "bakery/views.py", text)


@pytest.mark.parametrize(
    "text",
    [
        "paid.{method}(sender=None)",
        "signals.paid.{method}(None)",
        "def view():\n    from bakery.signals import paid as p\n    p.{method}(sender=1)",
        "def view():\n    from .signals import paid\n    paid.{method}(sender=1)",
        "import bakery.signals\nbakery.signals.paid.{method}(1)",
        "import bakery.signals as s\ns.paid.{method}(1)",
        "from bakery import signals\nasync def view():\n    await signals.paid.{method}(1)",
    ],
)
@pytest.mark.parametrize("method", sources.METHODS)
def test_a_line_that_sends_is_found(text, method):
    text = text.format(method=method)
    [send] = sources.sends([source(text, paid=PAID, signals=HOME)])
    assert send.signal is PAID
    assert (send.method, send.path, send.line) == (
        method, "bakery/views.py", text.count("\n") + 1,
    )  # fmt: skip


def test_a_call_on_something_unknown_counts_if_it_names_a_sender():
    [send] = sources.sends([source("self.signal.send(sender=1)\nsocket.send(b'')\n")])
    assert send.signal is None


@pytest.mark.parametrize("text", ["", "x = 1", "socket.send(b'')", "paid.send(", "paid.send"])
def test_other_sources_send_nothing(text):
    assert sources.sends([source(text, paid=PAID)]) == []


@pytest.mark.parametrize(
    "text",
    [
        "from bakery.signals import paid",
        "paid = Signal()",
        "paid.connect(print)\npaid.disconnect(print)",
        "@receiver(paid)\ndef note(**kwargs): pass",
        "@receiver([paid, other])\ndef note(**kwargs): pass",
        "paid.send(sender=1)",
    ],
)
def test_connecting_and_sending_hands_nothing_on(text):
    assert not sources.handed_on(PAID, "paid", [source(text, paid=PAID)])


@pytest.mark.parametrize(
    "text",
    [
        "for signal in [paid, other]:\n    signal.connect(print)",
        "send_later(paid)",
        "alias = paid",
        "send = partial(paid.dispatch)",
        "SIGNALS = {'paid': signals.paid}",
    ],
)
def test_anything_else_may_send_it(text):
    assert sources.handed_on(PAID, "paid", [source(text, paid=PAID, signals=HOME)])


def test_the_modules_of_the_project_are_read():
    paths = [each.path for each in sources.project_sources()]
    assert __file__ in paths
    assert not [path for path in paths if "site-packages" in path]
