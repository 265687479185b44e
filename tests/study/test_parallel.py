"""Work that is done side by side, and one after another where there is one thread."""

import threading
import time
from collections.abc import Callable

import pytest

from boomerang.study.parallel import as_they_come, side_by_side


def events_of(threads: int) -> list[tuple[str, int]]:
    """What happens, in order, to three items."""
    events = []

    def task(item: int, _: Callable[[int], None]) -> int:
        events.append(("begun", item))
        return item

    as_they_come(task, range(3), lambda _, item: events.append(("taken", item)), threads=threads)
    return events


def test_one_thread_begins_an_item_when_the_last_is_taken() -> None:
    assert events_of(1) == [(what, item) for item in range(3) for what in ("begun", "taken")]


@pytest.mark.parametrize("threads", [1, 2])
def test_one_thread_is_that_of_the_caller(threads: int) -> None:
    met = threading.Barrier(threads)  # so that all of them are needed

    def task(*_: object) -> int:
        met.wait(60)
        return threading.get_ident()

    found = set(side_by_side(task, range(4), threads=threads))
    assert len(found) == threads
    assert (threading.get_ident() in found) is (threads == 1)


@pytest.mark.parametrize("threads", [1, 2])
def test_after_a_failure_nothing_more_is_begun_and_what_was_is_called_off(threads: int) -> None:
    begun, taken, called_off, beside = [], [], [], threading.Event()

    def task(item: int, look_up: Callable[[int], None]) -> int:
        begun.append(item)
        if item == 2:
            assert threads == 1 or beside.wait(60)
            raise RuntimeError("of item 2")
        last = time.monotonic() + 60
        while item > 2 and time.monotonic() < last:  # until the failure is known
            beside.set()
            try:
                look_up(0)
            except KeyboardInterrupt:
                called_off.append(item)
                raise
            time.sleep(0.001)
        return item

    with pytest.raises(RuntimeError, match="of item 2"):
        as_they_come(task, range(100), lambda _, item: taken.append(item), threads=threads)
    assert set(taken) <= {0, 1}
    assert max(begun) <= 2 + 2 * (threads - 1)
    assert sorted(called_off) == sorted(item for item in begun if item > 2)
