"""What an interrupt says of results that are kept as they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def told_how_to_go_on(folder: Path | None, what: str, files: str) -> Iterator[None]:
    """Let an interrupt say what is kept in a folder, and how to go on from there.

    Args:
        files: the pattern of what is kept there.
    """
    try:
        yield
    except KeyboardInterrupt:
        kept = folder is not None and any(folder.glob(files))
        said = f"the {what} done so far are in {folder}; the same command with --resume goes on from there"
        raise KeyboardInterrupt(said if kept else "") from None
