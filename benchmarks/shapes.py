"""Graphs with the shapes of real projects, made without any: dense ones are what layouts fear."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from signal_inspector.wiring.connections import Connection
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import Cascade, SignalGraph
from signal_inspector.wiring.senders import Sender


def crossing(edges: int, apps: int = 30) -> SignalGraph:
    """Models and receivers of apps, joined at random, every second line by what a receiver sent:
    what takes minutes when it is drawn in full.
    """
    chance = random.Random(edges)

    def connected(position: int) -> Connection:
        of, app = chance.randrange(apps), chance.randrange(apps)
        return _connection(of, chance.randrange(4), app, chance.randrange(4), position)

    graph = graph_of([connected(position) for position in range(edges // 2)])
    pairs = {
        (chance.choice(graph.receivers).id, chance.choice(graph.channels).id)
        for _ in range(edges - len(graph.connections))
    }
    return replace(graph, cascades=tuple(Cascade(*pair, 1) for pair in sorted(pairs)))


def few_functions(models: int = 230, functions: int = 26) -> SignalGraph:
    """Each model calls one of few functions on each of three signals, as in wagtail."""
    signals = ("post_save", "post_delete", "pre_save")
    return graph_of(
        [
            _connection(model % 20, (model * 7 + place) % functions, 20, model, place, signal)
            for model in range(models)
            for place, signal in enumerate(signals)
        ]
    )


def one_app(receivers: int = 2000) -> SignalGraph:
    """Everything in one app."""
    return graph_of([_connection(0, number, 0, number // 4, number) for number in range(receivers)])


def all_to_all(size: int = 60) -> SignalGraph:
    """Every model of an app calls every receiver of it, but for some."""
    return graph_of(
        [
            _connection(0, receiver, 0, model, receiver)
            for model in range(size)
            for receiver in range(size)
            if (model * receiver) % 5 != 1
        ]
    )


SHAPES: dict[str, Callable[[], SignalGraph]] = {
    "300 lines that cross, drawn in full": lambda: crossing(300),
    "750 lines that cross": lambda: crossing(750),
    "3,000 lines that cross": lambda: crossing(3000),
    "690 connections of 26 functions": few_functions,
    "2,000 receivers in one app": one_app,
    "2,900 connections of 60 models to 60 receivers": all_to_all,
}


def _connection(
    of: int, number: int, app: int, model: int, position: int, signal: str = "post_save"
) -> Connection:
    sender = Sender(f"app{of:02}.Model{model}", "model", f"app{of:02}")
    return Connection(
        signal=f"django.db.models.signals.{signal}",
        sender=sender,
        sender_key=sender.name,
        receiver=f"app{app:02}.receivers.note_change_{number}",
        module=f"app{app:02}.receivers",
        app=f"app{app:02}",
        origin="project",
        file=f"app{app:02}/receivers.py",
        line=5 * number + 8,
        is_async=False,
        is_alive=True,
        is_weak=True,
        dispatch_uid=None,
        position=position,
    )
