"""Source that ``transplant`` puts into Django's methods.

A string that begins with ``MARK`` stands for an object, a name in capitals for statements.
``_si_s`` is the strand of this thread, ``_si_o`` the current one where that is another thread's,
``_si_p`` the plan (None: not recorded), ``_si_b`` the buffer and ``_si_n`` its length before the
dispatch, ``_si_m`` the plan's mode, ``_si_c`` Django's cached list of receivers, ``_si_f`` the
dispatch under way in the general shape.
"""

MARK = "\u00a7"

# Only plain classes are hashed: the hash of any other sender may run code of the project.
NOBODY = """
_si_s = ("§current")()
if _si_s is not None:
    try:
        _si_k = ("§type")(sender)
        if _si_k is ("§ModelBase") or _si_k is ("§type"):
            _si_s.heard[sender].append(self)
        else:
            ("§nobody")(_si_s, self, sender)
    except ("§KeyError"):
        try:
            ("§nobody")(_si_s, self, sender)
        except ("§Exception"):
            _si_s.recorder.lost += 1
    except ("§Exception"):
        _si_s.recorder.lost += 1
"""

# ``LIVE`` is Django's own look-up of the receivers. A plan that is found stands for its result: it
# was made from one, and nothing has been connected, disconnected or collected since. A failure of
# ours leaves everything to Django. The receivers are collected by a loop, because up to Python 3.11
# a comprehension is a call of a function, which takes longer than all the rest.
FIND = """
_si_p = _si_o = None
_si_s = ("§current")()
if _si_s is not None:
    try:
        if _si_s.ident != ("§ident")():
            _si_o = _si_s
            _si_s = ("§enter_thread")(_si_s)
        if _si_c is not None:
            _si_p = _si_s.PLANS[("§id")(_si_c)]
        else:
            _si_p = _si_s.UNCACHED[("§id")(self), ("§id")(sender)]
            if ("§len")(_si_p.entries) != ("§len")(self.receivers) or not ("§all")(
                ("§map")(("§is"), _si_p.entries, self.receivers)
            ):
                _si_p = None
        if (
            self._dead_receivers
            or ("§type")(self)._live_receivers is not ("§live_receivers")
            or "_live_receivers" in _si_p.attributes
        ):
            _si_p = None
    except ("§Exception"):
        _si_p = None
if _si_p is None:
    LIVE
    if _si_s is not None:
        _si_p = ("§plan")(
            _si_s, "§method", self, sender, _si_c, sync_receivers, async_receivers
        )
else:
    sync_receivers = []
    for _si_r in _si_p.refs:
        sync_receivers.append(_si_r())
    async_receivers = ()
"""

# What follows, in another thread than that of the strand which was current. The variables of a
# frame in a traceback are printed, by Django's page for errors as well, and a buffer takes long.
AROUND_THREADS = """
try:
    try:
        BODY
    finally:
        if _si_o is not None:
            try:
                ("§leave_thread")(_si_o, _si_s)
            except ("§Exception"):
                _si_s.recorder.lost += 1
except ("§BaseException"):
    _si_b = _si_c = _si_m = _si_n = _si_o = _si_p = _si_r = _si_s = None
    del _si_b, _si_c, _si_m, _si_n, _si_o, _si_p, _si_r, _si_s
    raise
"""

# A plan's receiver that is collected between the look at ``_dead_receivers`` and the call is None.
AROUND_LOOP = """
if _si_p is None:
    PLAIN
else:
    _si_b = _si_s.buf
    _si_n = ("§len")(_si_b)
    if _si_n >= _si_s.limit:
        ("§limit")(_si_s)
    _si_m = _si_p.mode
    _si_b.append(_si_p)
    if _si_m:
        if _si_m == 1:
            try:
                ("§detail")(_si_s, _si_p, named)
            except ("§Exception"):
                _si_s.recorder.lost += 1
    _si_b.append(("§now")())
    try:
        TIMED
    except ("§BaseException") as _si_e:
        try:
            ("§left")(_si_s, _si_p, _si_n, _si_m, _si_e)
        except ("§Exception"):
            _si_s.buf.append(("§lost"))
        raise
    if _si_m:
        if _si_m == 2:
            if not async_receivers:
                COUNTED
"""

# A counted dispatch is taken back out of the buffer, unless something happened in it.
COUNTED = """
if ("§len")(_si_b) == _si_n + _si_p.span:
    _si_p.count += 1
    _si_p.ns += _si_b[-1] - _si_b[_si_n + 1]
    del _si_b[_si_n:]
else:
    ("§settle")(_si_s, _si_p, _si_n)
"""

COUNTED_ROBUST = '("§settle")(_si_s, _si_p, _si_n)'

COLLECTED = """
if receiver is None:
    {buffer}.append(("§now")())
    continue
"""

RETURNED = '{buffer}.append(("§now")())'

SWALLOWED = '("§swallowed")({buffer}, {error})'

BUFFER = "_si_b"

# The variables of a robust method are printed while it logs an exception, which then holds them.
FORGET_BUFFER = "_si_b = None"
BUFFER_ROBUST = "_si_s.buf"

TAIL_ARGUMENTS = "self, sender, named, async_receivers, responses, _si_f"

_UNDER = '("§under")(_si_s, _si_p, _si_m, self, sender)'

CALL_TAIL = f"""
if _si_p is None:
    ("§tail")({TAIL_ARGUMENTS.replace("_si_f", "None")})
else:
    try:
        ("§tail")({TAIL_ARGUMENTS.replace("_si_f", _UNDER)})
    except ("§BaseException") as _si_e:
        ("§left_tail")(_si_s, _si_p, _si_n, _si_m, _si_e)
        raise
    _si_s.buf.append(("§now")())
    if _si_m == 2:
        ("§settle")(_si_s, _si_p, _si_n)
"""

BEGIN = '_si_f = ("§begin")("§method", self, sender, {lists}, {named})'

AROUND_METHOD = """
try:
    BODY
except ("§BaseException") as _si_e:
    ("§fail")(_si_f, _si_e)
    raise
finally:
    ("§close")(_si_f)
"""

AROUND_THREAD = """
try:
    BODY
except ("§BaseException") as _si_e:
    ("§fail")(_si_f, _si_e)
    raise
"""

CALL = '("§returned")(_si_f, ("§calling")(_si_f, {receiver}))'

TRACK = '("§track")(_si_f, {receiver})'

CAUGHT = '("§caught")(_si_f)'

# No more than a clock before, and one call after: statements are many.
AROUND_TIMED = """
_si_t = ("§now")()
try:
    BODY
finally:
    ("§after")(_si_t, {parameters})
"""

AROUND_FUNCTION = """
try:
    _si_e = ("§enter")({parameters})
except ("§Exception"):
    _si_e = None
try:
    BODY
except ("§BaseException") as _si_x:
    ("§failed")(_si_e, _si_x)
    raise
"""

RETURN = 'return ("§returned")(_si_e, None)'

RETURNED_VALUE = '("§returned")(_si_e)'

AROUND_CALLBACK = """
_si_c = ("§begin_callback")(self, func)
try:
    BODY
except ("§BaseException") as _si_x:
    ("§fail_callback")(_si_c, _si_x)
    raise
else:
    ("§end_callback")(_si_c, None)
"""
