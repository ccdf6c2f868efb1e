"""The middleware, with a function as the sink."""

import asyncio
import logging

import pytest
from asgiref.sync import iscoroutinefunction
from django.core.exceptions import MiddlewareNotUsed
from django.dispatch import Signal
from django.http import HttpResponse
from django.test import AsyncClient, Client, RequestFactory
from django.urls import path

from signal_inspector.middleware import SignalInspectorMiddleware
from signal_inspector.recording.strands import current

kept = []
placed = Signal()


def take(entry):
    kept.append(entry)


def receive(**kwargs):
    pass


def place(request):
    placed.send("shop", number=3)
    return HttpResponse(status=201)


async def aplace(request):
    await placed.asend("shop", number=3)
    return HttpResponse(status=202)


def broken(request):
    raise LookupError("broken")


urlpatterns = [path("place/", place), path("aplace/", aplace), path("broken/", broken)]


@pytest.fixture(autouse=True)
def _site(settings):
    kept.clear()
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["signal_inspector.middleware.SignalInspectorMiddleware"]
    placed.connect(receive)
    yield
    placed.disconnect(receive)


@pytest.fixture
def configure(settings):
    def configure(**keys):
        settings.SIGNAL_INSPECTOR = {"SINK": f"{__name__}.take", **keys}

    return configure


def sent(entry):
    return [each for each in entry.recording if each.signal.endswith("placed")]


@pytest.mark.parametrize("path", ["/place/", "/aplace/"])
def test_a_chosen_request_is_recorded(configure, path):
    configure(REQUEST_PATHS=[path])
    assert Client().get(path).status_code in {201, 202}
    [entry] = kept
    assert (entry.kind, entry.recording.name) == ("request", f"GET {path}")
    assert entry.status in {"201", "202"}
    assert len(sent(entry)) == 1
    assert current.get() is None


@pytest.mark.parametrize("path", ["/place/", "/aplace/"])
async def test_under_asgi_too(configure, path):
    configure(REQUEST_RATE=1)
    await AsyncClient().get(path)
    [entry] = kept
    assert len(sent(entry)) == 1


async def test_requests_at_the_same_time_are_told_apart(configure):
    configure(REQUEST_RATE=1)
    await asyncio.gather(*(AsyncClient().get("/aplace/") for _ in range(5)))
    assert [len(sent(entry)) for entry in kept] == [1] * 5
    assert len({entry.id for entry in kept}) == 5


def test_others_are_not(configure):
    configure(REQUEST_PATHS=["/other/"])
    Client().get("/place/")
    assert kept == []


@pytest.mark.parametrize(("slow_ms", "number"), [(0.000_001, 1), (60_000, 0)])
def test_slow_ones_are_kept(configure, slow_ms, number):
    configure(REQUEST_SLOW_MS=slow_ms)
    Client().get("/place/")
    assert len(kept) == number


def test_chosen_ones_are_kept_though_they_are_quick(configure):
    configure(REQUEST_SLOW_MS=60_000, REQUEST_RATE=1)
    Client().get("/place/")
    assert len(kept) == 1


@pytest.mark.parametrize(("debug", "arguments"), [(False, {}), (True, {"number": 3})])
def test_arguments_are_off_outside_of_debug(configure, settings, debug, arguments):
    settings.DEBUG = debug
    configure(REQUEST_RATE=1)
    Client().get("/place/")
    [dispatch] = sent(kept[0])
    assert dispatch.arguments == arguments
    assert dispatch.site is not None


def test_a_view_that_fails_is_a_response_like_any_other(configure):
    configure(REQUEST_RATE=1)
    assert Client(raise_request_exception=False).get("/broken/").status_code == 500
    assert [entry.status for entry in kept] == ["500"]


@pytest.mark.parametrize("is_async", [False, True])
def test_an_exception_passes_and_is_kept(configure, is_async):
    configure(REQUEST_RATE=1)

    def fails(request):
        raise KeyboardInterrupt

    async def afails(request):
        raise KeyError

    middleware = SignalInspectorMiddleware(afails if is_async else fails)
    request = RequestFactory().get("/")
    if is_async:
        with pytest.raises(KeyError):
            asyncio.run(middleware(request))
    else:
        with pytest.raises(KeyboardInterrupt):
            middleware(request)
    assert [entry.status for entry in kept] == ["500"]
    assert current.get() is None


def test_it_is_of_the_kind_of_what_it_wraps(configure):
    configure(REQUEST_RATE=1)
    assert iscoroutinefunction(SignalInspectorMiddleware(aplace))
    assert not iscoroutinefunction(SignalInspectorMiddleware(place))


@pytest.mark.parametrize("keys", [{}, {"REQUEST_RATE": 1, "SINK": ""}, {"REQUEST_SECRET": "short"}])
def test_it_is_not_used_unless_configured(configure, keys):
    configure(**keys)
    with pytest.raises(MiddlewareNotUsed):
        SignalInspectorMiddleware(place)


def test_failures_of_ours_go_to_the_log_and_nowhere_else(configure, monkeypatch, caplog):
    configure(REQUEST_RATE=1)

    def fails(*args):
        raise RuntimeError("ours")

    with caplog.at_level(logging.ERROR, "signal_inspector"):
        with monkeypatch.context() as patch:
            patch.setattr("signal_inspector.middleware.visit.Recorder.start", fails)
            assert Client().get("/place/").status_code == 201
        with monkeypatch.context() as patch:
            patch.setattr("signal_inspector.middleware.visit.Entry", fails)
            assert Client().get("/place/").status_code == 201
    assert "A request is not recorded." in caplog.text
    assert "The recording of a request is lost." in caplog.text
    assert current.get() is None
    assert kept == []


def test_a_client_that_goes_away_is_no_error_of_the_server(configure):
    configure(REQUEST_RATE=1)
    begun = asyncio.Event()

    async def wait(request):
        begun.set()
        await asyncio.Event().wait()

    async def leave():
        task = asyncio.create_task(SignalInspectorMiddleware(wait)(RequestFactory().get("/wait/")))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert [(entry.recording.name, entry.status) for entry in kept] == [("GET /wait/", "cancelled")]
