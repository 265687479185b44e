"""Work that is done side by side: in threads, or wherever an executor does it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue
from typing import Any, TypeVar

from boomerang.errors import InputError
from boomerang.processors import processors
from boomerang.startup import stop_if_interrupted

Result = TypeVar("Result")

MOST_THREADS = 1_024
AHEAD = 256  # items handed to an executor: enough for any cluster, few enough to keep in memory


def check_threads(threads: int | None) -> None:
    """Refuse a number below one, and one that no machine can use."""
    if threads is not None and threads < 1:
        raise InputError(f"{threads} threads cannot run anything; give 1 or more")
    if threads is not None and threads > MOST_THREADS:
        raise InputError(f"{threads} threads are too many; give 1 to {MOST_THREADS}")


def side_by_side(
    task: Callable[..., Result],
    items: Sequence[Any],
    *,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> list[Result]:
    """What `task` gives for every item, in the order of the items.

    Args:
        task: as of `as_they_come`.
        threads, executor, progress: as of `ensemble`.
    """
    results: dict[int, Result] = {}

    def take(number: int, result: Result) -> None:
        results[number] = result
        if progress is not None:
            progress(len(results))

    as_they_come(task, items, take, threads=threads, executor=executor)
    return [results[number] for number in range(len(results))]


def as_they_come(
    task: Callable[..., Result],
    items: Iterable[Any],
    take: Callable[[int, Result], Any],
    *,
    threads: int | None = None,
    executor: Executor | None = None,
) -> None:
    """Call `take` with the number of an item and with what `task` gives for it, as soon as it is done.

    Args:
        task: called with an item, and in threads also with a function to call now and then while it works;
            this raises KeyboardInterrupt in all of them once one has failed or the wait is interrupted.
        items: they are begun in this order, and asked for when they are about to be.
        take: called in the thread of the caller.
        threads, executor: as of `ensemble`.
    """
    if executor is not None:
        return _hand_out(lambda item: executor.submit(task, item), items, take, AHEAD)
    stop = threading.Event()

    def look_up(_: int) -> None:
        if stop.is_set():
            raise KeyboardInterrupt

    count = threads or processors()
    with workers(count) as pool:
        try:  # one item more than threads, so that none waits; with others, results would pile up
            _hand_out(lambda item: pool.submit(task, item, look_up), items, take, count + (count > 1))
        except BaseException:
            stop.set()
            raise


def workers(threads: int | None) -> Executor:
    """Who does so much at a time, None for as much as there are processors."""
    count = threads or processors()
    return ThreadPoolExecutor(count) if count > 1 else _AtOnce()


class _AtOnce(Executor):
    """Does everything when it is handed over: one thread beside the caller's would take turns with that."""

    def submit(self, task: Callable[..., Result], /, *given: Any, **more: Any) -> Future[Result]:
        done: Future[Result] = Future()
        done.set_result(task(*given, **more))
        return done


def _hand_out(
    submit: Callable[[Any], Future[Result]],
    items: Iterable[Any],
    take: Callable[[int, Result], Any],
    ahead: int,
) -> None:
    """Keep `ahead` items begun and not taken; after a failure or an interrupt, call off those that wait."""
    coming = enumerate(items)
    numbers: dict[Future[Result], int] = {}
    done: SimpleQueue[Future[Result]] = SimpleQueue()

    def begin(more: int) -> None:
        for number, item in islice(coming, more):
            future = submit(item)
            numbers[future] = number
            future.add_done_callback(done.put)

    try:
        begin(ahead)
        while numbers:
            stop_if_interrupted()
            future = done.get()
            take(numbers.pop(future), future.result())
            begin(1)
    except BaseException:
        for future in numbers:
            future.cancel()
        raise
