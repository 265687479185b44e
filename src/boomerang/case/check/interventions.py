"""Checks of interventions, and of what policies make of them."""

import datetime
from collections.abc import Hashable, Iterable, Iterator

from boomerang.case.check.counts import check_date
from boomerang.case.check.events import check_reach
from boomerang.case.check.people import check_selector
from boomerang.case.check.products import largest, too_many
from boomerang.case.check.ranges import PEOPLE
from boomerang.case.check.review import Review
from boomerang.case.parts.bundle import Encounter, Transition
from boomerang.case.parts.filed.interventions import MOST_INTERVENTIONS, Timetable
from boomerang.case.parts.interventions import Headcount, Intervention, InterventionChange, InterventionsFile
from boomerang.case.parts.meaning import meaning
from boomerang.case.parts.planned import Planned, planned_in, timetable
from boomerang.case.parts.schema import Policy
from boomerang.case.parts.selectors import Selector
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.texts import in_thousands, listed, so_many
from boomerang.case.text.yaml_text import Steps, path_text


def check_interventions(review: Review) -> None:
    """Check every intervention of the case and of its mechanisms, and the changes of policies."""
    planned = list(planned_in(review.case))
    tables = [_check_entry(review, each) for each in planned]
    total = sum(len(table.interventions) for table in tables if table)
    if total > MOST_INTERVENTIONS:
        message = too_many("interventions", total, MOST_INTERVENTIONS, "join days or places")
        sizes = {
            each.steps: len(table.interventions) for each, table in zip(planned, tables, strict=True) if table
        }
        review.report(largest(sizes), message)
    dated = {each.name: (each, table) for each, table in zip(planned, tables, strict=True)}
    _check_differ(review, dated.values())
    for name, policy in review.case.policies.items():
        for changed in policy.interventions:
            steps = ("policies", name, "events", changed)
            if review.is_known(changed, "intervention", dated, steps):
                _check_change(review, policy, *dated[changed], steps)


def _check_entry(review: Review, planned: Planned) -> Timetable | None:
    """Check an entry; gives its interventions, if they can be known."""
    entry, steps, before = planned.entry, planned.steps, len(review.problems)
    _check_event(review, planned)
    review.check_once(entry.who, (*steps, "who"))
    for index, selector in enumerate(entry.who):
        _check_who(review, selector, entry.event, (*steps, "who", index))
    if entry.place and entry.province:
        review.report((*steps, "province"), "a place lies in a province; give place alone")
    if isinstance(entry, Intervention):
        _check_one(review, planned.owner, entry, steps)
    else:
        review.check_where(entry.where, steps)
        if entry.names and not entry.apart:
            review.report((*steps, "names"), "no column says where people live; give place or province too")
    kept = not any(review.source.removed_within((key,)) for key in ("period", "population"))
    table = _read(review, planned) if len(review.problems) == before and kept else None
    if table is not None and isinstance(entry, InterventionsFile):
        _check_rows(review, entry, table)
    return table


def _check_event(review: Review, planned: Planned) -> None:
    """Check that the event is one that can be told to happen, and that it is there whenever this is."""
    name, events = planned.entry.event, review.names.events
    steps = (*planned.steps, "happens", name)
    if isinstance(events.get(name), Encounter):
        review.check_undergone(name, steps)
        return
    allowed = [name for name, event in events.items() if not isinstance(event, Encounter)]
    if review.is_known(name, "transition or act", allowed, steps):
        check_reach(review, name, planned.owner, steps, "transition or act")


def _check_who(review: Review, selector: Selector, event: str, steps: Steps) -> None:
    """Check whom an event is to happen to; of the track that moves, it can only start from some states."""
    known = check_selector(review, selector, steps)
    part = review.names.events.get(event)
    if known and isinstance(part, Transition) and selector.subject == part.moves.track:
        for state in selector.values:
            if state not in part.moves.sources:
                given = f"'{part.moves}' does not start from '{state}'"
                review.report(steps, f"{given}, but from {listed(part.moves.sources)}; leave it out")


def _check_one(review: Review, owner: str | None, entry: Intervention, steps: Steps) -> None:
    """Check the day, the places and the number of people of an intervention in the case."""
    check_date(review, entry.on, (*steps, "on"))
    for key, names in (("place", entry.place), ("province", entry.province)):
        review.check_once(names, (*steps, key))
        for index, name in enumerate(names if review.places else ()):
            known = review.places.known[key] if review.places else {}
            review.is_known(name, key, known, (*steps, key, index))
    _check_number(review, owner, entry.people, (*steps, "happens", entry.event))


def _check_rows(review: Review, entry: InterventionsFile, table: Timetable) -> None:
    """Check that no row of a file wants more people than there are, or than can be reckoned with."""
    rows = zip(table.interventions, table.lines, strict=True)
    told = [(line, _fault_of_number(review, row.people, row.people.value({}))) for row, line in rows]
    file = str(table.file)
    review.note_all(first_of([Problem(file, line, entry.column, fault) for line, fault in told if fault]))


def _fault_of_number(review: Review, people: Headcount, wanted: float) -> str:
    """What is wrong with a number of people: that there are not so many, or that it is none at all."""
    if not PEOPLE.holds(wanted):
        return PEOPLE.fault(people, wanted)
    country = None if review.places is None else int(review.places.people.sum())
    if people.up_to or country is None or wanted <= country:
        return ""
    given = in_thousands(wanted) + (f" ('{people}')" if people.names else "")
    return f"{given} {'person is' if wanted == 1 else 'people are'} wanted, and the country has {country:,}"


def _check_number(review: Review, owner: str | None, people: Headcount, steps: Steps) -> None:
    """Check that there are so many people in the country; what is no number is told elsewhere."""
    values = review.case.values_of(owner)
    wanted = people.value(values) if set(people.names) <= set(values) else 0.0
    if PEOPLE.holds(wanted) and (fault := _fault_of_number(review, people, wanted)):
        review.report(steps, fault)


def _read(review: Review, planned: Planned) -> Timetable | None:
    """The interventions of an entry; notes what is wrong with its file."""
    try:
        return timetable(review.case, planned)
    except CaseError as error:
        review.note_all(error.problems)
        return None


def _check_differ(review: Review, dated: Iterable[tuple[Planned, Timetable | None]]) -> None:
    """Report entries that say, be it in a row, the same as an earlier one of the same mechanism."""
    first: dict[Hashable, tuple[Steps, str]] = {}
    for planned, table in dated:
        for intervention, row in _rows(table):
            here = planned.steps, row
            earlier = first.setdefault((planned.owner, meaning(intervention)), here)
            if earlier != here:
                same = path_text(earlier[0]) + (f" ({earlier[1]})" if earlier[1] else "")
                review.report(planned.steps, f"{row or 'this'} says the same as {same}; leave one out")
                break


def _rows(table: Timetable | None) -> Iterator[tuple[Intervention, str]]:
    """The interventions of an entry, each with the row of a file where it stands, if it is one."""
    if table is not None:
        for intervention, line in zip(table.interventions, table.lines, strict=True):
            yield intervention, f"{table.file}:{line}" if line else ""


def _check_change(
    review: Review, policy: Policy, planned: Planned, table: Timetable | None, steps: Steps
) -> None:
    """Check what a policy makes of an intervention: nothing before its own first day."""
    change, entry = policy.interventions[planned.name], planned.entry
    if isinstance(entry, Intervention):
        _check_late(review, policy, entry.on, f"'{planned.name}' is", steps)
    elif table is not None:
        last = max(row.on for row in table.interventions)
        _check_late(review, policy, last, f"the last of '{planned.name}' is", steps)
    if planned.owner in policy.without:
        off = f"'{planned.name}' belongs to the mechanism {planned.owner}, which this policy does without"
        review.report(steps, f"{off}; leave it out")
    if not isinstance(change, InterventionChange):
        return
    if isinstance(entry, InterventionsFile):
        number = f" has {so_many(len(table.interventions), 'row')}" if table else "is a file"
        review.report(steps, f"'{planned.name}'{number}; a policy can only drop it, from its first day on")
    elif _changes_nothing(change, entry):
        review.report(steps, f"this changes nothing; write drop, another day or `{entry.event}: NUMBER`")
    elif change.event not in ("", entry.event):
        message = f"'{planned.name}' is of '{entry.event}'; write `{entry.event}: NUMBER`"
        review.report((*steps, "happens", change.event), message)
    else:
        check_date(review, change.on, (*steps, "on"))
        if change.on is not None:
            _check_late(review, policy, change.on, "this is", (*steps, "on"))
        if change.people is not None:
            _check_number(review, None, change.people, (*steps, "happens", change.event))


def _changes_nothing(change: InterventionChange, entry: Intervention) -> bool:
    """Whether a change names neither another day nor another number of people."""
    same = change.event in ("", entry.event) and meaning(change.people or entry.people) == meaning(
        entry.people
    )
    return same and change.on in (None, entry.on)


def _check_late(review: Review, policy: Policy, day: datetime.date, what: str, steps: Steps) -> None:
    """Report a day on which a policy is not followed yet."""
    if policy.start is not None and day < policy.start:
        review.report(steps, f"{what} on {day}, and before {policy.start} the policy changes nothing")
