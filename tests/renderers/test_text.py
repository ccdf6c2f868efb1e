from signal_inspector.renderers import text
from signal_inspector.wiring.graph import graph_of
from signal_inspector.wiring.nodes import SignalGraph
from signal_inspector.wiring.selection import Selection, select
from tests.graphs import ORDER, PLACED, connection, every_kind

EVERY_KIND = """\
'nightly import' · order_placed                            1 receiver
  1  orders.receivers.import_done       orders/receivers.py:187

auth.User · post_save                                      1 receiver
  1  accounts.receivers.create_profile  accounts/receivers.py:479

collected sender · post_save                               1 receiver
  1  shop.receivers.gone                shop/receivers.py:426

orders.Base (abstract) · post_save                         1 receiver
  1  orders.receivers.base_saved        orders/receivers.py:40

orders.BigOrder (proxy) · post_save                        1 receiver
  1  orders.receivers.big_saved         orders/receivers.py:434

orders.Order · post_save                                   6 receivers
  1  orders.receivers.reserve_stock     orders/receivers.py:410
  2  orders.receivers.mark_paid         orders/receivers.py:438   ×2 duplicate
  4  audit.receivers.note               audit/receivers.py:439   strong   also for ANY
  5  collected receiver
  –  search.receivers.reindex           search/receivers.py:253   async   also for ANY

shop.nope (unresolved) · post_save                         1 receiver
  1  shop.receivers.never               shop/receivers.py:46

unknown sender · post_save                                 1 receiver
  1  shop.receivers.lost                shop/receivers.py:451

ANY · post_save                                            2 receivers
  1  audit.receivers.note               audit/receivers.py:439
  –  search.receivers.reindex           search/receivers.py:253   async

ANY · order_placed                                         1 receiver
  1  reversion.hooks.version            reversion/hooks.py:276

signals without receivers
     orders.signals.order_cancelled

3 signals, 10 channels, 13 receivers, 7 apps, 1 duplicate
"""  # noqa: RUF001 - the signs that are printed


def test_each_channel_lists_its_receivers_in_the_order_of_their_calls() -> None:
    assert text.render(every_kind()) == EVERY_KIND


def test_full_labels_name_signals_by_their_modules() -> None:
    graph = graph_of([connection("orders.receivers.pack", ORDER, PLACED)])

    assert text.render(graph, labels="full").startswith(f"orders.Order · {PLACED}")


def test_name_labels_leave_out_the_places() -> None:
    graph = graph_of([connection("orders.receivers.pack", ORDER, PLACED)])

    assert text.render(graph, labels="name").splitlines()[1] == "  1  orders.receivers.pack"


def test_signals_of_one_short_name_are_written_in_full() -> None:
    graph = graph_of(
        [
            connection("orders.receivers.pack", signal="orders.signals.sent"),
            connection("mails.receivers.log", signal="mails.signals.sent"),
        ]
    )

    document = text.render(graph)

    assert "ANY · orders.signals.sent " in document
    assert "ANY · mails.signals.sent " in document


def test_an_empty_graph_is_a_line_of_zeros() -> None:
    empty = "0 signals, 0 channels, 0 receivers, 0 apps\n"

    assert text.render(SignalGraph()) == empty
    assert text.render(select(every_kind(), Selection(signals=("no such",)))) == empty


def test_methods_of_several_objects_are_counted_and_not_called_duplicates() -> None:
    name = "shop.receivers.Diary.note"
    methods = [connection(name, ORDER, position=each, receiver_key=(each, 7)) for each in (0, 1)]
    document = text.render(graph_of(methods))
    assert "×2" in document
    assert "duplicate" not in document
