"""Filling a reference table: the rows that are missing are simulated and put in place, 32 at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from boomerang.inference.table.shards import ROWS, Record, Shelf
from boomerang.inference.table.simulator import Draw, Simulator
from boomerang.startup import kept_meanwhile
from boomerang.study.draws import draw_priors, rows_of
from boomerang.study.parallel import as_they_come


def fill(
    shelf: Shelf,
    simulator: Simulator,
    simulations: int,
    threads: int | None,
    executor: Executor | None,
    progress: Callable[[int], Any] | None,
) -> None:
    """Simulate the rows that are missing, and put files in place as soon as they are full.

    The arguments are those of `build`.
    """
    shards = _shards(shelf, list(simulator.scenarios), simulations)
    waiting = [(shard, row) for shard in shards for row in shard.missing]
    there = simulations * len(simulator.scenarios) - len(waiting)

    def take(number: int, record: Record) -> None:
        nonlocal there
        waiting[number][0].take(shelf, record)
        there += 1
        if progress is not None:
            progress(there)

    draws = (draw for shard in shards for draw in shard.draws(simulator))
    with kept_meanwhile():
        as_they_come(simulator, draws, take, threads=threads, executor=executor)


@dataclass
class _Shard:
    """A file that is being filled: its rows from `first` to `end` - 1, by number."""

    explanation: str
    number: int
    end: int
    rows: dict[int, Record]

    @property
    def missing(self) -> list[int]:
        return [row for row in range(self.number * ROWS, self.end) if row not in self.rows]

    def draws(self, simulator: Simulator) -> Iterator[Draw]:
        """The draws of the missing rows."""
        if missing := self.missing:
            frame = draw_priors(
                simulator.scenarios[self.explanation],
                missing[-1] + 1 - missing[0],
                seed=simulator.seed,
                first=missing[0],
            )
            settings = rows_of(frame)
            for row in missing:
                yield self.explanation, row, settings[row]

    def take(self, shelf: Shelf, record: Record) -> None:
        """Add a row, and write the file when it is full."""
        self.rows[record["draw"]] = record
        if not self.missing:
            shelf.write(self.explanation, self.number, [self.rows[row] for row in sorted(self.rows)])
            self.rows = {row: {} for row in self.rows}  # the rest is on disk now


def _shards(shelf: Shelf, explanations: list[str], simulations: int) -> list[_Shard]:
    """The files of the table, explanations in turn, with the rows that are there already."""
    shards = []
    for number in range(-(-simulations // ROWS)):
        for explanation in explanations:
            end = min(simulations, (number + 1) * ROWS)
            shards.append(_Shard(explanation, number, end, _there(shelf, explanation, number, end)))
    return shards


def _there(shelf: Shelf, explanation: str, number: int, end: int) -> dict[int, Record]:
    """The rows of a file by number; no more than the numbers, where none of them is missing."""
    rows = shelf.rows(explanation, number)
    if rows is None:
        return {}
    if number * ROWS + rows.num_rows >= end:
        return {row: {} for row in rows["draw"].to_pylist()}
    return {row["draw"]: row for row in rows.to_pylist()}
