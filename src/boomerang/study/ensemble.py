"""Simulate a case many times, side by side."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.errors import InputError
from boomerang.study.bundled import load
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared, check_seed, prepare


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
    )
    return run_replicates(chosen, replicates, seed, threads=threads, executor=executor, progress=progress)


def check_replicates(replicates: int, threads: int | None = None) -> None:
    """Refuse numbers below one."""
    if replicates < 1:
        raise InputError(f"{replicates} replicates cannot be simulated; give 1 or more")
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
    if executor is not None:
        return _gather([executor.submit(prepared.run, s) for s in seeds], progress)
    stop = threading.Event()

    def look_up(_: int) -> None:
        if stop.is_set():
            raise KeyboardInterrupt

    with ThreadPoolExecutor(min(threads or _processors(), replicates)) as pool:
        try:
            return _gather([pool.submit(prepared.run, s, look_up) for s in seeds], progress)
        except BaseException:
            stop.set()
            raise


def _gather(futures: list[Future[Run]], progress: Callable[[int], Any] | None) -> list[Run]:
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
