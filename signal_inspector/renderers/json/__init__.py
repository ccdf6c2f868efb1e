"""The graph as JSON, version 1, and back.

The document is an object, its lists sorted by id, without times, absolute paths or addresses::

    version      1
    nodes        [{
                   id            "channel:orders.Order:django.db.models.signals.post_save",
                                 "receiver:orders.receivers.reserve_stock" or "signal:..." for a
                                 signal without receivers; a second node of that name ends in "~2"
                   kind          "channel" | "receiver" | "signal" | "app"
                   label         what a drawing shows: "post_save", "reserve_stock"
                   app           app label or null
                   origin        "project" | "third-party" | "django"
                 of channels and signals
                   signal        dotted name
                   module        dotted name of the sender's module, else of the signal's, or ""
                 of channels
                   sender        name, or null for ANY, and for several senders in one node
                   sender_kind   "any" | "model" | "abstract" | "proxy" | "object" | "dead" |
                                 "unknown" | "unresolved" | "several"
                   senders       number of senders, only where they are several
                 of receivers
                   name          dotted name
                   module        dotted name of its module, or ""
                   file, line    short path and line counted from 1, or null
                   async         true | false
                   alive         false for a receiver that was collected
                 of apps, which are all that a graph collapsed to apps holds
                   channels, receivers    numbers
                 }]
    edges        [{
                   source, target    ids of a channel and a receiver
                   kind              "connects"
                   order             number of the call in its channel, from 1; null for async
                   count             how many times it is connected
                   weak              whether it is held weakly
                   dispatch_uids     [text]
                   flags             ["duplicate", "overlap", "cycle"]
                   senders           number of senders, only where the channel has several
                 }]                  sorted by source, then in the order of the calls
                 [{
                   source, target    ids of apps
                   kind              "connects"
                   count             how many connections there are
                   receivers         how many receivers of the target
                   flags             ["cycle"]
                 }]
                 [{
                   source, target    ids of a receiver and a channel, or of apps
                   kind              "cascade"
                   count             how many dispatches were observed
                   flags             ["cycle"]
                 }]
    meta         {django, python, apps: [label], counts: {signals, channels, receivers,
                  connections, orphans}}; signals is 0 for a graph collapsed to apps

Where recordings were laid over the graph, channels, signals, receivers and edges that connect have
a further key, unless nothing is known about them::

    observed     {calls, total_ms, errors, error_types: [dotted name]}, calls 0 for what was never
                 seen; of channels and signals ``calls`` counts dispatches

Receivers that the diagnosis finds fault with have the key ``problems``: ids of its rules.

Where graphs were compared, nodes and edges that differ have the key ``change``: "added", "removed",
and of edges that connect "reordered" and "changed".

``weak`` and ``dispatch_uids`` belong to the edges: one receiver can be connected in several ways.
"""

from signal_inspector.renderers.json.read import loads
from signal_inspector.renderers.json.write import VERSION, as_data, render

__all__ = ["VERSION", "as_data", "loads", "render"]
