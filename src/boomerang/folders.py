"""Folders of results: only what the same command made of the same settings is replaced."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from boomerang.errors import InputError
from boomerang.files import clear, held, put_whole, refuse_detours, refuse_links, told_plainly, unfinished

MARKER = ".boomerang.json"  # says what made a folder, and how each file was when it was written


@dataclass(frozen=True)
class Made:
    """What makes a folder of results; two of the same make the same results.

    Attributes:
        command: of boomerang; what: its results, for messages.
        case: the name of the case; version: of boomerang.
        digest: of all else that decides the results; size: how many, in words, if that is not in it.
        settings: what can be named of all else, in words, to tell in what two digests differ.
    """

    command: str
    case: str
    version: str
    digest: str
    size: str = ""
    what: str = field(default="results", compare=False)
    settings: Mapping[str, str] = field(default_factory=dict, compare=False)

    def differs(self, other: Made) -> str | None:
        """In what two differ, in words, and what to do; None if they are the same."""
        if self == other:
            return None
        advice = "choose another folder, or delete this one"
        if self.command != other.command:
            of = f"'boomerang {other.command}'"
        elif self.case != other.case:
            of = f"another case, {other.case}"
        elif self.version != other.version:
            of = f"another version of boomerang, {other.version}"
        elif self.digest != other.digest:
            of = self.other_settings(other.settings)
        else:
            of, advice = f"{other.size}, not of {self.size}", f"ask for {other.size}, {advice}"
        return f"this folder holds results of {of}; {advice}"

    def other_settings(self, there: Mapping[str, str]) -> str:
        """That other settings made what is there, with the first that differs, if it can be named."""
        for name, asked in self.settings.items():
            if there.get(name, asked) != asked:
                return f"other settings or another seed ({name}: {there[name]} there, {asked} asked)"
        return "other settings or another seed"


def in_words(settings: Mapping[str, Any]) -> dict[str, str]:
    """Settings as texts."""
    several = {
        name: given if isinstance(given, list | tuple) else [given] for name, given in settings.items()
    }
    return {
        name: ", ".join(str(each) for each in given if each is not None) or "none"
        for name, given in several.items()
    }


@dataclass
class OutputFolder:
    """A folder of results that is held by this process, and the digests of each file that it may replace."""

    folder: Path
    made: Made
    files: dict[str, list[str]]

    @contextmanager
    def replacing(self, last: str) -> Iterator[Path]:
        """Give an empty folder, whose files take the place of those of before once the block has ended.

        The file `last` goes first and comes last, so that whatever stands beside it belongs to it.

        Raises:
            InputError: a file of the user's is in the way. OSError: one cannot be written.
        """
        with unfinished(self.folder) as new:
            yield new
            self._take(new, last, set(self.files))

    @contextmanager
    def adding(self) -> Iterator[Path]:
        """Give an empty folder, whose files are added to those that are there once the block has ended.

        Raises:
            InputError, OSError: as of `replacing`.
        """
        with unfinished(self.folder) as new:
            yield new
            self._take(new, "", set())

    def _take(self, new: Path, last: str, old: set[str]) -> None:
        found = sorted(file.relative_to(new).as_posix() for file in new.rglob("*") if file.is_file())
        names = sorted(found, key=lambda name: name == last)
        for name in names:
            self._check(name)
        digests = {name: _digest(new / name) for name in names}
        for name, digest in digests.items():
            self.files.setdefault(name, []).append(digest)
        self._write_marker()  # before the files, for whoever is killed between them
        gone = [name for name in old if name not in digests or (name == last and self._changes(name))]
        for name in sorted(gone, key=lambda name: name != last):
            if not self.is_blocked(name):
                with suppress(FileNotFoundError, NotADirectoryError):
                    (self.folder / name).unlink()
        for name in names:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(self.folder / name)
        kept = {name: given for name, given in self.files.items() if name not in old}
        self.files = kept | {name: [digest] for name, digest in digests.items()}
        self._write_marker()

    def _changes(self, name: str) -> bool:
        """Whether a file is about to be replaced by another."""
        return len(set(self.files[name])) > 1

    def is_blocked(self, name: str) -> bool:
        """Whether a folder stands where a file would be put."""
        return (self.folder / name).is_dir()

    def _check(self, name: str) -> None:
        refuse_links(self.folder, name)
        if self.is_blocked(name):
            raise InputError(f"{self.folder}: '{name}' in this folder is a folder itself; move it away")
        if (self.folder / name).exists() and name not in self.files:
            raise InputError(in_the_way(self.folder, name))

    def _write_marker(self) -> None:
        facts = {name: given for name, given in asdict(self.made).items() if name != "what" and given != {}}
        text = json.dumps({**facts, "files": self.files}, indent=1) + "\n"
        put_whole(self.folder / MARKER, lambda file: file.write_text(text, encoding="utf-8"))


@contextmanager
def claimed(folder: Path, made: Made, advice: str, beside: Collection[str] = ()) -> Iterator[OutputFolder]:
    """Hold a folder, made if there is none, to fill it.

    Args:
        advice: what to do where the disk fails.
        beside: what may be there and looks after itself.

    Raises:
        InputError: as of `check_folder`, or another process is writing there.
    """
    check_folder(folder, made, beside)
    with held(folder, made.what, advice):
        files = check_folder(folder, made, beside)
        clear(folder)
        yield OutputFolder(folder, made, files)


@contextmanager
def adding_to(folder: Path, advice: str) -> Iterator[Path]:
    """Add files to a folder of results, whatever made it; see `OutputFolder.adding`.

    Raises:
        InputError: as of `check_folder`, or nothing says what made the folder.
    """
    marked = _read_marker(folder)
    if marked is None:
        raise InputError(f"{folder}: nothing in this folder says what made it ({MARKER} missing or damaged)")
    with (
        claimed(folder, marked[0], advice) as held_folder,
        told_plainly(folder, "report", advice),
        held_folder.adding() as new,
    ):
        yield new


@contextmanager
def appearing(folder: Path, made: Made, advice: str) -> Iterator[OutputFolder]:
    """Fill a folder that is not there yet, in one that is held; it appears with all its files, or not at all.

    Args:
        advice: what to do where the disk fails.

    Raises:
        InputError: it cannot be written.
    """
    with told_plainly(folder, made.what, advice), unfinished(folder.parent) as new:
        (new / folder.name).mkdir()
        yield OutputFolder(new / folder.name, made, {})
        (new / folder.name).rename(folder)


def check_folder(folder: Path, made: Made, beside: Collection[str] = ()) -> dict[str, list[str]]:
    """Refuse a folder that cannot be written, or holds what the same command did not make of the same.

    Returns the digests of each file that may be replaced.

    Raises:
        InputError: it must not be written to; what to do instead.
    """
    _check_place(folder, made.what)
    if not folder.is_dir():
        return {}
    there, found = sorted(place.name for place in folder.iterdir()), _read_marker(folder)
    if found is None:
        strangers = [name for name in there if not name.startswith(".") and name not in beside]
        if strangers:
            raise InputError(in_the_way(folder, _first(strangers)))
        return {}
    other, files = found
    if difference := made.differs(other):
        raise InputError(f"{folder}: {difference}")
    for name, digests in files.items():
        refuse_links(folder, name)
        _check_unchanged(folder, name, digests, "choose another folder, or move the file away")
    return files


def refuse_unfinished(folder: Path, there: bool, what: str) -> None:
    """Refuse to begin anew where somebody was interrupted: what is there can be gone on with.

    Args:
        there: whether some of the results are; what: they are called.

    Raises:
        InputError: some are, and nothing says that they came to an end.
    """
    if there and not (folder / MARKER).exists():
        message = f"this folder holds {what} already, but not all of them"
        raise InputError(f"{folder}: {message}; resume them or choose another folder")


def check_unchanged(folder: Path, advice: str, but: str = "") -> None:
    """Refuse results of which a file was changed after it was written; those that nothing marks are taken.

    Args:
        but: the file of which it does not matter.

    Raises:
        InputError: one was changed; what to do instead.
    """
    found = _read_marker(folder)
    for name, digests in found[1].items() if found else ():
        if name != but:
            _check_unchanged(folder, name, digests, advice)


def was_changed(folder: Path, name: str) -> bool:
    """Whether a file of results was changed after it was written, as far as the folder can say."""
    found = _read_marker(folder)
    return found is not None and _differs(folder, name, found[1].get(name, []))


def _differs(folder: Path, name: str, digests: list[str]) -> bool:
    return (folder / name).is_file() and _digest(folder / name) not in digests


def _check_unchanged(folder: Path, name: str, digests: list[str], advice: str) -> None:
    if _differs(folder, name, digests):
        changed = f"{folder}: '{name}' in this folder was changed after it was written"
        raise InputError(f"{changed}; {advice}")


def _check_place(folder: Path, what: str) -> None:
    refuse_detours(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: this is a file; choose a folder for the {what}")
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise InputError(f"{folder}: nothing can be written there; choose another folder")


def _first(strangers: list[str]) -> str:
    """The one to be named: a case, if there is one."""
    return "case.yaml" if "case.yaml" in strangers else strangers[0]


def in_the_way(folder: Path, name: str) -> str:
    """What is said of a file that results would overwrite, or stand beside."""
    if name == "case.yaml":
        return f"{folder}: this folder holds a case, which the results would overwrite; choose another folder"
    return f"{folder}: '{name}' in this folder is not of this command; choose another folder, or an empty one"


def _read_marker(folder: Path) -> tuple[Made, dict[str, list[str]]] | None:
    """What a folder says about itself; None if it says nothing that can be understood."""
    try:
        facts = json.loads((folder / MARKER).read_bytes())
        files = {name: list(map(str, given)) for name, given in facts.pop("files").items()}
        settings = in_words(facts.pop("settings", {}))
        made = Made(**{name: str(given) for name, given in facts.items()}, settings=settings)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return made, {name: given for name, given in files.items() if _is_inside(Path(name))}


def _is_inside(name: Path) -> bool:
    return not name.is_absolute() and ".." not in name.parts


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
