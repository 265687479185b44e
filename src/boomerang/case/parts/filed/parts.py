"""Which part of the people a row of a file is about: its place or province in the words of the case."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

from boomerang.case.parts.filed.rows import Rows, read_rows
from boomerang.case.parts.places import read_places
from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector, as_value
from boomerang.case.text.errors import CaseError
from boomerang.case.text.texts import nearest, show

NAME = "name"  # the column of a table of names
EVERYBODY = ""


@dataclass
class PartsOfRows:
    """Finds the part of the people that a row is about.

    Attributes:
        apart: `place`, `province`, or empty where nothing is counted apart; column: where it stands.
        within: the other parts of the people, which hold for every row.
        known: the names that the case has; None where it lists its people one by one.
        meant: the names that are counted; None for all of them.
        names: what the case calls a name in the file; nothing for what lies elsewhere.
        told: the unknown names that have been noted.
    """

    apart: str
    column: str | None
    within: tuple[str, ...]
    known: Collection[str] | None
    meant: tuple[str, ...] | None
    names: dict[str, str]
    told: set[str] = field(default_factory=set)

    @property
    def all(self) -> list[str]:
        """Every part that is counted, where the case knows them; the one without a name is everybody."""
        return list(self.meant or self.known or ()) if self.apart else [EVERYBODY]

    def of(self, rows: Rows, line: int, cells: list[str]) -> str | None:
        """The name of the part of a row; None for a row that is left out, or whose name is unknown."""
        if self.column is None:
            return EVERYBODY
        given = rows.cell(cells, self.column)
        name = self.names.get(given, given)
        if not name:
            rows.left_out[f"without a {self.apart}"] += 1
        elif self.known is not None and name not in self.known:
            self._note(rows, line, name)
        elif self.meant is not None and name not in self.meant:
            rows.left_out["elsewhere"] += 1
        else:
            return name
        return None

    def selectors(self, name: str) -> tuple[str, ...]:
        """The parts of the people that hold for a row about this name."""
        return (*self.within, f"{self.apart} {as_value(name)}") if name else self.within

    def _note(self, rows: Rows, line: int, name: str) -> None:
        """Note an unknown name, once."""
        if name not in self.told:
            close = nearest(name, self.known or ())
            rows.wrong(line, self.column or "", f"{show(name)} is no {self.apart} of the case{close}")
        self.told.add(name)


class Located(Protocol):
    """An entry that names a file whose rows may be about places or provinces."""

    @property
    def apart(self) -> str:
        """`place`, `province`, or empty for neither."""

    @property
    def within(self) -> tuple[str, ...]:
        """The parts of the people that hold for every row."""

    @property
    def place(self) -> str | None:
        """The column of the places."""

    @property
    def province(self) -> str | None:
        """The column of the provinces."""

    @property
    def names(self) -> str | None:
        """The file of the table of names."""


def parts_of(case: Case, entry: Located, rows: Rows) -> PartsOfRows:
    """How the rows of an entry are told apart.

    Raises:
        CaseError: the table of names cannot be used, or that of places.
    """
    apart = entry.apart
    if not apart:
        return PartsOfRows("", None, entry.within, None, None, {})
    given = [Selector.from_text(part) for part in entry.within]
    meant = [part.values for part in given if part.subject == apart]
    listed = not isinstance(case.population, DrawnPopulation)
    known = None if listed else read_places(case).known[apart]
    return PartsOfRows(
        apart=apart,
        column=entry.place or entry.province,
        within=tuple(text for text, part in zip(entry.within, given, strict=True) if part.subject != apart),
        known=known,
        meant=tuple(name for name in meant[0] if all(name in names for names in meant)) if meant else None,
        names=_names(case, entry, rows, known) if entry.names else {},
    )


def _names(case: Case, entry: Located, rows: Rows, known: Collection[str] | None) -> dict[str, str]:
    """What the case calls the names in the file, from the table of names."""
    table = read_rows(case, str(entry.names), rows.steps, "names")
    missing = [column for column in (NAME, entry.apart) if column not in table.header]
    if missing:
        message = f"{table.file} has no column '{missing[0]}'; it needs {NAME} and {entry.apart}"
        raise CaseError([table.problem(("names",), message)])
    found: dict[str, str] = {}
    for line, cells in table.lines:
        name, ours = table.cell(cells, NAME), table.cell(cells, entry.apart)
        if name in found:
            table.wrong(line, NAME, f"the name {show(name)} is there twice; leave one out")
        elif ours and known is not None and ours not in known:
            close = nearest(ours, known)
            table.wrong(line, entry.apart, f"{show(ours)} is no {entry.apart} of the case{close}")
        found[name] = ours
    table.raise_problems()
    return found
