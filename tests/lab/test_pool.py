"""Who computes next."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from threading import Event
from typing import Any

import pytest

from boomerang.errors import InputError
from boomerang.lab import pool as lab
from boomerang.lab.pool import Job, Pool

SECONDS = 20


class Asker:
    """Asks for jobs, and hears what becomes of them."""

    def __init__(self, pool: Pool, name: str = "somebody") -> None:
        self.pool, self.name = pool, name
        self.heard: Queue[Any] = Queue()

    def ask(self, key: str, work: Callable[[Callable[..., None]], Any], *, long: bool = False) -> Job:
        return self.pool.submit(Job(self.name, key, work, self.heard.put, self.heard.put, long))

    def holds(self) -> Event:
        """Keep a worker busy until the event that is given is set."""
        begun, gate = Event(), Event()
        self.ask("gate", lambda _: (begun.set(), gate.wait(SECONDS))[1])  # type: ignore[func-returns-value]
        assert begun.wait(SECONDS)
        return gate

    def hears(self) -> Any:
        return self.heard.get(timeout=SECONDS)


def test_jobs_are_taken_in_order() -> None:
    asker = Asker(Pool(1))
    gate = asker.holds()
    jobs = [asker.ask(f"{number}", lambda _, number=number: number) for number in range(5)]  # type: ignore[misc]
    assert [asker.pool.ahead_of(job) for job in jobs] == [0, 1, 2, 3, 4]
    gate.set()
    assert [asker.hears() for _ in range(6)] == [True, 0, 1, 2, 3, 4]


def test_a_newer_one_takes_the_place_of_an_older_one() -> None:
    asker, begun = Asker(Pool(1)), Event()

    def forever(go_on: Callable[..., None]) -> None:
        begun.set()
        while True:
            go_on()

    asker.ask("country", forever)
    assert begun.wait(SECONDS)
    waiting = asker.ask("country", lambda _: "never")
    asker.ask("country", lambda _: "newest")
    assert waiting.cancelled
    assert asker.hears() == "newest"


def test_whoever_leaves_is_forgotten_and_nobody_else() -> None:
    pool = Pool(1)
    one, other = Asker(pool, "one"), Asker(pool, "other")
    gate = one.holds()
    one.ask("more", lambda _: "one")
    other.ask("more", lambda _: "other")
    pool.forget("one")
    gate.set()
    assert other.hears() == "other"
    assert one.heard.empty()


def test_long_jobs_leave_a_worker_to_the_others() -> None:
    asker, gate = Asker(Pool(2)), Event()
    for number in range(2):
        asker.ask(f"long {number}", lambda _: gate.wait(SECONDS), long=True)
    asker.ask("short", lambda _: "short")
    assert asker.hears() == "short"
    gate.set()
    assert [asker.hears() for _ in range(2)] == [True, True]


def test_patient_jobs_wait_for_all_others() -> None:
    asker = Asker(Pool(1))
    gate = asker.holds()
    patient = asker.pool.submit(Job("x", "more", lambda _: "more", asker.heard.put, print, patient=True))
    asker.ask("first", lambda _: "first")
    assert asker.pool.ahead_of(patient) == 1
    gate.set()
    assert [asker.hears() for _ in range(3)] == [True, "first", "more"]


def test_what_goes_wrong_is_told_and_the_worker_goes_on() -> None:
    asker = Asker(Pool(1))
    asker.ask("wrong", lambda _: 1 / 0)
    asker.ask("right", lambda _: "right")
    assert isinstance(asker.hears(), ZeroDivisionError)
    assert asker.hears() == "right"


def test_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "MOST_WAITING", 2)
    asker = Asker(Pool(1))
    gate = asker.holds()
    for key in ("a", "b"):
        asker.ask(key, lambda _: None)
    with pytest.raises(InputError, match="too busy"):
        asker.ask("c", lambda _: None)
    gate.set()
