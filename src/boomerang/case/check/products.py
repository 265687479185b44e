"""What is few enough alone and yet comes to gigabytes or minutes together, counted before it is built."""

from collections.abc import Iterator, Mapping

from boomerang.case.parts.bundle import Kick
from boomerang.case.parts.names import Names
from boomerang.case.parts.planned import planned_in, timetable
from boomerang.case.parts.population import Layer
from boomerang.case.parts.scheduled import schedules_of
from boomerang.case.parts.schema import Case
from boomerang.case.text.yaml_text import Steps

MOST_KICKS = 10_000  # of a feeling or climate by an event
MOST_KICKED = 10_000_000  # numbers that these come to, by combination of trait categories or by place
MOST_SCHEDULES = 10_000  # of climates and levers, in each part that has its own
MOST_SCHEDULED = 5_000_000  # these times the steps
MOST_SEARCHED = 100_000_000  # interventions, times places and combinations of trait categories
MOST_TABLED = 20_000_000  # numbers of any other table

Product = tuple[Steps, str, int, int]  # where it stands, what it is of, how much, and how much there may be


def too_many(what: str, number: int, most: int, instead: str) -> str:
    """Say that there is too much of something."""
    return f"{number:,} {what} are too many; at most {most:,} are allowed; {instead}"


def largest(sizes: Mapping[Steps, int]) -> Steps:
    """The entry with most of what there is too much of; the case itself where there is no entry."""
    return max(sizes, key=sizes.__getitem__, default=())


def products(case: Case, classes: int, places: int, steps: int) -> Iterator[tuple[Steps, str]]:
    """Where a case has too much, and a sentence for it.

    Args:
        classes: combinations of categories.
    """
    for at, what, number, most in (
        *_by_step(case, steps),
        *_by_place_and_class(case, classes, places),
        *_of_tallies(case, classes, places, steps),
    ):
        if number > most:
            yield at, too_many(what, number, most, "use fewer")
    yield from _kicked(case, classes, places)


def _by_step(case: Case, steps: int) -> Iterator[Product]:
    feelings = len(case.feelings)
    given = {("levers", name): lever.schedule for name, lever in case.levers.items()}
    given |= {
        ("climates", name): it.schedule for name, it in case.climates.items() if it.schedule is not None
    }
    sizes: dict[Steps, int] = {
        (*at, "schedule"): len(schedules_of(case, schedule).parts) for at, schedule in given.items()
    }
    at, schedules = largest(sizes), sum(sizes.values())
    what = f"pairs of a feeling ({feelings:,}) and a step ({steps:,})"
    yield ("feelings",), what, feelings * steps, MOST_TABLED
    yield at, "schedules of categories, provinces or places", schedules, MOST_SCHEDULES
    yield at, f"pairs of a schedule ({schedules:,}) and a step ({steps:,})", schedules * steps, MOST_SCHEDULED


def _by_place_and_class(case: Case, classes: int, places: int) -> Iterator[Product]:
    quantities, layers = len(case.climates) + len(case.levers), case.population.contacts.values()
    some = len([layer for layer in layers if isinstance(layer, Layer) and layer.among])
    sizes = {planned.steps: len(timetable(case, planned).interventions) for planned in planned_in(case)}
    interventions = sum(sizes.values())
    here, who = f"a place ({places:,})", f"combination of categories ({classes:,})"
    what = f"pairs of a climate or lever ({quantities:,}) and {here} or {who}"
    yield ("climates",), what, quantities * (places + classes), MOST_TABLED
    what = f"pairs of {here} and a {who}, times {some:,} contact layers of some people only,"
    yield ("population", "contacts"), what, some * places * classes, MOST_TABLED
    what = f"pairs of {here} and a {who}, times {interventions:,} interventions,"
    yield largest(sizes), what, interventions * places * classes, MOST_SEARCHED


def _of_tallies(case: Case, classes: int, places: int, steps: int) -> Iterator[Product]:
    tallies, who = len(case.tallies), f"combination of categories ({classes:,})"
    what = f"pairs of a tally ({tallies:,}) and a step ({steps:,}), place ({places:,}) or {who}"
    yield ("tallies",), what, tallies * (steps + places + classes), MOST_TABLED


def _kicked(case: Case, classes: int, places: int) -> Iterator[tuple[Steps, str]]:
    """How many kicks there are, and how many numbers they come to."""
    names, tables, rows = Names(case), set(), set()
    sizes: dict[Steps, int] = {}
    for at, kick in _kicks(case):
        sizes[at] = sizes.get(at, 0) + len(kick.when) * len(kick.amounts)
        where = tuple(item for item in kick.weighed_by.items() if names.is_of_places(item[0].subject))
        rows |= {where} if where else set()
        if case.feelings.keys() & kick.amounts.keys():
            tables |= {(event, kick.to, kick.times, where) for event in kick.when}
    number = sum(sizes.values())
    if number > MOST_KICKS:
        instead = "name fewer events in each 'when'"
        yield (
            largest(sizes),
            too_many("kicks of a feeling or climate by an event", number, MOST_KICKS, instead),
        )
        return
    amounts = classes * (number + len(tables) * len(case.feelings)) + places * len(rows)
    if amounts > MOST_KICKED:
        what = "amounts of kicks, by combination of categories and by place,"
        yield (
            largest(sizes),
            too_many(what, amounts, MOST_KICKED, "use fewer kicks, feelings, traits or categories"),
        )


def _kicks(case: Case) -> Iterator[tuple[Steps, Kick]]:
    """Every kick, and where those of its mechanism stand."""
    for owner, bundle in case.bundles().items():
        for kick in bundle.kicks:
            yield (*(("mechanisms", owner) if owner else ()), "kicks"), kick
