"""Files that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


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
