"""Simulate a case many times, side by side."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from boomerang.case import Case
from boomerang.errors import InputError
from boomerang.study.bundled import load
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared, check_seed, prepare

Result = TypeVar("Result")


def ensemble(
    case: str | Path | Case,
    replicates: int,
    *,
    seed: int = 1,
    threads: int | None = None,
    mechanisms: Collection[str] | None = None,
    explanation: str | None = None,
    without: Collection[str] = (),
    settings: Mapping[str, Any] | None = None,
    persons: int | None = None,
    until: date | None = None,
    given: str | Iterable[str] = (),
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> list[Run]:
    """Simulate many countries; replicate r has the seed `seed + r`, so that each can be run again alone.

    Args:
        replicates: how many.
        threads: how many at a time; None for one a processor. The results do not depend on it.
        executor: where to run them instead: any concurrent.futures.Executor.
        progress: called with the number of replicates done.

    The other arguments are those of `simulate`. Returns the runs in the order of their seeds.
    """
    check_replicates(replicates, threads)
    check_seed(seed, replicates)
    chosen = prepare(
        load(case, settings),
        mechanisms=mechanisms,
        explanation=explanation,
        without=without,
        persons=persons,
        until=until,
        given=given,
    )
    return run_replicates(chosen, replicates, seed, threads=threads, executor=executor, progress=progress)


def check_replicates(replicates: int, threads: int | None = None) -> None:
    """Refuse numbers below one."""
    if replicates < 1:
        raise InputError(f"{replicates} replicates cannot be simulated; give 1 or more")
    check_threads(threads)


def check_threads(threads: int | None) -> None:
    """Refuse a number below one."""
    if threads is not None and threads < 1:
        raise InputError(f"{threads} threads cannot run anything; give 1 or more")


def run_replicates(
    prepared: Prepared,
    replicates: int,
    seed: int,
    *,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> list[Run]:
    """The runs of a prepared case with the seeds `seed`, `seed + 1` ..."""
    seeds = range(seed, seed + replicates)
    return side_by_side(prepared.run, seeds, threads=threads, executor=executor, progress=progress)


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
        task: called with an item, and in threads also with a function to call now and then while it works;
            this raises KeyboardInterrupt in all of them once one has failed or the wait is interrupted.
        threads, executor, progress: as of `ensemble`.
    """
    if executor is not None:
        return _gather([executor.submit(task, item) for item in items], progress)
    stop = threading.Event()

    def look_up(_: int) -> None:
        if stop.is_set():
            raise KeyboardInterrupt

    with ThreadPoolExecutor(max(1, min(threads or _processors(), len(items)))) as pool:
        try:
            return _gather([pool.submit(task, item, look_up) for item in items], progress)
        except BaseException:
            stop.set()
            raise


def _gather(futures: list[Future[Result]], progress: Callable[[int], Any] | None) -> list[Result]:
    """The results in order. If one fails, or the wait is interrupted, those not yet begun are called off."""
    try:
        for done, future in enumerate(as_completed(futures), 1):
            future.result()
            if progress is not None:
                progress(done)
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return [future.result() for future in futures]


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
