"""Whether the drawings of a project's wiring are whole, by what was counted apart from them."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

FOLDED = "drawn as one node an app"


@dataclass(frozen=True)
class Graphs:
    """What `inside/real_graphs.py` told, and the documents by format."""

    told: Mapping[str, Any]
    documents: Mapping[str, str]

    @property
    def data(self) -> Any:
        return json.loads(self.documents["json"])


def read(folder: Path) -> Graphs | None:
    """None where the script did not come to its end."""
    told = folder / "told.json"
    if not told.exists():
        return None
    documents = {each.suffix[1:]: each.read_text("utf-8") for each in folder.glob("signals.*")}
    return Graphs(json.loads(told.read_text("utf-8")), documents)


def faults(graphs: Graphs) -> list[str]:
    """Return a line for whatever a document lacks."""
    failed = [
        f"{name}: {each['error'].strip()}"
        for name, each in graphs.told["formats"].items()
        if each["error"]
    ]
    return failed or [*miscounted(graphs), *undrawn(graphs), *unnamed(graphs)]


def miscounted(graphs: Graphs) -> Iterator[str]:
    """The JSON format against the walk over every Signal."""
    live, data = graphs.told["live"], graphs.data
    connections = connections_by_signal(data)
    if connections != live["connections"]:
        yield f"json: connections of each signal: {connections}, live are {live['connections']}"
    called = {edge["target"] for edge in in_force(data)}
    receivers = sum(node["id"] in called for node in receivers_of(data))
    if receivers != live["receivers"]:
        yield f"json: {receivers} receivers, live are {live['receivers']}"


def undrawn(graphs: Graphs) -> Iterator[str]:
    """The drawings against the source that Graphviz read, and that against the JSON format."""
    nodes = dot_nodes(graphs.documents["dot"])
    drawn = {
        "svg": svg_nodes(graphs.documents["svg"]),
        "html": html_nodes(graphs.documents["html"]),
    }
    for name, found in drawn.items():
        if found != Counter(nodes.values()):
            yield f"{name}: {dict(found)} nodes, the source has {dict(Counter(nodes.values()))}"
    wanted = len(receivers_of(graphs.data))
    got = sum(kind == "receiver" for kind in nodes.values())
    folded = any(FOLDED in line for line in graphs.told["formats"]["dot"]["said"])
    if not folded and got < wanted:
        yield f"dot: {got} receivers, json has {wanted}"
    count = mermaid_nodes(graphs.documents["mermaid"])
    if count != len(graphs.data["nodes"]):
        yield f"mermaid: {count} nodes, json has {len(graphs.data['nodes'])}"


def unnamed(graphs: Graphs) -> Iterator[str]:
    """Receivers that the documents for people do not name."""
    for name in ("text", "markdown"):
        document = graphs.documents[name]
        for each in receivers_of(graphs.data):
            if each["name"] not in document:
                yield f"{name}: {each['name']} is not in it"


def receivers_of(data: Any) -> list[dict[str, Any]]:
    """The nodes of receivers that are alive."""
    return [node for node in data["nodes"] if node["kind"] == "receiver" and node["alive"]]


def in_force(data: Any) -> list[dict[str, Any]]:
    """The edges of connections, without those that wait for the model that is their sender."""
    waiting = {node["id"] for node in data["nodes"] if node.get("sender_kind") == "unresolved"}
    return [edge for edge in data["edges"] if edge["source"] not in waiting]


def connections_by_signal(data: Any) -> list[int]:
    """How many connections each signal has, most first."""
    signals = {node["id"]: node["signal"] for node in data["nodes"] if node["kind"] != "receiver"}
    counts = Counter(dict.fromkeys(signals.values(), 0))
    for edge in in_force(data):
        counts[signals[edge["source"]]] += edge["count"]
    return sorted(counts.values(), reverse=True)


def dot_nodes(source: str) -> dict[str, str]:
    """The kind of each node, by id: the first word of its class."""
    return dict(re.findall(r'^\s*n\d+ \[id="([^"]+)".* class="(\w+)', source, re.MULTILINE))


def svg_nodes(document: str) -> Counter[str]:
    """How many nodes of each kind there are."""
    root = ET.fromstring(document)
    return Counter(kind for each in root.iter() if (kind := _kind(each.attrib)))


def html_nodes(document: str) -> Counter[str]:
    """As ``svg_nodes()``, of the drawing in a page."""
    found: Counter[str] = Counter()

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if kind := _kind({name: value or "" for name, value in attrs}):
                found[kind] += 1

    Parser().feed(document)
    return found


def _kind(attributes: Mapping[str, str]) -> str:
    """The kind of the node that an element is; "" for any other, and for those of the legend."""
    first, _, others = attributes.get("class", "").partition(" ")
    is_node = first == "node" and re.fullmatch(r"n\d+", attributes.get("id", ""))
    return others.partition(" ")[0] if is_node else ""


def mermaid_nodes(source: str) -> int:
    return len(set(re.findall(r"^\s*(n\d+)[\[({>]", source, re.MULTILINE)))


def story(graphs: Graphs) -> list[str]:
    """Return what to print about the graphs of a project."""
    live = graphs.told["live"]
    times = ", ".join(
        f"{name} {each['seconds']:.2f} s" for name, each in graphs.told["formats"].items()
    )
    lines = [
        (
            f"{len(live['connections'])} signals, {sum(live['connections'])} connections, "
            f"{live['receivers']} receivers, {live['collected']} collected"
        ),
        f"processor time: {times}",
        *dict.fromkeys(line for each in graphs.told["formats"].values() for line in each["said"]),
    ]
    counts = Counter(problem["rule"] for problem in graphs.told["problems"])
    examples = {each["rule"]: each["message"] for each in reversed(graphs.told["problems"])}
    lines += [f"{rule} ×{count}, as: {examples[rule]}" for rule, count in sorted(counts.items())]
    found = faults(graphs)
    return [*lines, *found, f"{len(found)} faults."]
