"""What a lab may show: the bundled cases, and the cases and results it was given when it began."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boomerang.case import Case
from boomerang.case.bundled import bundled_cases, find_case, load
from boomerang.case.read import MOST_MEGABYTES, case_file
from boomerang.case.text.files import read_text
from boomerang.case.text.texts import unknown
from boomerang.errors import InputError
from boomerang.report.data.call import CALL_FILE, CASE
from boomerang.report.sections.findings import ANSWER_FILE, TABLE

FLAGSHIP = "tajikistan-2015"


class Library:
    """Cases by name. Nothing else of the machine is read, whatever an address asks for.

    Attributes:
        results: folders of what commands such as `boomerang explain` have found, by their name.

    Args:
        given: cases (as `boomerang.load` takes them) besides the bundled ones, and folders of results, which
            stand for their cases too; a lab opens with the first.
    """

    def __init__(self, given: Sequence[str | Path] = ()) -> None:
        found = [(Path(path), _copy_in(Path(path))) for path in given]
        self.results = {path.resolve().name: path for path, copy in found if copy is not None}
        files = [find_case(path) if copy is None else copy for path, copy in found]
        own = {load(file).name: file for file in files}
        self._files = own | {name: file for name, file in bundled_cases().items() if name not in own}
        self._cases: dict[str, Case] = {}
        self.first = next(iter(own), FLAGSHIP)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cases, the first that is shown first."""
        return (self.first, *(name for name in self._files if name != self.first))

    def case(self, name: str) -> Case:
        """The case of a name.

        Raises:
            InputError: the lab has no such case. CaseError: it is not valid (any more).
        """
        if name not in self._files:
            raise InputError(unknown(name, "case of this lab", self.names))
        if name not in self._cases:
            self._cases[name] = load(self._files[name])
        return self._cases[name]

    def named(self, name: str) -> str:
        """A case as it is written in a command."""
        file = self._files[name]
        return name if file == bundled_cases().get(name) else str(file)

    def text(self, name: str) -> str:
        """The case of a name as somebody has written it.

        Raises:
            InputError: the lab has no such case, or its file cannot be read.
        """
        self.case(name)
        return read_text(case_file(self._files[name]), MOST_MEGABYTES)


def _copy_in(folder: Path) -> Path | None:
    """The case in a folder of results; None in any other folder."""
    if (folder / ANSWER_FILE).is_file():
        return folder / TABLE / CASE
    return folder / CASE if (folder / CALL_FILE).is_file() else None
