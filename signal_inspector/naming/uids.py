"""The ``dispatch_uid`` of a connection, which Django keeps only as half of the lookup key."""

from types import MethodType

from signal_inspector.naming.raw import text_or_empty
from signal_inspector.naming.senders import sender_name


def dispatch_uid_of(key: object, receiver: object) -> str | None:
    """Return the ``dispatch_uid`` as text, None for a connection without one.

    ``key`` is the receiver's half of the lookup key: the uid, or else ``id(receiver)``, for a bound
    method the pair of the ids of instance and function. For a collected receiver, which is None
    here, whole numbers are taken for ids.
    """
    if receiver is None:
        is_id = _is_id(key) or _is_pair_of_ids(key)
    elif type(receiver) is MethodType:
        is_id = _is_pair_of_ids(key)
    else:
        is_id = key == id(receiver) if _is_id(key) else _is_pair_of_ids(key)
    return None if is_id else uid_text(key)


def uid_text(uid: object) -> str:
    """Return a ``dispatch_uid`` as text: texts and numbers as they are, others named as senders."""
    if issubclass(type(uid), str):
        return text_or_empty(uid)
    if _is_id(uid):
        return str(uid)
    if type(uid) is tuple:
        return f"({', '.join(map(uid_text, uid))})"
    return sender_name(uid)


def _is_id(key: object) -> bool:
    return type(key) is int


def _is_pair_of_ids(key: object) -> bool:
    return type(key) is tuple and len(key) == 2 and all(map(_is_id, key))
