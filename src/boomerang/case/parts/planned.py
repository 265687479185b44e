"""Every intervention of a case: those that stand in it, and those of the files that it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from boomerang.case.parts.filed.interventions import Timetable, read_interventions
from boomerang.case.parts.interventions import AnyIntervention, Intervention
from boomerang.case.parts.schema import Case
from boomerang.case.text.yaml_text import Steps


@dataclass(frozen=True)
class Planned:
    """An entry of `events`.

    Attributes:
        owner: the mechanism that has it; None for the case itself.
        name: unique in a case.
        entry: what the case says of it.
    """

    owner: str | None
    name: str
    entry: AnyIntervention

    @property
    def steps(self) -> Steps:
        """Where it stands."""
        return (*(("mechanisms", self.owner) if self.owner else ()), "events", self.name)


def planned_in(case: Case) -> Iterator[Planned]:
    """The entries of the case itself, then those of each mechanism."""
    for owner, bundle in case.bundles().items():
        for name, entry in bundle.interventions.items():
            yield Planned(owner, name, entry)


def timetable(case: Case, planned: Planned) -> Timetable:
    """The interventions of an entry; a file is read once.

    Raises:
        CaseError: the file cannot be used.
    """
    steps, entry = planned.steps, planned.entry
    if isinstance(entry, Intervention):
        return Timetable(None, (entry,), (None,), {})
    if steps not in case._filings:
        case._filings[steps] = read_interventions(case, entry, steps)
    found: Timetable = case._filings[steps]
    return found
