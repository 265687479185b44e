"""Files that are there whole or not at all, and what is said when the disk fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boomerang.errors import InputError


def put_whole(file: Path, write: Callable[[Path], Any]) -> None:
    """Let `write` fill a file of another name, and rename it; if that fails, what was there before stays.

    Raises:
        OSError: it cannot be written.
    """
    unfinished = file.with_name(f".writing-{file.name}")
    try:
        write(unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def told_plainly(folder: Path, what: str, advice: str) -> Iterator[None]:
    """Turn a failure of the disk into a sentence: "FOLDER: the WHAT cannot be written (...); ADVICE".

    Raises:
        InputError: the block has raised an OSError.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{folder}: the {what} cannot be written ({reason}); {advice}") from None
