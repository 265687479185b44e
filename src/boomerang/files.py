"""Files that are there whole or not at all, in folders in which one process writes at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from boomerang.errors import InputError

WRITING = ".writing-"  # how the name of what is not finished begins


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """A folder in this one, of a name that nobody can know before, which is gone after the block."""
    with TemporaryDirectory(prefix=WRITING, dir=folder) as place:
        yield Path(place)


def put_whole(file: Path, write: Callable[[Path], Any]) -> None:
    """Let `write` fill a file elsewhere, and move it here; if that fails, what was there before stays.

    Raises:
        OSError: it cannot be written.
    """
    with unfinished(file.parent) as place:
        write(place / file.name)
        (place / file.name).replace(file)


def put_new(folder: Path, contents: Mapping[str, bytes], what: str) -> None:
    """Write files into a folder, the last of `contents` last; those that are there already may say the same.

    Raises:
        InputError: a file of that name says something else, or is a link. OSError: it cannot be written.
    """
    for name, content in contents.items():
        refuse_links(folder, name)
        file = folder / name
        if file.exists() and not (file.is_file() and file.read_bytes() == content):
            raise InputError(f"{file}: this would be overwritten by the {what}; choose another folder")
    for name, content in contents.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            put_whole(file, lambda place, content=content: place.write_bytes(content))  # type: ignore[misc]


def refuse_links(folder: Path, name: str) -> None:
    """Refuse a file that is reached through a link inside a folder: it would be somewhere else.

    Raises:
        InputError: it is.
    """
    place = folder
    for part in Path(name).parts:
        place /= part
        if place.is_symlink():
            raise InputError(f"{place}: this is a link, and nothing is written through it; remove it")


def refuse_detours(folder: Path) -> None:
    """Refuse a folder above one that is not there, which would have to be made on the way to it.

    Raises:
        InputError: it is.
    """
    for number, part in enumerate(folder.parts):
        below = Path(*folder.parts[:number])
        if part == ".." and not below.exists():
            raise InputError(f"{folder}: there is no folder {below} to go up from; write it without '..'")


@contextmanager
def held(folder: Path, what: str, advice: str) -> Iterator[None]:
    """Keep other processes from writing into a folder, made if there is none. A killed one lets go of it.

    Args:
        what, advice: as of `told_plainly`.

    Raises:
        InputError: it is a file, it cannot be made, or another process is writing there.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: this is a file; choose a folder for the {what}")
    refuse_detours(folder)
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    with told_plainly(folder, what, advice):
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(lock, folder)
        yield
    finally:
        with suppress(OSError):  # else processes that were started meanwhile would still hold it
            fcntl.flock(lock, fcntl.LOCK_UN)
        os.close(lock)
        with suppress(OSError):  # where anything was written, they stay
            for place in made:
                place.rmdir()


def _lock(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = "another boomerang is writing into this folder; wait for it, or choose another folder"
        raise InputError(f"{folder}: {message}") from None
    except OSError:  # a disk that knows no locks
        return


def clear(folder: Path) -> None:
    """Remove what killed processes have left unfinished in a folder that is held; links are not followed."""
    for place in folder.glob(f"{WRITING}*"):
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)


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


@contextmanager
def damage_told(file: Path, advice: str) -> Iterator[None]:
    """Turn whatever a library makes of a damaged file into a sentence: "FILE: this file is damaged; ADVICE".

    Raises:
        InputError: the block has failed. OSError: the file cannot be read at all.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise InputError(f"{file}: this file is damaged; {advice}") from None


@contextmanager
def output_told() -> Iterator[None]:
    """Turn a failure of the output, such as a full disk, into a sentence.

    Raises:
        InputError: the block has raised an OSError. BrokenPipeError: nobody reads the output any more.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"the output cannot be written ({error.strerror})") from None
