"""The panel of django-debug-toolbar: list ``signal_inspector.panels.SignalInspectorPanel``.

    panel       the toolbar's contract: when to record, what to keep
    guard       keeps our errors from the page
    tail        what a streaming response sends after the toolbar is done
    sql_rows    which rows of the SQL panel receivers executed
    stored      what the toolbar's store keeps, and back
    outline     the cascade as lines to draw: which, how deep, open or closed, what is left out
    filters     which receiver calls to show
    lines       what stands on a line: bars (its timeline), facts (what it opens to), effects
    spots       a line of code, as HTML
    page        everything that the templates show; top: its numbers and notes
    unrun       receivers that did not run, in words
    compare     a request beside another one, in words
    graph       drawings of the cascade and of the wiring
    views       parts that are fetched later, and the exports
    checks      what the system checks say about the toolbar's settings

Only ``panel``, ``sql_rows``, ``views`` and ``checks`` know the toolbar.
"""

from signal_inspector.panels.panel import SignalInspectorPanel

__all__ = ["SignalInspectorPanel"]
