"""Which requests are recorded. Asked for every request, so it has to be quick."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from random import Random

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from signal_inspector import conf

LEAST_SECRET = 16

_random = Random()  # noqa: S311 - a lot, no secret


class Choice:
    """Chooses by path, by header and by lot, as the settings say."""

    def __init__(
        self, options: conf.Settings, chance: Callable[[], float] = _random.random
    ) -> None:
        patterns = [fnmatch.translate(each) for each in options.request_paths]
        self._paths = re.compile("|".join(patterns)) if patterns else None
        self._rate = options.request_rate
        self._chance = chance
        secret = options.request_secret
        self._secret = secret if len(secret) >= LEAST_SECRET else ""
        self._header = f"HTTP_{options.request_header.upper().replace('-', '_')}"

    def __bool__(self) -> bool:
        """Whether any request can be chosen."""
        return bool(self._paths or self._secret or self._rate)

    def takes(self, request: HttpRequest) -> bool:
        """Whether this request is recorded."""
        if self._rate and self._chance() < self._rate:
            return True
        if self._paths is not None and self._paths.match(request.path_info):
            return True
        if self._secret:
            sent = request.META.get(self._header)
            return sent is not None and constant_time_compare(sent, self._secret)
        return False
