"""The state of one check of a case: its names, what is lost of it, and the problems found so far."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

import numpy as np

from boomerang.arrays import Flags
from boomerang.case.parts.bundle import Encounter
from boomerang.case.parts.meaning import meaning
from boomerang.case.parts.names import Names
from boomerang.case.parts.places import PlaceTable, read_places
from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import Duration
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.source import Source
from boomerang.case.text.texts import unknown
from boomerang.case.text.yaml_text import Steps, path_text, steps_of

MOST_SUGGESTED = 20  # unknown names for which the nearest is looked for, because that takes long


class Review:
    """Collects problems of a case; says nothing about entries that were left aside as faulty."""

    def __init__(self, case: Case, source: Source) -> None:
        self.case = case
        self.source = source
        self.names = Names(case)
        self.lost = source.lost_names()
        self.problems: list[Problem] = []
        self._unknown = 0
        self._told_columns: set[str] = set()
        self.places = self._read_places()

    def report(self, steps: Steps, message: str) -> None:
        """Note a problem, unless it may only follow from an entry that was left aside."""
        if not self.source.removed_within(self.source.written(steps)):
            self.problems.append(self.source.problem(steps, message))

    def is_known(self, given: str, what: str, allowed: Collection[str], steps: Steps) -> bool:
        """Whether `given` is one of the allowed names; reports it if it is not."""
        known = given in allowed
        if not known and given not in self.lost:
            self.report(steps, unknown(given, what, allowed, suggest=self._unknown < MOST_SUGGESTED))
            self._unknown += 1
        return known

    def is_number_column(self, given: str, steps: Steps) -> bool:
        """Whether `given` is a numeric column of the places; reports it, or the cell that is no number."""
        if self.places is None:
            return False
        wrong = self.places.no_numbers.get(given)
        if wrong is None:
            return self.is_known(given, "numeric column of the places", self.places.numbers(), steps)
        if given not in self._told_columns:
            self._note(wrong)
        self._told_columns.add(given)
        return False

    def report_cells(self, column: str, wrong: Sequence[bool] | Flags, message: str) -> None:
        """Report cells of a numeric column of the places that are wrong; the message follows their value."""
        assert self.places is not None
        cells, problem = self.places.numbers()[column], self.places.problem
        rows = np.flatnonzero(wrong).tolist()
        self.note_all(first_of([problem(row, column, f"{cells[row]:g} is {message}") for row in rows]))

    def is_known_selector(
        self, selector: Selector, subjects: Collection[str], what: str, steps: Steps
    ) -> bool:
        """Whether subject and values of a selector exist; reports what does not, and what stands twice."""
        if not self.is_known(selector.subject, what, subjects, steps):
            return False
        self.check_once(selector.values, steps, in_list=False)
        kind = "category" if selector.subject in self.names.traits else "state"
        values = self.names.values[selector.subject]
        known = [
            self.is_known(value, f"{kind} of {selector.subject}", values, steps) for value in selector.values
        ]
        return all(known)

    def check_once(self, given: Iterable[object], steps: Steps, in_list: bool = True) -> None:
        """Report what stands twice in a list, or, where it is no list in the file, in a text."""
        seen: set[object] = set()
        for index, one in enumerate(given):
            meant = one.meaning if isinstance(one, Selector) else one
            if meant in seen:
                at = (*steps, index) if in_list else steps
                self.report(at, f"'{one}' stands here twice; leave one out")
            seen.add(meant)

    def check_where(self, where: Mapping[str, tuple[str, ...]], steps: Steps) -> None:
        """Report what stands twice in what says which rows of a file are meant."""
        for column, values in where.items():
            self.check_once(values, (*steps, "where", column))

    def check_differ(
        self, parts: Iterable[object], steps: Steps, meant: Callable[[object], Hashable] = meaning
    ) -> None:
        """Report parts of a list that say the same as an earlier one, in this order or another."""
        first: dict[Hashable, int] = {}
        for index, part in enumerate(parts):
            earlier = first.setdefault(meant(part), index)
            if earlier != index:
                same = path_text(self.source.written((*steps, earlier)))
                message = f"this says the same as {same}; leave one out"
                self.report((*steps, index), message)

    def check_undergone(self, given: str, steps: Steps) -> None:
        """Report what is no event, and an encounter, which a person undergoes as the transition it turns."""
        event = self.names.events.get(given)
        if isinstance(event, Encounter):
            message = f"'{given}' is an encounter, and happens to people as the transition that it turns"
            self.report(steps, f"{message}; write '{event.turns}'")
        else:
            self.is_known(given, "event", self.names.events, steps)

    def days(self, duration: Duration, mechanism: str | None = None) -> float | None:
        """The length of a duration in days; None where one of its parameters is not known."""
        values = self.case.values_of(mechanism)
        return duration.days(values) if set(duration.names) <= set(values) else None

    def _read_places(self) -> PlaceTable | None:
        if not isinstance(self.case.population, DrawnPopulation):
            return None
        try:
            return read_places(self.case)
        except CaseError as error:
            self.note_all(error.problems)
            return None

    def note_all(self, problems: Iterable[Problem]) -> None:
        """Note problems of a file beside the case, or of what the case says of it."""
        for problem in problems:
            self._note(problem)

    def _note(self, problem: Problem) -> None:
        """Note a problem that has a place of its own in a file, or is in the case."""
        if problem.file:
            self.problems.append(problem)
        else:
            self.report(steps_of(problem.path), problem.message)


def steps_to_parameter(case: Case, name: str, mechanism: str | None) -> Steps:
    """The path to a parameter that a mechanism names: its own or the case's."""
    return (*path_to(None if name in case.parameters else mechanism), "parameters", name)


def path_to(mechanism: str | None) -> Steps:
    """The path to a bundle: that of the mechanism, or the case itself for None."""
    return ("mechanisms", mechanism) if mechanism else ()
