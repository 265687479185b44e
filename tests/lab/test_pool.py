"""Who computes next."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from threading import Event
from typing import Any

import pytest

from boomerang.errors import InputError
from boomerang.lab import pool as module
from boomerang.lab.pool import Job, Pool

WAIT = 20  # seconds, which nothing takes


class Desk:
    """Jobs whose work ends when it is let go, and what became of them in the order in which it did."""

    def __init__(self, workers: int) -> None:
        self.pool = Pool(workers)
        self.news: Queue[tuple[str, Any]] = Queue()
        self.places: list[tuple[str, int]] = []
        self.gates: dict[str, Event] = {}

    def ask(self, owner: str, key: str = "run", **given: Any) -> Job:
        gate = self.gates.setdefault(f"{owner} {key}", Event())

        def work(go_on: Callable[..., None]) -> str:
            self.news.put(("begun", owner))
            while not gate.wait(0.002):
                go_on()
            return owner

        def done(result: Any) -> None:
            self.news.put(("done", result))

        def moved(place: int) -> None:
            self.places.append((owner, place))

        given = {"work": work, "done": done, "failed": done, "moved": moved} | given
        return self.pool.submit(Job(owner, key, **given))

    def let(self, *names: str) -> None:
        for name in names:
            self.gates[f"{name} run"].set()

    def next(self, count: int = 1) -> list[tuple[str, Any]]:
        return [self.news.get(timeout=WAIT) for _ in range(count)]


def test_jobs_are_taken_in_order() -> None:
    desk = Desk(1)
    jobs = [desk.ask(name) for name in "abc"]
    assert desk.next() == [("begun", "a")]
    assert [desk.pool.ahead_of(job) for job in jobs] == [0, 0, 1]
    desk.let(*"abc")
    assert desk.next(5) == [("done", "a"), ("begun", "b"), ("done", "b"), ("begun", "c"), ("done", "c")]


def test_the_newest_of_a_key_takes_the_place_of_what_waits_and_ends_what_runs() -> None:
    desk = Desk(1)
    running = desk.ask("a")
    assert desk.next() == [("begun", "a")]
    waiting, newest = desk.ask("a"), desk.ask("a")
    assert desk.next() == [("begun", "a")]
    assert [job.cancelled for job in (running, waiting, newest)] == [True, True, False]
    desk.let("a")
    assert desk.next() == [("done", "a")]
    assert desk.news.empty()


def test_whoever_leaves_is_forgotten() -> None:
    desk = Desk(1)
    desk.ask("a")
    assert desk.next() == [("begun", "a")]
    desk.ask("a", "other")
    desk.ask("b")
    desk.pool.forget("a")
    assert desk.next() == [("begun", "b")]
    desk.let("b")
    assert desk.next() == [("done", "b")]


def test_what_only_makes_surer_waits_for_the_others() -> None:
    desk = Desk(1)
    desk.ask("a")
    assert desk.next() == [("begun", "a")]
    desk.ask("b", spare=True)
    desk.ask("c")
    desk.let(*"abc")
    assert [who for what, who in desk.next(5) if what == "done"] == ["a", "c", "b"]


def test_what_only_makes_surer_gives_way_and_is_begun_anew() -> None:
    desk = Desk(1)
    spare = desk.ask("a", spare=True)
    assert desk.next() == [("begun", "a")]
    desk.ask("b")
    assert desk.next() == [("begun", "b")]
    assert not spare.cancelled
    desk.let("b")
    assert desk.next(2) == [("done", "b"), ("begun", "a")]
    desk.let("a")
    assert desk.next() == [("done", "a")]


def test_nothing_gives_way_while_a_worker_is_free() -> None:
    desk = Desk(2)
    desk.ask("a", spare=True)
    desk.next()
    desk.ask("b")
    assert desk.next() == [("begun", "b")]
    desk.let("a", "b")
    assert sorted(desk.next(2)) == [("done", "a"), ("done", "b")]


def test_what_takes_long_leaves_a_worker_to_the_others() -> None:
    desk = Desk(2)
    desk.ask("a", long=True)
    assert desk.next() == [("begun", "a")]
    desk.ask("b", long=True)
    desk.ask("c")
    assert desk.next() == [("begun", "c")]
    desk.let("c", "a")
    assert sorted(desk.next(3)) == [("begun", "b"), ("done", "a"), ("done", "c")]
    desk.let("b")


def test_places_in_the_queue_are_told() -> None:
    desk = Desk(1)
    desk.ask("a")
    assert desk.next() == [("begun", "a")]
    desk.ask("b")
    desk.ask("c")
    assert desk.places == [("b", 1), ("c", 2)]
    desk.let(*"abc")
    desk.next(5)
    assert desk.places == [("b", 1), ("c", 2), *desk.places[2:]]
    assert set(desk.places[2:]) == {("b", 0), ("c", 1), ("c", 0)}


def test_what_fails_is_handed_over_and_the_worker_goes_on() -> None:
    desk = Desk(1)

    def fail(_: Any) -> None:
        raise InputError("no such thing")

    desk.ask("a", work=fail)
    ((_, error),) = desk.next()
    assert str(error) == "no such thing"
    desk.ask("b")
    assert desk.next() == [("begun", "b")]
    desk.let("b")


def test_the_queue_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 1)
    desk = Desk(1)
    desk.ask("a")
    desk.next()
    desk.ask("b")
    with pytest.raises(InputError, match="too many are waiting"):
        desk.ask("c")
    desk.let("a", "b")


def test_a_worker_outlives_whoever_asked() -> None:
    def gone(_: object) -> None:
        raise AttributeError("the page has no document any more")

    desk = Desk(1)
    desk.ask("a")
    desk.ask("gone", work=lambda _: 1, done=gone, failed=gone, moved=gone)
    desk.ask("b")
    desk.let(*"ab")
    assert desk.next(4)[2:] == [("begun", "b"), ("done", "b")]


def test_in_the_end_nothing_is_computed() -> None:
    desk = Desk(2)
    for name in "abc":
        desk.ask(name)
    assert sorted(desk.next(2)) == [("begun", "a"), ("begun", "b")]
    desk.pool.end()
    assert not [thread for thread in desk.pool._threads if thread.is_alive()]
    assert desk.news.empty()
