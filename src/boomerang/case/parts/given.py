"""Events that a run is told to play: `defect: rank colonel or general in 2015-04-01..2015-05-31`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from boomerang.case.parts.bundle import Encounter
from boomerang.case.parts.filed.spans import read_end
from boomerang.case.parts.names import WHOM, Names
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector, single_spaced
from boomerang.case.text.characters import clean
from boomerang.case.text.texts import unknown
from boomerang.errors import InputError

_FORM = re.compile(
    r"(?P<event>[^:]+?)(?:: ?(?P<who>.+))? in (?P<first>[^ ]+?) ?\.\. ?(?P<last>[^ ]+)", re.DOTALL
)  # of texts with single spaces
_COMPARED = re.compile(r"(?P<subject>[^ ]+?) ?(?P<sign>>=|<=) ?(?P<value>.+)", re.DOTALL)
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')  # outside of quotes
_EXAMPLE = "EVENT: WHO in DAY..DAY, such as 'depart: sex man, age young in 2015-04-01..2015-05-31'"


@dataclass(frozen=True)
class Condition:
    """An event that happens to one of those who match, at a moment of a window.

    Attributes:
        event: a transition or act.
        who: what all must hold of whom it happens to.
        first, last: the window, in whole days.
    """

    event: str
    who: tuple[Selector, ...]
    first: date
    last: date

    def __str__(self) -> str:
        who = f": {', '.join(map(str, self.who))}" if self.who else ""
        return f"{self.event}{who} in {self.first}..{self.last}"


def read_given(
    case: Case, given: str | Iterable[str | Condition], mechanisms: Collection[str], until: date | None = None
) -> tuple[Condition, ...]:
    """Read the conditions of a run.

    Args:
        given: one text or several; a condition that was read before is checked again.
        mechanisms: those that are on.
        until: an earlier last day of the run.

    Raises:
        InputError: a text is malformed, or names something that the run does not have.
    """
    conditions = []
    for text in map(str, [given] if isinstance(given, str) else given):
        try:
            conditions.append(_read(case, text, mechanisms, until or case.period.end))
        except ValueError as error:
            raise InputError(f"given '{text}': {error}") from None
    return tuple(conditions)


def _read(case: Case, text: str, mechanisms: Collection[str], end: date) -> Condition:
    """Read one condition; ValueError says what is wrong with it."""
    found = _FORM.fullmatch(single_spaced(clean(text)))
    if found is None:
        raise ValueError(f"write {_EXAMPLE}")
    names = Names(case)
    _check_event(names, found["event"], case.name, mechanisms)
    who = [read_selector(part.strip(), names) for part in _COMMA.split(found["who"] or "") if found["who"]]
    first, last = _day(found["first"], last=False), _day(found["last"], last=True)
    if first > last:
        raise ValueError(f"the window ends on {last}, before it begins; write the earlier day first")
    if not case.period.start <= first <= last <= end:
        raise ValueError(f"the run goes from {case.period.start} to {end}; choose a window in this period")
    return Condition(found["event"], tuple(who), first, last)


def _check_event(names: Names, name: str, case: str, mechanisms: Collection[str]) -> None:
    event = names.events.get(name)
    if isinstance(event, Encounter):
        message = f"'{name}' is an encounter, and happens to people as the transition that it turns"
        raise ValueError(f"{message}; write '{event.turns}'")
    if event is None:
        allowed = [name for name, event in names.events.items() if not isinstance(event, Encounter)]
        raise ValueError(unknown(name, f"transition or act of {case}", allowed))
    owner = names.owners[name]
    if owner is not None and owner not in mechanisms:
        raise ValueError(f"'{name}' belongs to the mechanism {owner}, which is off; switch it on")


def read_selector(text: str, names: Names) -> Selector:
    """Read `SUBJECT value or value`, `SUBJECT >= value` or `SUBJECT <= value`; values in the case's order."""
    compared = _COMPARED.fullmatch(text)
    selector = Selector(compared["subject"], (compared["value"],)) if compared else Selector.from_text(text)
    subject, known = selector.subject, names.values
    if fault := names.ambiguity_of(selector):
        raise ValueError(fault)
    if names.is_of_places(subject):
        return _of_places(selector, names, compared is not None)
    if subject not in known:
        raise ValueError(_no_subject(subject, names))
    for value in selector.values:
        if value not in known[subject]:
            raise ValueError(unknown(value, f"category or state of {subject}", known[subject]))
    meant = known[subject]
    if compared is None:
        return Selector(subject, tuple(value for value in meant if value in selector.values))
    at = meant.index(compared["value"])
    return Selector(subject, meant[at:] if compared["sign"] == ">=" else meant[: at + 1])


def _no_subject(subject: str, names: Names) -> str:
    if subject in names.numeric_columns:
        return names.no_selection(subject)
    return unknown(subject, WHOM, [*names.values, *names.columns])


def _of_places(selector: Selector, names: Names, compared: bool) -> Selector:
    """A selector of people by where they live; of a list of persons, what there is is known later."""
    subject, known = selector.subject, names.columns[selector.subject]
    if compared:
        raise ValueError(f"'{subject}' has no order; name all that are meant, such as '{subject} a or b'")
    for value in selector.values:
        if known and value not in known:
            raise ValueError(unknown(value, subject, known))
    return Selector(subject, tuple(value for value in known or selector.values if value in selector.values))


def _day(text: str, last: bool) -> date:
    """A day, or the first or last day of a month, a quarter or a year."""
    return read_end(text, last)
