"""Entries in files: for several processes, and never above a size."""

import multiprocessing
import os
import stat

import pytest

from signal_inspector.store import Entry, files, read
from signal_inspector.store.files import FileSink, TooLargeError
from tests.recordings import Called, build, saved


def entry(name="a", dispatches=1):
    recording = build(*[saved(name, Called(f"{name}.x"))] * dispatches)
    recording.name = name
    return Entry(name, "request", recording)


def names(path):
    return [each.id for each in read(path)]


def write_many(path, worker, number):
    sink = FileSink(path, 10_000_000)
    for each in range(number):
        sink(entry(f"{worker}-{each}"))


def test_entries_come_back_in_their_order(tmp_path):
    sink = FileSink(tmp_path / "signals.jsonl", 100_000)
    for name in "abc":
        sink(entry(name))
    assert names(tmp_path / "signals.jsonl") == ["a", "b", "c"]


def test_the_size_is_never_above_what_was_stated(tmp_path):
    path, most = tmp_path / "signals.jsonl", 20_000
    sink = FileSink(path, most)
    for number in range(60):
        sink(entry(str(number)))
        assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= most
    kept = names(path)
    assert kept == [str(number) for number in range(60 - len(kept), 60)]
    assert len(kept) > 5


def test_an_entry_without_room_is_refused_and_leaves_the_others(tmp_path):
    path = tmp_path / "signals.jsonl"
    sink = FileSink(path, 10_000)
    sink(entry("a"))
    with pytest.raises(TooLargeError, match=r"'b' takes \d+ bytes; a file may have 5000"):
        sink(entry("b", dispatches=2_000))
    assert names(path) == ["a"]


def test_processes_do_not_tear_each_others_lines(tmp_path):
    path = tmp_path / "signals.jsonl"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_many, args=(path, each, 25)) for each in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    expected = {f"{worker}-{number}" for worker in range(3) for number in range(25)}
    assert set(names(path)) == expected
    assert len(names(path)) == len(expected)


@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o002, 0o664)])
def test_the_umask_says_who_may_read_and_write_it(tmp_path, umask, mode):
    before = os.umask(umask)
    try:
        FileSink(tmp_path / "signals.jsonl", 100_000)(entry())
    finally:
        os.umask(before)
    assert [stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()] == [mode, mode]


def test_a_file_that_is_exchanged_while_it_is_read_loses_nothing(tmp_path):
    path = tmp_path / "signals.jsonl"
    sink = FileSink(path, 2 * (len(entry("a").to_json()) + 1))  # one entry a file
    sink(entry("a"))
    sink(entry("b"))
    reading = read(path)
    found = [next(reading).id]
    sink(entry("c"))
    assert [*found, *(each.id for each in reading)] == ["a", "b"]
    assert names(path) == ["b", "c"]


def test_a_file_that_is_exchanged_while_it_is_opened_loses_nothing(tmp_path, monkeypatch):
    path = tmp_path / "signals.jsonl"
    sink = FileSink(path, 2 * (len(entry("a").to_json()) + 1))
    sink(entry("a"))
    sink(entry("b"))
    opened = files._open
    waiting = ["c", "d"]

    def open_and_write(path, stack):
        file = opened(path, stack)
        if waiting:
            sink(entry(waiting.pop(0)))
        return file

    monkeypatch.setattr(files, "_open", open_and_write)
    assert names(path) == ["c", "d"]


def test_before_the_next_file_is_there_the_older_one_is_read(tmp_path):
    path = tmp_path / "signals.jsonl"
    FileSink(path, 100_000)(entry("a"))
    path.rename(tmp_path / "signals.jsonl.1")
    assert names(path) == ["a"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        names(tmp_path / "nowhere")


def test_a_full_disk_leaves_no_half_of_a_line(tmp_path, monkeypatch):
    path = tmp_path / "signals.jsonl"
    sink = FileSink(path, 100_000)
    sink(entry("a"))
    real = __import__("os").write

    def write(file, data):
        if len(data) <= 10:
            raise OSError(28, "No space left on device")
        return real(file, data[: len(data) - 10])

    monkeypatch.setattr("signal_inspector.store.files.os.write", write)
    with pytest.raises(OSError, match="No space left"):
        sink(entry("b"))
    monkeypatch.undo()
    sink(entry("c"))
    assert names(path) == ["a", "c"]


def test_what_a_killed_process_left_is_cut_off(tmp_path):
    path = tmp_path / "signals.jsonl"
    sink = FileSink(path, 100_000)
    sink(entry("a"))
    with path.open("a") as file:
        file.write('{"version":1,"id":"b","ki')
    assert names(path) == ["a"]
    sink(entry("c"))
    assert names(path) == ["a", "c"]


def test_a_line_that_is_no_entry_is_told_with_its_place(tmp_path):
    path = tmp_path / "signals.jsonl"
    FileSink(path, 100_000)(entry())
    with path.open("a") as file:
        file.write("{}\n")
    with pytest.raises(ValueError, match=r"signals\.jsonl:2: This is no entry of version 1"):
        names(path)
