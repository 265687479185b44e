"""Results of long work, kept in a folder as they come, 32 in a file, so that it can be resumed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boomerang.errors import InputError
from boomerang.files import clear, put_whole, told_plainly
from boomerang.folders import Made, in_the_way, refuse_unfinished
from boomerang.study.parallel import as_they_come

BLOCK = 32  # results of a file
FILE, BEGIN = re.compile(r"\d{5,}\.json"), '{"of": '  # its name, and how it begins
PARTS = "parts"  # the folder for these files, beside what was made of them
ADVICE = "what is there is whole, so make room and resume, or choose another folder"


def side_by_side_kept(
    task: Callable[..., Any],
    items: Sequence[Any],
    folder: Path | None,
    made: Made,
    *,
    resume: bool = False,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> list[Any]:
    """What `task` gives for every item, in the order of the items; each must be plain data.

    Args:
        task: as of `as_they_come`.
        folder: where files of results are put as soon as they are full; it is held by whoever calls. None
            to keep nothing.
        made: what makes the results; files that something else made are refused.
        resume: take the results that are there, instead of making them again.
        threads, executor, progress: as of `ensemble`.

    Raises:
        InputError: the folder holds other results, or cannot be written.
    """
    parts = _Parts(folder, made, len(items))
    if folder is not None:
        refuse_strangers(folder, resume)
        clear(folder)
    if resume:
        parts.read()
    waiting = [number for number in range(len(items)) if number not in parts.results]

    def take(number: int, result: Any) -> None:
        parts.take(waiting[number], result)
        if progress is not None:
            progress(len(parts.results))

    wanted = (items[number] for number in waiting)
    as_they_come(task, wanted, take, threads=threads, executor=executor)
    return [parts.results[number] for number in range(len(items))]


def check_parts(folder: Path, resume: bool, what: str) -> None:
    """Refuse a folder of which the parts are none, or would be gone on with and are not.

    Args:
        what: the parts are called; resume: as of `refuse_strangers`.

    Raises:
        InputError: they are.
    """
    refuse_strangers(folder / PARTS, resume)
    if not resume:
        refuse_unfinished(folder, any((folder / PARTS).rglob("*.json")), what)


def refuse_strangers(folder: Path, resume: bool) -> None:
    """Refuse a folder for results with a file in it, or below it, that is none of them.

    Args:
        resume: whether results are read, which tells whether they are damaged, and not replaced.

    Raises:
        InputError: there is one.
    """
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if file.is_file() and not hidden and not (FILE.fullmatch(file.name) and (resume or _is_own(file))):
            raise InputError(in_the_way(folder, name.as_posix()))


def _is_own(file: Path) -> bool:
    """Whether a file holds results, as far as its first letters tell."""
    with file.open("rb") as content:
        return content.read(len(BEGIN)) == BEGIN.encode()


@dataclass
class _Parts:
    """The results so far, by number, and the folder of their files."""

    folder: Path | None
    made: Made
    count: int
    results: dict[int, Any] = field(default_factory=dict)

    def take(self, number: int, result: Any) -> None:
        """Add a result, and write the file when it is full."""
        self.results[number] = result
        block = self._block(number // BLOCK)
        if self.folder is not None and all(each in self.results for each in block):
            self._write(self.folder, number // BLOCK, [self.results[each] for each in block])

    def read(self) -> None:
        """Read the files that are there."""
        for number in range(-(-self.count // BLOCK)):
            file = self._file(number)
            if file is not None and file.is_file():
                block = self._block(number)
                self.results |= dict(zip(block, self._read(file, len(block)), strict=True))

    def _block(self, number: int) -> range:
        return range(number * BLOCK, min(self.count, (number + 1) * BLOCK))

    def _file(self, number: int) -> Path | None:
        return self.folder / f"{number:05d}.json" if self.folder is not None else None

    def _write(self, folder: Path, number: int, results: list[Any]) -> None:
        facts = {"of": self.made.digest, "count": self.count, "settings": dict(self.made.settings)}
        text = json.dumps(
            {name: given for name, given in facts.items() if given != {}} | {"results": results}
        )
        with told_plainly(folder, self.made.what, ADVICE):
            folder.mkdir(parents=True, exist_ok=True)
            put_whole(folder / f"{number:05d}.json", lambda file: file.write_text(text, encoding="utf-8"))

    def _read(self, file: Path, size: int) -> list[Any]:
        try:
            content = json.loads(file.read_bytes())
            found, results = (content["of"], content["count"]), list(content["results"])
            settings = dict(content.get("settings", {}))
        except (ValueError, TypeError, KeyError, RecursionError):
            found, results, settings = None, [], {}
        if found is not None and found[0] == self.made.digest and found[1] != self.count:
            raise InputError(f"{file}: this is of {found[1]}, not of {self.count}; ask for as many as before")
        if found is not None and found != (self.made.digest, self.count):
            raise InputError(
                f"{file}: this is of {self.made.other_settings(settings)}; choose another folder"
            )
        if len(results) != size:
            raise InputError(f"{file}: this file is damaged; delete it and resume")
        return results
