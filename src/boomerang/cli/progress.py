"""A progress bar on the error stream."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress_bar(total: int, noun: str) -> Iterator[Callable[..., Any] | None]:
    """Give a function that is told how much is done; None where the error stream is no terminal.

    It may be told another total and noun, from when on the bar is of these.
    """
    if sys.stderr is None or not sys.stderr.isatty():  # none where it was closed before the start
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from boomerang.report.terminal.screen import Screen

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Screen(stderr=True), transient=True) as bar:
        task = bar.add_task(noun, total=total)

        def tell(done: int, total: int = total, noun: str = noun) -> None:
            bar.update(task, completed=done, total=total, description=noun)

        yield tell
