"""One page: its state, and what is computed for it."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from threading import Event
from typing import Any

import pytest

import boomerang
from boomerang.lab.classroom import School
from boomerang.lab.country import Countries
from boomerang.lab.library import Library
from boomerang.lab.pool import Pool
from boomerang.lab.session import Session
from boomerang.lab.state import State

WAIT = 20  # seconds, which nothing takes
VILLAGE = boomerang.load("village")


class Page:
    """A page whose own thread is that of the test: what is to run there waits until it is run."""

    def __init__(self, pool: Pool, state: State) -> None:
        self.soon: Queue[Callable[[], Any]] = Queue()
        self.said: list[str] = []
        shared = (Library(), pool, Countries(), School())
        self.session = Session(*shared, state, later=self.soon.put, say=self.said.append)

    def run(self) -> None:
        self.soon.get(timeout=WAIT)()


@pytest.fixture
def page() -> Page:
    return Page(Pool(1), State(case="village"))


def test_a_change_is_told_once(page: Page) -> None:
    told: list[tuple[int, int]] = []
    page.session.watch(lambda before, after: told.append((before.seed, after.seed)))
    page.session.change(seed=2)
    page.session.change(seed=2)
    assert told == [(1, 2)]


def test_another_case_is_shown_without_what_belongs_to_the_one_before(page: Page) -> None:
    page.session.change(policy="no stops", seed=4, tab="story")
    page.session.change(case="marenga")
    assert page.session.state == State(case="marenga", tab="story")


def test_an_edited_case_is_of_its_page_only(page: Page) -> None:
    other = Page(page.session.pool, State(case="village"))
    edited = VILLAGE.model_copy(update={"title": "mine"})
    page.session.edit(edited)
    assert (page.session.case.title, other.session.case.title) == ("mine", VILLAGE.title)
    page.session.change(case="village")
    assert page.session.case.title == VILLAGE.title


def test_results_come_in_the_thread_of_the_page(page: Page) -> None:
    found: list[int] = []
    page.session.submit("sum", lambda go_on: 1 + 1, found.append, found.append)
    taken = page.soon.get(timeout=WAIT)
    assert found == []
    taken()
    assert found == [2]


def test_what_is_late_is_not_shown(page: Page) -> None:
    """A result may be on its way into the page when something else is asked."""
    found: list[str] = []
    page.session.submit("run", lambda go_on: "old", found.append, found.append)
    late = page.soon.get(timeout=WAIT)
    page.session.submit("run", lambda go_on: "new", found.append, found.append)
    late()
    page.run()
    assert found == ["new"]


def test_nothing_is_done_for_a_closed_page(page: Page) -> None:
    begun, ended, found = Event(), Event(), []

    def work(go_on: Callable[..., None]) -> None:
        begun.set()
        try:
            while True:
                go_on()
        finally:
            ended.set()

    page.session.submit("run", work, found.append, found.append)
    assert begun.wait(WAIT)
    page.session.close()
    assert ended.wait(WAIT)
    page.session.soon(lambda: found.append("soon"))
    assert (found, page.soon.empty()) == ([], True)


def test_what_waits_for_a_look_is_done_once_somebody_looks(page: Page) -> None:
    done: list[int] = []
    page.session.when_seen(lambda: done.append(1))
    page.session.look(False)
    page.session.when_seen(lambda: done.append(2))
    page.session.when_seen(lambda: done.append(3))
    assert done == [1]
    page.session.look(True)
    page.session.look(True)
    assert done == [1, 3]


def test_a_bundled_case_is_named_in_a_command(page: Page) -> None:
    assert page.session.named == "village"
