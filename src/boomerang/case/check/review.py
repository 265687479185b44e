"""The state of one check of a case: its names, what is lost of it, and the problems found so far."""

from collections.abc import Iterable

from boomerang.case.parts.bundle import Encounter
from boomerang.case.parts.names import Names
from boomerang.case.parts.places import PlaceTable, read_places
from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import Duration, Expression
from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.text.source import Source
from boomerang.case.text.texts import unknown
from boomerang.case.text.yaml_text import Steps, steps_of


class Review:
    """Collects problems of a case; says nothing about entries that were left aside as faulty."""

    def __init__(self, case: Case, source: Source) -> None:
        self.case = case
        self.source = source
        self.names = Names(case)
        self.lost = source.lost_names()
        self.problems: list[Problem] = []
        self.places = self._read_places()

    def report(self, steps: Steps, message: str) -> None:
        """Note a problem, unless it may only follow from an entry that was left aside."""
        if not self.source.removed_within(self.source.written(steps)):
            self.problems.append(self.source.problem(steps, message))

    def is_known(self, given: str, what: str, allowed: Iterable[str], steps: Steps) -> bool:
        """Whether `given` is one of the allowed names; reports it if it is not."""
        names = list(allowed)
        if given not in names and given not in self.lost:
            self.report(steps, unknown(given, what, names))
        return given in names

    def is_known_selector(self, selector: Selector, subjects: Iterable[str], what: str, steps: Steps) -> bool:
        """Whether subject and values of a selector exist; reports what does not."""
        if not self.is_known(selector.subject, what, subjects, steps):
            return False
        kind = "category" if selector.subject in self.names.traits else "state"
        values = self.names.values[selector.subject]
        known = [
            self.is_known(value, f"{kind} of {selector.subject}", values, steps) for value in selector.values
        ]
        return all(known)

    def check_undergone(self, given: str, steps: Steps) -> None:
        """Report what is no event, and an encounter, which a person undergoes as the transition it turns."""
        event = self.names.events.get(given)
        if isinstance(event, Encounter):
            message = f"'{given}' is an encounter, and happens to people as the transition that it turns"
            self.report(steps, f"{message}; write '{event.turns}'")
        else:
            self.is_known(given, "event", self.names.events, steps)

    def number(self, expression: Expression, mechanism: str | None) -> float | None:
        """The value of an expression; None where one of its parameters is not known."""
        values = self.case.values_of(mechanism)
        return expression.value(values) if set(expression.names) <= set(values) else None

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
            for problem in error.problems:
                if problem.file:
                    self.problems.append(problem)
                else:
                    self.report(steps_of(problem.path), problem.message)
            return None


def path_to(mechanism: str | None) -> Steps:
    """The path to a bundle: that of the mechanism, or the case itself for None."""
    return ("mechanisms", mechanism) if mechanism else ()
