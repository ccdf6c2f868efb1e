"""What receivers did beside sending signals, in words: SQL, mails, tasks, commits, rows."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from signal_inspector.recording.records import BulkWrite, Effects
from signal_inspector.wording import duration, short_name


def sql(count: int, ns: int) -> str:
    """Return number and time of statements, empty for none."""
    return f"{number_format(count)} · {duration(ns)}" if count else ""


def chips(effects: Effects) -> tuple[str, ...]:
    """Return a word or two for each effect but SQL."""
    found = []
    if effects.mails:
        found.append(
            ngettext("%(count)d mail", "%(count)d mails", effects.mails) % {"count": effects.mails}
        )
    if effects.requests:
        count = len(effects.requests)
        found.append(ngettext("%(count)d request", "%(count)d requests", count) % {"count": count})
    if effects.tasks:
        count = len(effects.tasks)
        found.append(ngettext("%(count)d task", "%(count)d tasks", count) % {"count": count})
    if effects.on_commit:
        found.append(_("%(count)d on commit") % {"count": effects.on_commit})
    found += [each.method for each in effects.bulk_writes]
    if effects.rolled_back:
        found.append(_("rolled back"))
    return tuple(found)


def details(effects: Effects) -> list[tuple[str, str]]:
    """Return label and value of all that is known of the effects."""
    found = [
        (
            _("SQL on “%(alias)s”") % {"alias": each.alias},
            sql(each.count, each.duration_ns),
        )
        for each in effects.queries
    ]
    found += [
        (_("Repeated SQL"), f"×{each.count}  {each.sql}")
        for each in effects.statements
        if each.count > 1
    ]
    if effects.tasks:
        found.append((_("Tasks enqueued"), ", ".join(effects.tasks)))
    if effects.mails:
        found.append((_("Mails"), number_format(effects.mails)))
    if effects.requests:
        found.append((_("HTTP requests to"), ", ".join(effects.requests)))
    if effects.on_commit:
        found.append((_("Registered on commit"), number_format(effects.on_commit)))
    found += [(_("Rows without signals"), bulk_write(each)) for each in effects.bulk_writes]
    if effects.rolled_back:
        found.append((_("Rolled back afterwards"), number_format(effects.rolled_back)))
    return found


def bulk_write(write: BulkWrite) -> str:
    """Return a sentence on a write that sent no signals, and on the receivers that it passed by."""
    facts = {"method": write.method, "model": write.model, "rows": number_format(write.rows or 0)}
    if write.rows is None:
        said = _("%(method)s() wrote rows of %(model)s and sent no signals.") % facts
    else:
        said = (
            ngettext(
                "%(method)s() wrote %(rows)s row of %(model)s and sent no signals.",
                "%(method)s() wrote %(rows)s rows of %(model)s and sent no signals.",
                write.rows,
            )
            % facts
        )
    if write.count > 1:
        said += f" (×{number_format(write.count)})"
    if not write.bypassed:
        return said
    missed = ", ".join(short_name(name) for name in write.bypassed)
    return said + " " + _("Therefore not run: %(receivers)s.") % {"receivers": missed}
