"""The slower way: where the source of Django is missing, or of an unknown shape."""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
import subprocess
import sys
import textwrap
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

import django
import pytest
from django.dispatch import Signal
from hypothesis import given, settings as hypothesis_settings, strategies as st

from signal_inspector import Recording, record
from signal_inspector.checks import check_instrumentation
from signal_inspector.recording import instrumentation
from signal_inspector.recording.instrumentation import live_receivers
from tests.recording.scenes import (
    AWAITED,
    CACHING,
    METHODS,
    SYNCHRONOUS,
    Another,
    Sender,
    anatomy,
    assert_same,
    cascade,
    dispatch,
    signal_with,
)
from tests.recording.sourceless import anew, without_source

every_method = pytest.mark.parametrize("method", METHODS)
with_and_without_cache = pytest.mark.parametrize("use_caching", CACHING)


class Till:
    def ring(self, **kwargs: Any) -> str:
        return "ring"


till = Till()


def first(**kwargs: Any) -> int:
    return 1


marked = functools.partial(first, colour=1)


async def later(**kwargs: Any) -> int:
    await asyncio.sleep(0)
    return 2


def refuses(**kwargs: Any) -> None:
    raise ValueError("no")


async def refuses_later(**kwargs: Any) -> None:
    await asyncio.sleep(0)
    raise ValueError("later no")


def ends(**kwargs: Any) -> None:
    raise SystemExit("enough")


def nests(**kwargs: Any) -> None:
    signal_with(first).send(sender=Another, number=1)
    signal_with().send(sender=Another)


async def nests_later(**kwargs: Any) -> None:
    await asyncio.sleep(0)
    await signal_with(first, later).asend(sender=Another)


@pytest.fixture
def _slower() -> Iterator[None]:
    with without_source():
        yield


def sent(signal: Signal, method: str, **named: Any) -> Any:
    """What a dispatch gives: its responses, or all that can be seen of its exception."""
    try:
        responses = dispatch(signal, method, **named)
    except BaseException as error:  # noqa: BLE001 - SystemExit is one of them
        return anatomy(error)
    return [
        (receiver, given if type(given) is int else type(given)) for receiver, given in responses
    ]


SCENES = {
    "nobody": [],
    "one": [first],
    "all kinds": [first, till.ring, marked, nests, nests_later, later],
    "one that refuses": [first, refuses, nests, later],
    "an async one that refuses": [first, refuses_later],
    "one that ends everything": [first, ends, later],
}


@every_method
@with_and_without_cache
@pytest.mark.parametrize("scene", SCENES)
class TestDispatches:
    @pytest.mark.usefixtures("_slower")
    def test_give_and_raise_what_they_do_without_us(self, method, use_caching, scene):
        def play() -> Any:
            return sent(signal_with(*SCENES[scene], use_caching=use_caching), method)

        assert_same(play)

    def test_are_recorded_as_in_the_fast_way(self, method, use_caching, scene):
        receivers = SCENES[scene]
        if method in AWAITED and django.VERSION < (6, 1):  # there they run at once, in any order
            receivers = [each for each in receivers if inspect.iscoroutinefunction(each)]

        def play(**options: Any) -> Recording:
            with record(**options) as recording:
                for _ in range(2):
                    sent(signal_with(*receivers, use_caching=use_caching), method, number=1)
            return recording

        for options in ({}, {"dispatch_limit": 2}, {"sites": False}):
            fast = play(**options)
            with without_source():
                slow = play(**options)
            assert facts(slow) == facts(fast)


def facts(recording: Recording) -> list[Any]:
    """A recording without its times. Recorded in the same process, so places are the same."""
    dispatches = sorted(
        (
            [
                each.sender, each.method, each.site, each.arguments, each.parent is not None,
                [(c.connection, c.outcome, c.error) for c in each.receiver_calls],
            ]
            for each in recording
        ),
        key=str,
    )  # fmt: skip
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in recording.counted:
        for what in ("count", "receiver_calls", "errors"):
            counted[row.sender, row.reason, what] += getattr(row, what)
    return [dispatches, counted, recording.notes]


@pytest.mark.usefixtures("_slower")
class TestTransparency:
    @every_method
    def test_responses_hold_the_receivers(self, method):
        with record():
            responses = dispatch(signal_with(first, till.ring, later), method)

        receivers = [receiver for receiver, _ in responses]
        assert receivers[0] is first
        assert receivers[1].__self__ is till
        assert receivers[2] is later

    def test_receivers_see_the_signal_itself_and_its_own_receivers(self):
        seen: list[Any] = []

        def looks(signal: Signal, sender: Any, **kwargs: Any) -> None:
            seen.append((signal, signal._live_receivers(sender)[0], signal.has_listeners(sender)))

        signal = signal_with(looks)
        with record():
            signal.send(sender=Sender)
            outside = signal._live_receivers(Sender)[0]

        assert seen == [(signal, [looks], True)]
        assert outside == [looks]

    def test_a_receiver_that_overrides_of_look_ups_see_has_the_receivers_attributes(self):
        seen: list[Any] = []

        class Sorted(Signal):
            def _live_receivers(self, sender: Any) -> Any:
                synchronous, asynchronous = super()._live_receivers(sender)
                seen.extend((each.__module__, each.__qualname__) for each in synchronous)
                return sorted(synchronous, key=lambda each: each.__name__), asynchronous

        signal = Sorted()
        signal.connect(refuses)
        signal.connect(first)
        with record() as recording:
            responses = signal.send_robust(sender=Sender)

        assert [receiver for receiver, _ in responses] == [first, refuses]
        assert [name for _, name in cascade(recording)] == ["first", "refuses"]
        assert sorted(seen) == [(__name__, "first"), (__name__, "refuses")]

    @every_method
    def test_what_django_refuses_is_not_recorded(self, method):
        signal = signal_with(first)
        with record() as recording:
            for _ in range(2):
                with pytest.raises(TypeError, match="unhashable"):
                    dispatch(signal, method, [])
        with record(dispatch_limit=0) as full, pytest.raises(TypeError, match="unhashable"):
            dispatch(signal, method, [])

        assert (recording.dispatches, recording.counted, recording.notes) == ([], [], [])
        assert (full.dispatches, full.notes) == ([], [])

    @pytest.mark.parametrize("method", ["send_robust", "asend_robust"])
    def test_the_log_fails_on_receivers_without_a_name_as_in_django(self, method):
        refusing = functools.partial(refuses)

        def play() -> Any:
            signal = signal_with()
            signal.connect(refusing, weak=False)
            return sent(signal, method)

        assert_same(play)

    @every_method
    def test_nothing_is_kept_alive(self, method, settings):
        settings.DEBUG = False

        def passing(**kwargs: Any) -> None:
            """Connected weakly."""

        reference = weakref.ref(passing)
        signal = signal_with(passing)
        with record():
            dispatch(signal, method)
            del passing
            dispatch(signal_with(first), method)  # asgiref's thread lets go when it runs this
            gc.collect()
            assert reference() is None
            assert dispatch(signal, method) == []

    @pytest.mark.parametrize("method", SYNCHRONOUS)
    def test_other_contexts_do_not_notice(self, method):
        """A thread that has no recording, while another one has."""
        from concurrent.futures import ThreadPoolExecutor

        def play() -> Any:
            return sent(signal_with(first, refuses), method)

        with ThreadPoolExecutor(1) as pool:
            plain = pool.submit(play).result()
            with record() as recording:
                assert pool.submit(play).result() == plain

        assert recording.summary.dispatches == recording.summary.counted == 0

    @hypothesis_settings(max_examples=25, deadline=None)
    @given(
        tree=st.recursive(st.just([]), lambda t: st.lists(t, max_size=3), max_leaves=10),
        data=st.data(),
    )
    def test_cascades_are_what_was_sent(self, tree, data):
        expected: list[tuple[int, str]] = []

        def walk(below: list[Any], depth: int) -> None:
            for each in below:
                expected.append((depth, "descends"))
                walk(each, depth + 1)

        def descends(below: list[Any], **kwargs: Any) -> None:
            for each in below:
                method = data.draw(st.sampled_from(SYNCHRONOUS))
                getattr(signal, method)(sender=Sender, below=each)

        signal = signal_with()
        signal.connect(descends, weak=False)
        walk([tree], 0)
        with record() as recording:
            signal.send(sender=Sender, below=tree)

        assert cascade(recording) == expected
        assert recording.notes == []


class TestBesideSentry:
    @pytest.mark.usefixtures("_slower")
    @pytest.mark.parametrize("wrapped_first", [True, False])
    def test_wrappers_around_receivers_hold_the_receivers(self, wrapped_first, monkeypatch):
        """As Sentry: a closure around each receiver, at each look-up."""
        own = Signal._live_receivers

        def wrapping(self: Signal, sender: Any) -> Any:
            synchronous, asynchronous = own(self, sender)
            return [wrapper_of(each) for each in synchronous], asynchronous

        def wrapper_of(receiver: Any) -> Any:
            @functools.wraps(receiver)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                return receiver(*args, **kwargs)

            return wrapper

        signal = signal_with(first)
        if wrapped_first:
            monkeypatch.setattr(Signal, "_live_receivers", wrapping)
        with record() as recording:
            monkeypatch.setattr(Signal, "_live_receivers", wrapping)
            [(receiver, response)] = signal.send(sender=Sender)

        assert receiver.__wrapped__ is first
        assert response == 1
        assert cascade(recording) == [(0, "first")]


@contextmanager
def methods(**replaced: Callable[..., Any]) -> Iterator[None]:
    """Another Django, whose methods of ``Signal`` have the code of these functions."""
    with anew() as monkeypatch:
        for name, function in replaced.items():
            own = vars(Signal)[name]
            assert isinstance(own, FunctionType)
            monkeypatch.setattr(own, "__code__", function.__code__)  # type: ignore[attr-defined]
        yield


class OtherShapes:
    """Methods as another Django might have them."""

    def by_place(self, sender, **named):
        """No receiver is called by Django's idiom."""
        found = self._live_receivers(sender)[0]
        return [
            (found[place], found[place](signal=self, sender=sender, **named))
            for place in range(len(found))
        ]

    def of_numbers(self, sender, **named):
        found = self._live_receivers(sender)[0]
        return [found[place](signal=self, sender=sender, **named) for place in range(len(found))]

    def with_more(self, sender, *more, **named):
        found = self._live_receivers(sender)[0]
        return [(found[0], found[0](signal=self, sender=sender, **named))]

    def in_one_list(self, sender):
        return [each for _, each, *_ in self.receivers]

    def of_one_list(self, sender, **named):
        found = self._live_receivers(sender)
        return tuple(
            found[place](signal=self, sender=sender, **named) for place in range(len(found))
        )

    def with_options(self, sender, *options):
        return [], []


def problems() -> list[str]:
    """What the check says of Django; classes of other tests may have problems too."""
    told = [message.msg for message in check_instrumentation()]
    return [each for each in told if "\n    django." in each]


class TestUnknownShapes:
    def test_are_recorded_in_the_slower_way_and_the_check_says_so(self):
        signal = signal_with(first, nests)
        with methods(send=OtherShapes.by_place):
            with record() as recording:
                responses = signal.send(sender=Sender)
                signal.send_robust(sender=Sender)
            slower, missing, told = instrumentation.slower(), instrumentation.problems(), problems()

        assert responses == [(first, 1), (nests, None)]
        assert cascade(recording) == [(0, "first"), (0, "nests"), (1, "first")] * 2
        assert recording.roots[0].method == "send"
        assert list(slower) == ["django.dispatch.dispatcher.Signal.send"]
        assert not any(name.startswith("django.") for name in missing)
        [text] = told
        assert text.startswith("Dispatches by these methods are recorded in a slower way:\n")
        assert "Signal.send: " in text

    def test_may_give_other_responses(self):
        with methods(send=OtherShapes.of_numbers), record() as recording:
            assert signal_with(first, first).send(sender=Sender) == [1]

        assert cascade(recording) == [(0, "first")]

    def test_with_other_parameters_are_not_recorded_and_the_check_says_so(self):
        signal = signal_with(first)
        with methods(send=OtherShapes.with_more):
            with record() as recording:
                assert signal.send(sender=Sender) == [(first, 1)]
                signal.send_robust(sender=Sender)
            slower, told = instrumentation.slower(), problems()

        assert [each.method for each in recording] == ["send_robust"]
        assert slower == {}
        [text] = told
        assert text.startswith("Nothing is recorded of these functions:\n")
        assert "Signal.send: " in text
        assert "another signature" in text

    def test_are_not_recorded_where_the_look_up_of_receivers_is_not_known_either(self):
        with methods(send=OtherShapes.by_place, _live_receivers=OtherShapes.with_options):
            with record() as recording:
                assert signal_with(first).send(sender=Sender) == []
            slower, missing = instrumentation.slower(), instrumentation.problems()

        assert (recording.dispatches, recording.counted) == ([], [])
        assert slower == {}
        assert "_live_receivers" in missing["django.dispatch.dispatcher.Signal.send"]

    def test_whose_look_up_gives_something_else_are_left_alone_with_a_note(self):
        signal = signal_with()
        signal.connect(first, weak=False)
        with (
            methods(send=OtherShapes.of_one_list, _live_receivers=OtherShapes.in_one_list),
            record() as recording,
        ):
            assert signal.send(sender=Sender) == (1,)

        assert recording.dispatches == []
        [note] = recording.notes
        assert "fallback.py" in note


def test_without_any_source_the_check_names_what_is_slower_and_what_is_missing():
    with without_source():
        slower, missing = problems()

    for method in METHODS:
        assert f"Signal.{method}: " in slower
    assert "could not get source code" in slower
    assert "Signal." not in missing
    assert "CursorWrapper._execute_with_wrappers: " in missing
    assert problems() == []


def test_a_django_of_compiled_files_is_recorded():
    """In a process that finds nothing but a .pyc of the dispatcher."""
    script = """
    import importlib.util, marshal, sys
    from importlib.machinery import ModuleSpec
    from pathlib import Path

    path = Path(importlib.util.find_spec("django").origin).with_name("dispatch") / "dispatcher.py"
    code = compile(path.read_text("utf-8"), "/nowhere/django/dispatch/dispatcher.py", "exec")

    class Compiled:
        def find_spec(self, name, path=None, target=None):
            if name == "django.dispatch.dispatcher":
                return ModuleSpec(name, self, origin="dispatcher.pyc")
        def create_module(self, spec):
            return None
        def exec_module(self, module):
            module.__file__ = "/nowhere/django/dispatch/dispatcher.pyc"
            exec(marshal.loads(marshal.dumps(code)), vars(module))

    sys.meta_path.insert(0, Compiled())
    from django.conf import settings
    settings.configure(INSTALLED_APPS=["signal_inspector"])
    import django
    django.setup()
    from django.dispatch import Signal
    from signal_inspector import record
    from signal_inspector.recording import instrumentation

    def refuses(**kwargs):
        raise ValueError("no")

    signal = Signal()
    signal.connect(refuses)
    with record() as recording:
        [(receiver, error)] = signal.send_robust(sender=None, number=1)
    [call] = recording.receiver_calls
    print(receiver is refuses, call.outcome, call.error.message, len(call.error.frames))
    print(recording.dispatches[0].arguments, recording.dispatches[0].site.function, recording.notes)
    print(sorted(name.rpartition(".")[2] for name in instrumentation.slower()))
    print(sorted(instrumentation.problems()))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "True swallowed no 1", "{'number': 1} <module> []", str(sorted(METHODS)), "[]",
    ]  # fmt: skip


def test_the_slower_way_ends_with_the_recordings():
    own = {name: vars(Signal)[name].__code__ for name in (*METHODS, "_live_receivers")}
    with without_source():
        with record():
            during = {name: vars(Signal)[name].__code__ for name in own}
        after = {name: vars(Signal)[name].__code__ for name in own}

    assert all(during[name] is not own[name] for name in own)
    assert after == own
    assert live_receivers.are_stock(signal_with())
