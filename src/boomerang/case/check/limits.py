"""How large a country and its results may be; what is larger is refused before anything of it is built.

Whatever keeps to these limits is checked in about 5 seconds and 1 GB of memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, isfinite, prod

from boomerang.case.check.combinations import combinations
from boomerang.case.check.products import largest, products, too_many
from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.population import Census, DrawnPopulation, Layer
from boomerang.case.parts.record import Tally
from boomerang.case.text.yaml_text import Steps

MOST_PERSONS = 2**31 - 2
MOST_PLACES = 16_384
MOST_PROVINCES = 1_024
MOST_CLASSES = 65_536  # combinations of trait categories
MOST_CELLS = 1_000_000  # combinations of trait categories times places
MOST_STATES = 8_192  # pairs of states, one of each track
MOST_ALIKE = 10_000_000  # households or neighbourhoods whose members are alike
MOST_EVENTS = 1_000  # transitions, acts and encounters
MOST_CONTACTS = 1_000  # that everybody has in a layer
MOST_AT_RISK = 50_000  # pairs of an event and a place, and a category of what is felt differently there
MOST_EXPOSED = 2_500_000  # pairs of an event and a combination of trait categories
MOST_EXPOSED_HERE = 10_000_000  # and these times the places
MOST_COUNTS = 10_000_000  # numbers that a run keeps


@dataclass(frozen=True)
class _Size:
    """How many of each a country has; `steps` of a run."""

    places: int
    provinces: int
    classes: int
    steps: int


def check_limits(review: Review) -> None:
    """Check that the country, its contacts, its states, its steps and its counts are few enough."""
    _check_states(review)
    _check_events(review)
    _check_population(review)
    steps = check_step(review)
    if steps and not review.problems and not review.source.removed:
        places = review.places
        size = _Size(
            places=len(places.names) if places else 1,
            provinces=len(places.known["province"]) if places else 1,
            classes=_classes(review),
            steps=steps,
        )
        _check_cells(review, size)
        _check_at_risk(review, size)
        for at, fault in products(review.case, size.classes, size.places, steps):
            review.report(at, fault)
        _check_counts(review, size)


def _check_states(review: Review) -> None:
    states = [len(track.states) for track in review.case.tracks.values()]
    if len(states) > 1 and prod(states) > MOST_STATES:
        what = f"pairs of states ({' x '.join(map(str, states))})"
        review.report(("tracks",), too_many(what, prod(states), MOST_STATES, "use fewer states"))


def _check_events(review: Review) -> None:
    events = len(review.names.events)
    if events > MOST_EVENTS:
        what = "transitions, acts and encounters"
        kinds = ("transitions", "acts", "encounters")
        bundles = review.case.bundles().items()
        sizes = {
            (*path_to(owner), kind): len(getattr(bundle, kind)) for owner, bundle in bundles for kind in kinds
        }
        review.report(largest(sizes), too_many(what, events, MOST_EVENTS, "tell fewer kinds apart"))


def _check_population(review: Review) -> None:
    population = review.case.population
    if review.places is not None:
        _check_people(review, int(review.places.people.sum()), len(review.places.names))
    if isinstance(population, DrawnPopulation):
        _check_least(review, population)
        for name, layer in population.contacts.items():
            _check_layer(review, layer, ("population", "contacts", name))


def _check_people(review: Review, people: int, places: int) -> None:
    steps: Steps = ("population", "places")
    if people == 0:
        review.report(steps, "nobody lives in any of the places; give at least one of them people")
    if people > MOST_PERSONS:
        review.report(steps, too_many("people in all places", people, MOST_PERSONS, "simulate a part"))
    if places > MOST_PLACES:
        review.report(steps, too_many("places", places, MOST_PLACES, "join small ones"))
    if fault := too_many_alike(review.case.population, people):
        review.report(("population", "traits"), fault)
    provinces = len(review.places.known["province"]) if review.places else 0
    if provinces > MOST_PROVINCES:
        review.report(steps, too_many("provinces", provinces, MOST_PROVINCES, "join small ones"))


def too_many_alike(country: DrawnPopulation | Census, people: int) -> str:
    """Say that so many people have too many households or neighbourhoods whose members are alike, if so."""
    if not isinstance(country, DrawnPopulation):
        return ""
    sizes = {"household": country.household, "neighbourhood": country.neighbourhood}
    alike = {name: size for name, size in sizes.items() if country.alike(name) and size is not None}
    blocks = sum(round(people / max(1.0, size.number)) for size in alike.values())
    what, instead = (
        f"{'s and '.join(alike)}s whose members are alike",
        f"make a {' or a '.join(alike)} larger",
    )
    return too_many(what, blocks, MOST_ALIKE, instead) if blocks > MOST_ALIKE else ""


def _check_least(review: Review, country: DrawnPopulation) -> None:
    """Check that households and neighbourhoods hold somebody."""
    sizes = {"household": country.household, "neighbourhood": country.neighbourhood}
    for name, size in sizes.items():
        if size is not None and size.number < 1:
            review.report(("population", name), f"{size} are too few; a {name} has 1 or more")


def _check_layer(review: Review, layer: Layer, steps: Steps) -> None:
    if layer.each is not None and layer.each > MOST_CONTACTS:
        message = too_many("contacts of everybody", layer.each, MOST_CONTACTS, "leave 'each' out for all")
        review.report((*steps, "each"), message)
    if layer.groups_of is not None and layer.groups_of.number < 1:
        review.report((*steps, "groups of"), f"{layer.groups_of} are too few; a group has 1 or more")


def check_step(review: Review) -> int | None:
    """How many steps a run has; None, and a problem, where a step is longer than the period."""
    period, days = review.case.period, review.days(review.case.period.step)
    length = (period.end - period.start).days + 1
    if days is None or days <= 0 or length < 1:
        return None
    if days > length:
        message = f"a step of '{period.step}' is longer than the period of {length:,} days; write 1 week, say"
        review.report(("period", "step"), message)
        return None
    steps = length / days
    return ceil(steps) if isfinite(steps) else None


def _classes(review: Review) -> int:
    """How many combinations of categories there are; those of listed persons are counted in their table."""
    population = review.case.population
    drawn = isinstance(population, DrawnPopulation)
    return combinations(review.names.traits, MOST_CLASSES) if drawn else 1


def _check_cells(review: Review, size: _Size) -> None:
    at, instead = ("population", "traits"), "use fewer traits, categories or places"
    if size.classes > MOST_CLASSES:
        what = "combinations of categories, if not more,"
        review.report(at, too_many(what, size.classes, MOST_CLASSES, instead))
    elif size.classes * size.places > MOST_CELLS:
        what = f"pairs of a place ({size.places:,}) and a combination of categories ({size.classes:,})"
        review.report(at, too_many(what, size.classes * size.places, MOST_CELLS, instead))
    elif fault := too_many_exposed(len(review.names.events), size.classes, size.places):
        review.report(at, fault)


def too_many_exposed(events: int, classes: int, places: int) -> str:
    """Say that so many events happen to too many combinations of categories, in so many places, if so."""
    what, instead = (
        f"pairs of an event ({events:,}) and a combination of categories ({classes:,})",
        "use fewer",
    )
    if events * classes > MOST_EXPOSED:
        return too_many(what, events * classes, MOST_EXPOSED, instead)
    number = events * classes * places
    what = f"{what}, times {places:,} places,"
    return too_many(what, number, MOST_EXPOSED_HERE, instead) if number > MOST_EXPOSED_HERE else ""


def _check_at_risk(review: Review, size: _Size) -> None:
    """Check that there are few enough places in which each event has those at risk of it, drawn apart."""
    apart = [min(size.classes, _audiences(review, name)) for name in review.names.events]
    number = size.places * sum(apart)
    if number > MOST_AT_RISK:
        by_trait = (
            ", by categories of a trait that has climates or levers," if sum(apart) > len(apart) else ""
        )
        what = f"pairs of an event ({len(apart):,}) and a place ({size.places:,}){by_trait}"
        message = too_many(what, number, MOST_AT_RISK, "use fewer events or join small places")
        review.report(("population", "places"), message)


def _audiences(review: Review, event: str) -> int:
    """How many groups of people the climates and levers in the hazard of an event tell apart at most."""
    names, case = review.names, review.case
    part = names.events[event]
    terms = [names.term(text) for text in part.hazard_ratios]
    terms += [
        names.term(text) for bundle in case.bundles().values() for text in bundle.hazard_ratios.get(event, ())
    ]
    followed = {*part.times, *(term.name for term in terms if term and term.kind in ("climate", "lever"))}
    ranges = {name: climate.of for name, climate in case.climates.items()}
    ranges |= {name: lever.of for name, lever in case.levers.items()}
    kept = {ranges[name] for name in followed & ranges.keys()}
    return prod(len(names.traits[of].categories()) for of in kept if of in names.traits)


def _check_counts(review: Review, size: _Size) -> None:
    """Check that a run keeps no more numbers than fit into memory."""
    case, events = review.case, len(review.names.events)
    states = sum(len(track.states) for track in case.tracks.values())
    parts = {"nation": 1, "province": size.provinces, "place": size.places}
    parts |= {name: len(trait.categories()) for name, trait in review.names.traits.items()}
    ranges = [lever.of for lever in case.levers.values()] + [climate.of for climate in case.climates.values()]
    values = sum(parts[of] for of in ranges)
    kept = size.steps * (size.places * (events + states) + values) + events * size.classes
    if kept > MOST_COUNTS:
        what = "numbers that a run keeps, of every step, place, event and state,"
        message = too_many(what, kept, MOST_COUNTS, "use longer steps or fewer places")
        review.report(("period", "step"), message)
        return
    for name, tally in case.tallies.items():
        cells = _cells(tally, size.steps, parts)
        kept += cells
        if kept > MOST_COUNTS:
            what = f"numbers that a run keeps, {cells:,} of them for this tally,"
            message = too_many(what, kept, MOST_COUNTS, "count less apart")
            review.report(("tallies", name), message)
            return


def _cells(tally: Tally, steps: int, parts: Mapping[str, int]) -> int:
    """How many numbers a tally has at most."""
    return (1 if tally.every == "period" else steps) * prod(parts[part] for part in tally.by)
