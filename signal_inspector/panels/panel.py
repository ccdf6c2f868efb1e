"""The panel of django-debug-toolbar: records a request, keeps the recording, shows it.

The toolbar catches nothing that a panel raises: an error here would turn the user's page into
status 500. So each method that it calls is ``guarded``, and the panel shows what went wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from debug_toolbar.panels import Panel
from django.core.checks import CheckMessage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from signal_inspector import conf
from signal_inspector.diagnosis import recorded
from signal_inspector.panels import checks, sql_rows, stored, views
from signal_inspector.panels.guard import guarded
from signal_inspector.panels.page import Page
from signal_inspector.panels.tail import Tail
from signal_inspector.recording.noise import without_toolbar
from signal_inspector.recording.recorder import Recorder
from signal_inspector.recording.recording import Recording
from signal_inspector.wording import duration


class SignalInspectorPanel(Panel):
    """What the signals of a request did: cascade, receivers, channels, problems."""

    is_async = True
    title = gettext_lazy("Signal Inspector")
    nav_icon = "signal_inspector/icon.svg"  # type: ignore[assignment]  # the toolbar says None
    template = "signal_inspector/panel.html"

    recorder: Recorder | None = None
    queries: Sequence[int] = ()
    """When each query came into the SQL panel."""
    failure = ""
    """What failed first while this request was recorded."""

    @property
    @guarded("")
    def nav_subtitle(self) -> str:
        summary = self.get_stats().get("summary")
        if summary is None:
            return _("not recorded")
        # There is little room: a line should not end between a number and what it counts.
        counts = _("%(dispatches)s · %(calls)s · %(time)s") % {
            "dispatches": _dispatches(summary["dispatches"]).replace(" ", "\N{NO-BREAK SPACE}"),
            "calls": _calls(summary["receiver_calls"]).replace(" ", "\N{NO-BREAK SPACE}"),
            "time": duration(summary["receivers_ms"] * 1e6),
        }
        count = summary["problems"]
        return format_html("{}<br>⚠ {}", counts, _problems(count)) if count else counts

    @property
    @guarded("")
    def content(self) -> str:
        return self._page() or format_html(
            '<div class="sigi"><p class="sigi-failure"><strong>{}</strong> {}</p><p>{}</p></div>',
            _("The signals of this request cannot be shown:"),
            self.failure,
            _(
                "This is a fault of django-signal-inspector, not of your project: your page was"
                " served as always. The log of the server may tell more."
            ),
        )

    @guarded("")
    def _page(self) -> str:
        """Return the panel's HTML; empty when the recording cannot be read."""
        stats = self.get_stats()
        try:
            recording = stored.unpack(stats)
        except stored.UnreadableError as error:
            self.failure = str(error)
            return ""
        page = Page(self.toolbar.request_id, recording, conf.current(), stored.sql_rows(stats))
        return render_to_string(self.template, page.whole(stats["summary"]))

    @property
    @guarded(list[str]())
    def scripts(self) -> list[str]:
        return [static("signal_inspector/panel.js")]

    @classmethod
    def get_urls(cls) -> list[URLPattern]:
        return views.URLS

    @classmethod
    def run_checks(cls) -> list[CheckMessage]:
        return checks.find(f"{__package__}.{cls.__name__}")

    @guarded(None)
    def enable_instrumentation(self) -> None:
        if self.recorder is None:
            request = self.toolbar.request
            self.recorder = Recorder(name=f"{request.method} {request.path}")
            self.queries = sql_rows.watch(self.toolbar)
            self.recorder.start()

    @guarded(None)
    def disable_instrumentation(self) -> None:
        if self.recorder is not None:
            self.recorder.stop()

    @guarded(None)
    def generate_stats(self, request: HttpRequest, response: HttpResponse) -> None:  # noqa: ARG002
        # Never empty: for the toolbar that would mean that the panel is switched off.
        stats = self._recorded() or stored.failure(self.failure or "nothing was recorded")
        self.record_stats(stats)
        if self.recorder is not None and not self.failure:
            Tail(self.recorder, self._add_late).follow(response)

    @guarded(None)
    def generate_server_timing(self, request: HttpRequest, response: HttpResponse) -> None:  # noqa: ARG002
        summary = self.get_stats().get("summary")
        if summary is not None:
            # Plain ASCII, not translated: the title goes into a header as it is.
            self.record_server_timing("receivers", "Signal receivers", summary["receivers_ms"])

    @guarded(dict[str, Any]())
    def _recorded(self) -> dict[str, Any]:
        """Return what the store keeps of this request, nothing after a failure."""
        if self.failure or self.recorder is None:
            return {}
        return self._packed(self.recorder.stop(), self.recorder)

    @guarded(None)
    def _add_late(self, recording: Recording) -> None:
        """Store the recording anew, unless the store has dropped the request meanwhile."""
        if self.recorder and self.toolbar.store.exists(self.toolbar.request_id):
            self.record_stats(self._packed(recording, self.recorder))

    def _packed(self, recording: Recording, recorder: Recorder) -> dict[str, Any]:
        kept, hidden = without_toolbar(recording)
        found = recorded.find(kept, conf.current())
        problems = sum(each.severity != "info" for each in found)
        summary = stored.summary_of(kept, hidden=hidden, problems=problems)
        rows = sql_rows.rows_of(kept, self.queries, recorder.began) if self.queries else {}
        return stored.pack(kept, summary, rows)


def _dispatches(count: int) -> str:
    return ngettext("%(count)s dispatch", "%(count)s dispatches", count) % {"count": count}


def _calls(count: int) -> str:
    return ngettext("%(count)s receiver call", "%(count)s receiver calls", count) % {"count": count}


def _problems(count: int) -> str:
    return ngettext("%(count)s problem", "%(count)s problems", count) % {"count": count}
