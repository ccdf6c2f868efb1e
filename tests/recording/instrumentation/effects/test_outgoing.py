from __future__ import annotations

import asyncio
import http.client
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import send_mail, send_mass_mail

from signal_inspector import record
from signal_inspector.recording.instrumentation.effects import outgoing
from signal_inspector.recording.records import Effects
from tests.recording.scenes import dispatch, signal_with


def effects_of(receiver: Any, method: str = "send") -> Effects:
    signal = signal_with()
    signal.connect(receiver, weak=False)
    with record() as recording:
        dispatch(signal, method)
    [call] = recording.roots[0].receiver_calls
    assert recording.notes == []
    return call.effects


class TestMails:
    def test_are_counted_once_handed_over(self):
        def writes(**kwargs: Any) -> None:
            message = ("a", "b", "me@example.com", ["you@example.com"])
            send_mail(*message)
            send_mass_mail([message, message])
            send_mass_mail([])

        assert effects_of(writes).mails == 3


class TestCelery:
    @pytest.fixture
    def charge(self) -> Any:
        """A task of an app whose broker is in memory."""
        celery = pytest.importorskip("celery", reason="celery is not installed")
        app = celery.Celery(
            "shop", broker="memory://", backend="cache+memory://", set_as_current=False
        )

        app.conf.task_default_queue = uuid4().hex  # the broker is one for the process

        @app.task(name="shop.tasks.charge", shared=False)
        def charge(number: int) -> int:
            return number

        return charge

    def test_tasks_sent_by_their_name_are_told_too(self, charge):
        def enqueues(**kwargs: Any) -> None:
            charge.app.send_task("shop.tasks.refund", [1])

        assert effects_of(enqueues).tasks == ("shop.tasks.refund",)

    def test_tasks_are_named(self, charge):
        ids: list[str] = []

        def enqueues(**kwargs: Any) -> None:
            ids.append(charge.delay(1).id)
            ids.append(charge.apply_async([2], countdown=5).id)

        effects = effects_of(enqueues)
        assert effects.tasks == ("shop.tasks.charge",) * 2
        assert list(effects.task_ids) == ids

    def test_tasks_reach_the_broker_as_without_us(self, charge):
        with record():
            results = [charge.delay(number).id for number in range(2)]
        with charge.app.connection_for_read() as broker:
            queue = broker.SimpleQueue(charge.app.conf.task_default_queue)
            received = [queue.get(timeout=1) for _ in results]
            queue.close()

        assert sorted(each.headers["id"] for each in received) == sorted(results)
        assert {each.headers["task"] for each in received} == {"shop.tasks.charge"}

    def test_tasks_that_run_at_once_are_told_as_well(self, charge):
        charge.app.conf.task_always_eager = True
        found: list[int] = []

        def enqueues(**kwargs: Any) -> None:
            found.append(charge.delay(3).get())

        with record():  # Celery imports its tasks when the first one is called
            found.append(charge.delay(2).get())
        assert effects_of(enqueues).tasks == ("shop.tasks.charge",)
        assert found == [2, 3]

    def test_tasks_that_are_not_enqueued_are_not_told(self, charge):
        def enqueues(**kwargs: Any) -> None:
            with pytest.raises(TypeError):
                charge.delay("too", "many")

        assert effects_of(enqueues).tasks == ()


class TestTasksOfDjango:
    @pytest.fixture
    def greet(self, settings, monkeypatch) -> Any:
        tasks = pytest.importorskip("django.tasks", reason="Django has tasks from 6.0 on")
        settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
        task = tasks.task(greets)
        monkeypatch.setitem(globals(), "greets", task)  # where Django looks for it
        return task

    def test_are_named(self, greet):
        def enqueues(**kwargs: Any) -> None:
            greet.enqueue()

        assert effects_of(enqueues).tasks == (f"{__name__}.greets",)

    def test_are_named_when_they_are_awaited(self, greet):
        async def enqueues(**kwargs: Any) -> None:
            await greet.aenqueue()

        assert effects_of(enqueues, "asend").tasks == (f"{__name__}.greets",)


def greets() -> None:
    """A task of Django."""


class TestRequests:
    @pytest.fixture
    def server(self) -> Any:
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        with HTTPServer(("127.0.0.1", 0), Answers) as server:
            thread = threading.Thread(target=server.handle_request)
            thread.start()
            yield server.server_port
            thread.join()

    def test_are_told_by_their_host(self, server):
        def asks(**kwargs: Any) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", server)
            connection.request("GET", "/secret?token=1")
            assert connection.getresponse().status == 204
            connection.close()

        assert effects_of(asks).requests == ("127.0.0.1",)


class Url:
    host = "api.example.com"


class Request:
    url = Url


class TestHttpx:
    """By a module of its shape, as it need not be installed."""

    @pytest.fixture(autouse=True)
    def clients(self, monkeypatch) -> Any:
        module = ModuleType("httpx._client")
        module.Client, module.AsyncClient = Client, AsyncClient  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "httpx._client", module)
        outgoing._httpx.cache_clear()
        yield
        outgoing._httpx.cache_clear()

    def test_requests_are_told_by_their_host(self):
        def asks(**kwargs: Any) -> None:
            assert Client().send(Request()) == "sent"

        assert effects_of(asks).requests == ("api.example.com",)

    def test_awaited_requests_too(self):
        async def asks(**kwargs: Any) -> None:
            assert await AsyncClient().send(Request()) == "sent"

        assert effects_of(asks, "asend").requests == ("api.example.com",)


class Client:
    def send(self, request: Any, *, stream: bool = False) -> str:
        return "sent"


class AsyncClient:
    async def send(self, request: Any, *, stream: bool = False) -> str:
        await asyncio.sleep(0)
        return "sent"
