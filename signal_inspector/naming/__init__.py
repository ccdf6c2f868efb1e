"""Names, places and provenance of signals, senders, receivers and code.

One object has one name everywhere: in recordings, in the graph, in checks. Nothing here raises,
imports a module, or runs code of the objects that it names: no ``repr()``, ``str()``, ``bool()`` or
``==`` of them, and no attribute look-up that they could intercept. Lazy objects stay lazy.
"""

from signal_inspector.naming.modules import loaded_modules
from signal_inspector.naming.origins import (
    Origin,
    app_label_of,
    origin_of_module,
    origin_of_path,
    short_path,
)
from signal_inspector.naming.parameters import takes_any_keyword
from signal_inspector.naming.receivers import (
    Place,
    receiver_module,
    receiver_name,
    receiver_place,
)
from signal_inspector.naming.senders import sender_module, sender_name
from signal_inspector.naming.signals import is_signal, reachable_signals, signal_name, signal_names
from signal_inspector.naming.uids import dispatch_uid_of, uid_text

__all__ = [
    "Origin",
    "Place",
    "app_label_of",
    "dispatch_uid_of",
    "is_signal",
    "loaded_modules",
    "origin_of_module",
    "origin_of_path",
    "reachable_signals",
    "receiver_module",
    "receiver_name",
    "receiver_place",
    "sender_module",
    "sender_name",
    "short_path",
    "signal_name",
    "signal_names",
    "takes_any_keyword",
    "uid_text",
]
