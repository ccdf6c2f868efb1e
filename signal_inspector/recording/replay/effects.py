"""Add up the effects of each receiver call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from signal_inspector.recording.records import (
    NO_EFFECTS,
    BulkWrite,
    Effects,
    Queries,
    ReceiverCall,
    Statement,
)
from signal_inspector.recording.strands import Effect
from signal_inspector.recording.sums import MOST_STATEMENTS

from .places import Places


@dataclass(slots=True)
class Block:
    """An ``atomic`` block, what follows a savepoint in one, or the absence of both (no alias). Once
    rolled back, so is all that is in it.

    ``savepoint`` is the one that it began with, None for that of a transaction.
    """

    alias: str = ""
    outer: Block | None = None
    savepoint: str | None = None
    is_atomic: bool = True
    rolled_back: bool = False

    def was_rolled_back(self, alias: str = "") -> bool:
        """Whether this block or one around it was rolled back; where an alias is given, one of that
        database.
        """
        block: Block | None = self
        while block is not None:
            if block.rolled_back and (not alias or block.alias == alias):
                return True
            block = block.outer
        return False

    def end(self) -> Block:
        """The innermost ``atomic`` block ends, with the savepoints in it; gives the one around."""
        block = self
        while not block.is_atomic and block.outer is not None:
            block = block.outer
        return block.outer or block

    def roll_back(self, alias: str, savepoint: str | None) -> Block:
        """A transaction is rolled back, or what was done since a savepoint; gives the block in
        which it goes on. Nothing is known of a savepoint that was set before the recording.
        """
        found = self._begun_with(alias, savepoint)
        if found is not None:
            found.rolled_back = True
            if not found.is_atomic:  # the savepoint itself stays
                return Block(alias, found.outer, savepoint, is_atomic=False)
        return self

    def release(self, alias: str, savepoint: str) -> Block:
        """A savepoint is given up; gives the block in which it goes on."""
        found = self._begun_with(alias, savepoint)
        return self if found is None or found.is_atomic else found.outer or found

    def _begun_with(self, alias: str, savepoint: str | None) -> Block | None:
        """Of a database, the block that began with a savepoint, or the outermost one."""
        found = None
        block: Block | None = self
        while block is not None and block.alias:
            if block.alias == alias and savepoint in {None, block.savepoint}:
                found = block
                if savepoint is not None:
                    break
            block = block.outer
        return found


@dataclass(slots=True)
class _Tally:
    call: ReceiverCall | None
    times: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)
    on_commit: int = 0
    bulk_writes: list[BulkWrite] = field(default_factory=list)
    mails: int = 0
    tasks: list[tuple[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    last_alias: str = ""
    written: list[tuple[Block, str]] = field(default_factory=list)
    sent: list[tuple[Block, int]] = field(default_factory=list)
    in_atomic: int = 0

    def effects(self) -> Effects:
        repeated = self.statements.most_common(MOST_STATEMENTS)
        undone = sum(block.was_rolled_back(alias) for block, alias in self.written)
        survived = sum(count for block, count in self.sent if block.was_rolled_back())
        return Effects(
            queries=tuple(
                Queries(each, self.counts[each], self.times[each]) for each in self.times
            ),
            statements=tuple(Statement(*each) for each in repeated),
            on_commit=self.on_commit,
            bulk_writes=tuple(self.bulk_writes),
            mails=self.mails,
            tasks=tuple(name for name, _ in self.tasks),
            task_ids=tuple(task_id for _, task_id in self.tasks if task_id),
            rolled_back=undone + survived,
            requests=tuple(self.requests),
            in_atomic=self.in_atomic,
            survived=survived,
        )


class Tallies:
    """Takes the effects in the order of a strand, and gives each receiver call its own."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._tallies: dict[int, _Tally] = {}
        self._registered: dict[int, ReceiverCall] = {}

    def take(self, effect: Effect, call: ReceiverCall | None, block: Block) -> Block:
        """Add an effect to the call under way; return the block that the next one is in."""
        kind, what = effect.kind, effect.what
        if kind == "atomic":
            alias, savepoint = what
            return Block(alias, block, savepoint)
        if kind == "savepoint":
            alias, savepoint = what
            return Block(alias, block, savepoint, is_atomic=False) if block.alias else block
        if kind == "end":
            return block.end()
        if kind == "rollback":
            return block.roll_back(*what)
        if kind == "release":
            return block.release(*what)
        self._add(self._tally(call), effect, block)
        return block

    def add_statement(
        self, call: ReceiverCall | None, began: int, ended: int, alias: str, statement: str
    ) -> None:
        """Add a statement of SQL to the call under way."""
        tally = self._tally(call)
        tally.last_alias = alias
        tally.counts[alias] += 1
        tally.times[alias] = tally.times.get(alias, 0) + ended - began
        tally.statements[statement] += 1

    def registered_by(self, number: int) -> ReceiverCall | None:
        """The receiver call that registered a commit callback."""
        return self._registered.get(number)

    def settle(self) -> Effects:
        """Give the calls their effects, now that all is known; return those outside of any."""
        outside = NO_EFFECTS
        for tally in self._tallies.values():
            if tally.call is None:
                outside = tally.effects()
            else:
                tally.call.effects = tally.effects()
        return outside

    def _tally(self, call: ReceiverCall | None) -> _Tally:
        tally = self._tallies.get(id(call))
        if tally is None:
            tally = self._tallies[id(call)] = _Tally(call)
        return tally

    def _add(self, tally: _Tally, effect: Effect, block: Block) -> None:
        what = effect.what
        if effect.kind == "on_commit":
            tally.on_commit += 1
            if tally.call is not None:
                self._registered[what] = tally.call
        elif effect.kind == "bulk":
            write, code, instruction = what
            site = None if code is None else self._places.at_instruction(code, instruction)
            tally.bulk_writes.append(replace(write, site=site))
            tally.written.append((block, tally.last_alias))  # that of its own last statement
        elif effect.kind == "mail":
            tally.mails += what
            tally.in_atomic += what if block.alias else 0
            tally.sent.append((block, what))
        elif effect.kind == "request":
            tally.requests.append(what)
            tally.in_atomic += bool(block.alias)
            tally.sent.append((block, 1))
        else:  # a task
            tally.tasks.append(what)
            tally.sent.append((block, 1))
