"""The cases that a lab may show: the bundled ones, and those it was given when it began."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boomerang.case import Case
from boomerang.case.bundled import bundled_cases, find_case, load
from boomerang.case.text.texts import unknown
from boomerang.errors import InputError

FLAGSHIP = "tajikistan-2015"


class Library:
    """Cases by name. Nothing else of the machine is read, whatever an address asks for.

    Args:
        given: cases (as `boomerang.load` takes them) besides the bundled ones; a lab opens with the first.
    """

    def __init__(self, given: Sequence[str | Path] = ()) -> None:
        own = {load(path).name: find_case(path) for path in given}
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
