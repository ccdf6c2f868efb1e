"""A recording as one JSON document, and back.

The document holds columns: short, quick to read, small when compressed. All times are integers in
nanoseconds. A *reference* is a place in another list of the document, -1 for none. Keys:

``version``
    1
``name``, ``started``, ``duration_ns``
    text given to ``record()``; wall clock in ISO 8601, UTC; length of the recording
``strings``
    list of texts. Every text in the columns below is a reference into it
``frames``
    lines of code: columns ``path``, ``line``, ``function``
``connections``
    columns ``receiver``, ``path``, ``line``, ``sender`` (-1: any), ``dispatch_uid`` (-1: none),
    ``weak`` and ``is_async`` (0 or 1)
``dispatches``
    columns, in start order: ``signal``, ``sender``, ``method``, ``thread``, ``start_ns`` as the
    distance to the dispatch before, ``duration_ns``, ``site`` (a frame), ``parent`` (a call),
    ``registered_by`` (a call), ``arguments`` (into ``arguments``)
``arguments``
    list of objects: name to null, boolean, number or text
``calls``
    columns, by dispatch and call order: ``dispatch``, ``connection``, ``start_ns`` as the distance
    to the start of the dispatch, ``duration_ns``, ``outcome`` (a place in ``returned, raised,
    swallowed, cancelled, not reached, unfinished``), ``error`` (into ``errors``), ``effects``
    (into ``effects``)
``errors``
    list of ``{type, message, frames, inherited}``; ``frames`` are references
``effects``
    list of ``{queries, statements, on_commit, bulk_writes, mails, tasks, rolled_back, requests,
    task_ids, in_atomic, survived}``:
    ``queries`` of ``{alias, count, duration_ns}``, ``statements`` of ``{sql, count}``,
    ``bulk_writes`` of ``{method, model, rows, bypassed, site, count}``, ``site`` being a frame
``outside``
    the effects outside of any receiver call (into ``effects``)
``counted``
    list of ``{signal, sender, reason, count, receiver_calls, duration_ns, errors}``, plain texts
``notes``
    list of texts: what went wrong in our own bookkeeping
"""

from .read import loads
from .write import VERSION, dumps

__all__ = ["VERSION", "dumps", "loads"]
