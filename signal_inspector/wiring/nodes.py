"""What a signal graph is made of: plain, frozen data."""

from dataclasses import dataclass
from typing import Literal

from signal_inspector.naming import Origin
from signal_inspector.wiring.senders import SenderKind

ChannelKind = SenderKind | Literal["several"]
Flag = Literal["duplicate", "overlap"]
Change = Literal["added", "removed", "reordered", "changed"]


@dataclass(frozen=True, slots=True)
class Traffic:
    """What recordings saw of a node or an edge; ``calls`` of 0: it was never observed.

    Of a receiver and its connections these are calls of the receiver, of a channel dispatches that
    reached it. ``errors`` counts exceptions that began there; ``error_types`` are their dotted
    names, sorted.
    """

    calls: int = 0
    total_ns: int = 0
    errors: int = 0
    error_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """One signal for one sender, None for ANY. App and module are the sender's, else the signal's.

    A ``sender_kind`` of None marks a signal without receivers; ``several`` one whose channels were
    folded into one node, for so many ``senders``, of which none is named, or all in
    ``sender_names``. ``traffic``, here and below, is None where nothing is known: no recording was
    laid over the graph, or not all was detailed in it. ``change``, here and below: how it differs
    from another graph, None for not at all, and where none was compared.
    """

    id: str
    signal: str
    sender: str | None
    sender_kind: ChannelKind | None
    app: str | None
    origin: Origin
    traffic: Traffic | None = None
    senders: int = 1
    change: Change | None = None
    sender_names: tuple[str, ...] = ()
    module: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver, whatever it is connected to.

    ``file`` is short, never absolute; ``line`` counts from 1. They are "" and 0 without source.
    ``problems`` are short ids of the diagnosis' rules, sorted, where it was asked.
    """

    id: str
    name: str
    module: str
    app: str | None
    origin: Origin
    file: str
    line: int
    is_async: bool
    is_alive: bool
    traffic: Traffic | None = None
    change: Change | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connects:
    """An edge: the channel ``source`` calls the receiver ``target``, both by id.

    ``order`` counts the calls of the channel from 1; of ``count`` connections it is the first. It
    is None for async receivers, which run together after the sync ones. The flag ``duplicate``: the
    same code runs more than once in this channel, and not as a method of several objects;
    ``overlap``: the receiver is connected for this sender and for ANY. ``dispatch_uids`` are
    sorted. Between folded nodes an edge stands for the
    connections of so many ``senders``.
    """

    source: str
    target: str
    order: int | None
    count: int
    is_weak: bool
    dispatch_uids: tuple[str, ...]
    flags: tuple[Flag, ...]
    traffic: Traffic | None = None
    in_cycle: bool = False
    senders: int = 1
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Cascade:
    """An edge that was observed: the receiver ``source`` sent what reached the channel ``target``.

    ``count`` dispatches did. ``in_cycle``, here and in ``Connects``: the edge is part of a way that
    leads from a channel through receivers back to it.
    """

    source: str
    target: str
    count: int
    in_cycle: bool = False


@dataclass(frozen=True, slots=True)
class FoldedApp:
    """An app as one node, with the number of its channels and receivers; ``app`` None: of no app.

    Its origin is the project as soon as that of anything in it is.
    """

    id: str
    app: str | None
    origin: Origin
    channels: int
    receivers: int


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between folded apps: ``receivers`` of the app ``target`` listen to ``source``.

    ``count`` connections do that.
    """

    source: str
    target: str
    receivers: int
    count: int
    traffic: Traffic | None = None
    in_cycle: bool = False


Node = Channel | Receiver | FoldedApp


@dataclass(frozen=True, slots=True)
class SignalGraph:
    """Nodes sorted by id; connections sorted by channel, then in the order of the calls.

    ``orphans`` are signals without receivers: they have no connections and are not in ``channels``.
    ``cascades``, sorted by source and target, are known where a recording was laid over the graph.
    A graph that was collapsed to apps holds nothing but ``folded``, ``links`` and cascades between
    these.
    """

    channels: tuple[Channel, ...] = ()
    receivers: tuple[Receiver, ...] = ()
    connections: tuple[Connects, ...] = ()
    orphans: tuple[Channel, ...] = ()
    cascades: tuple[Cascade, ...] = ()
    folded: tuple[FoldedApp, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, those of a kind together."""
        groups: tuple[tuple[Node, ...], ...]
        groups = (self.channels, self.receivers, self.orphans, self.folded)
        return tuple(node for group in groups for node in group)

    @property
    def apps(self) -> tuple[str, ...]:
        """The labels of the apps that nodes belong to, sorted."""
        return tuple(sorted({node.app for node in self.nodes if node.app}))

    @property
    def signals(self) -> tuple[str, ...]:
        """The names of the signals shown, sorted."""
        return tuple(sorted({channel.signal for channel in (*self.channels, *self.orphans)}))
