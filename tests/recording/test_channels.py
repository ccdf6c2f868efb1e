"""Consumers of Django Channels, and the lifespan of ASGI."""

import asyncio

import pytest

pytest.importorskip("channels", reason="channels is not installed")

from channels.consumer import AsyncConsumer, SyncConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.testing import ApplicationCommunicator, WebsocketCommunicator
from django.dispatch import Signal
from uvicorn.config import Config
from uvicorn.lifespan.on import LifespanOn

from signal_inspector import record
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.strands import current
from tests.recording.scenes import cascade, connected

heard, answered = Signal(), Signal()


def answers(**kwargs):
    answered.send("consumer")


async def answers_async(**kwargs):
    await asyncio.sleep(0)
    await answered.asend("consumer")


def last(**kwargs):
    pass


class Sync(SyncConsumer):
    def shop_hear(self, message):
        heard.send("consumer")
        self.send({"type": "shop.done"})


class Async(AsyncConsumer):
    async def shop_hear(self, message):
        await heard.asend("consumer")
        await self.send({"type": "shop.done"})


class Chat(AsyncWebsocketConsumer):
    """Records each message by itself."""

    async def receive(self, text_data=None, bytes_data=None):
        async with record(text_data) as recording:
            await heard.asend("consumer")
        recordings.append(recording)
        await self.send(text_data)


recordings = []


@pytest.fixture(autouse=True)
def _receivers():
    recordings.clear()
    with connected(heard, answers, answers_async), connected(answered, last):
        yield


EXPECTED = [(0, "answers"), (0, "answers_async"), (1, "last"), (1, "last")]


@pytest.mark.parametrize("consumer", [Sync, Async])
async def test_what_a_consumer_sends_is_part_of_the_recording_around_it(consumer):
    async def app(scope, receive, send):
        with record() as recording:
            recordings.append(recording)
            await consumer.as_asgi()(scope, receive, send)

    communicator = ApplicationCommunicator(app, {"type": "shop"})
    await communicator.send_input({"type": "shop.hear"})
    await communicator.receive_output()
    communicator.stop(exceptions=False)
    await communicator.wait()
    [recording] = recordings
    assert sorted(cascade(recording)) == sorted(EXPECTED)
    assert recording.notes == []


async def test_consumers_side_by_side_are_told_apart():
    first, second = [WebsocketCommunicator(Chat.as_asgi(), "/chat/") for _ in range(2)]
    for each in (first, second):
        assert (await each.connect())[0]
    for number in range(3):
        await asyncio.gather(first.send_to(f"a{number}"), second.send_to(f"b{number}"))
        assert {await first.receive_from(), await second.receive_from()} == {
            f"a{number}",
            f"b{number}",
        }
    for each in (first, second):
        await each.disconnect()
    assert sorted(each.name for each in recordings) == ["a0", "a1", "a2", "b0", "b1", "b2"]
    for each in recordings:
        assert sorted(cascade(each)) == sorted(EXPECTED)


async def test_what_the_lifespan_records_is_not_that_of_requests():
    seen = {}

    async def app(scope, receive, send):
        assert scope["type"] == "lifespan"
        recorder = Recorder("lifespan")
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                recorder.start()
                await heard.asend("start")
            else:
                await heard.asend("stop")
                seen["recording"] = recorder.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    config = Config(app, lifespan="on", log_config=None)
    config.load()
    lifespan = LifespanOn(config)
    await lifespan.startup()
    assert current.get() is None
    with record("request") as request:
        await heard.asend("request")
    await lifespan.shutdown()
    assert not lifespan.should_exit
    assert {each.sender for each in request if each.parent is None} == {"'request'"}
    roots = seen["recording"].roots
    assert [each.sender for each in roots] == ["'start'", "'stop'"]
