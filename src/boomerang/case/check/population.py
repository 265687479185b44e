"""Checks of who lives in the country: traits, contact layers, and tables of listed persons."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from boomerang.case.check.people import check_clear
from boomerang.case.check.review import Review
from boomerang.case.parts.names import RANGES
from boomerang.case.parts.population import (
    ALIKE,
    Alike,
    Census,
    DrawnPopulation,
    Given,
    Layer,
    LognormalClasses,
    NormalClasses,
    Shares,
    bare,
)
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.tables import count_cells, read_table
from boomerang.case.text.errors import CaseError, first_of
from boomerang.case.text.files import fault_of_file
from boomerang.case.text.texts import listed, number_text
from boomerang.case.text.yaml_text import Steps, path_text

TABLE_SUFFIXES = (".csv", ".parquet")
SHARE_TOLERANCE = 1e-6
TRAITS: Steps = ("population", "traits")


def check_population(review: Review) -> None:
    """Check traits, contacts and tables of whichever kind of population the case has."""
    population = review.case.population
    if isinstance(population, DrawnPopulation):
        _check_country(review, population)
    else:
        _check_census(review, population)


def _check_country(review: Review, country: DrawnPopulation) -> None:
    for name, given in country.traits.items():
        trait = bare(given)
        _check_alike(review, given, country, (*TRAITS, name, ALIKE))
        _check_classes(review, trait, (*TRAITS, name))
        for steps, part in _branches(trait, (*TRAITS, name)):
            if isinstance(part, Shares):
                _check_shares(review, part, steps)
            else:
                _check_given(review, part, steps)
    _check_cycles(review, country)
    for name, layer in country.contacts.items():
        _check_among(review, layer, ("population", "contacts", name))


def _check_alike(review: Review, trait: object, country: DrawnPopulation, steps: Steps) -> None:
    """Check that there are households or neighbourhoods whose members can be alike."""
    if not isinstance(trait, Alike):
        return
    if trait.within == "household" and country.household.number <= 1:
        review.report(steps, "everybody is a household of their own; add household: 5 people, say")
    elif trait.within == "neighbourhood" and country.neighbourhood is None:
        review.report(steps, "there are no neighbourhoods; add neighbourhood: 250 people, say")


def _check_classes(review: Review, trait: object, steps: Steps) -> None:
    """Check that the classes of a distribution have numbers of their own."""
    if isinstance(trait, LognormalClasses) and min(trait.class_values()) <= 0:
        spread = number_text(trait.lognormal)
        message = f"{spread} is so wide that the lowest class cannot be told from 0; write less than 30"
        review.report((*steps, "lognormal"), message)
    if isinstance(trait, NormalClasses) and trait.normal[1] <= 0:
        message = f"{number_text(trait.normal[1])} is no standard deviation, which is above 0"
        review.report((*steps, "normal", 1), message)


def _check_among(review: Review, layer: Layer, steps: Steps) -> None:
    """Check who a layer joins, and that it is wide enough to pick them out."""
    review.check_once(layer.among, (*steps, "among"))
    for index, selector in enumerate(layer.among):
        review.is_known_selector(selector, review.names.traits, "trait", (*steps, "among", index))
    if layer.among and layer.within not in RANGES:
        message = f"a layer that joins some people only is within {listed(RANGES)}, not within {layer.within}"
        review.report((*steps, "within"), message)


def _branches(trait: object, steps: Steps) -> Iterator[tuple[Steps, Shares | Given]]:
    """Find every set of shares and every `given` of a trait, with its path."""
    if isinstance(trait, (Shares, Given)):
        yield steps, trait
    if isinstance(trait, Given):
        for value, branch in trait.shares.items():
            yield from _branches(branch, (*steps, trait.key, value))


def _check_shares(review: Review, shares: Shares, steps: Steps) -> None:
    rests = [category for category, share in shares.root.items() if share.rest]
    if len(rests) > 1:
        review.report(steps, f"'rest' is given to {listed(rests)}; only one category can take what remains")
    columns = {name: share.column for name, share in shares.root.items() if share.column is not None}
    known = [_is_share_column(review, column, (*steps, name)) for name, column in columns.items()]
    if all(known):
        _check_sum(review, shares, list(columns.values()), steps)


def _is_share_column(review: Review, column: str, steps: Steps) -> bool:
    if not review.is_number_column(column, steps) or review.places is None:
        return False
    shares, use = review.places.numbers()[column], path_text(review.source.written(steps))
    wrong = (shares < 0) | (shares > 1)
    review.report_cells(column, wrong, f"outside 0 to 1, and {use} takes it for a share; write 0.3, say")
    return not wrong.any()


def _check_sum(review: Review, shares: Shares, columns: list[str], steps: Steps) -> None:
    """Check that the shares sum to 1 in every place, or to at most 1 beside a `rest`."""
    numbers = review.places.numbers() if review.places else {}
    total = np.zeros(1)
    for share in shares.root.values():
        total = total + (numbers[share.column] if share.column is not None else share.number or 0.0)
    has_rest = any(share.rest for share in shares.root.values())
    excess = total - 1 if has_rest else abs(total - 1)
    wrong = np.flatnonzero(excess > SHARE_TOLERANCE).tolist()
    wanted = "at most 1 beside 'rest'" if has_rest else "1"
    must = f"they must sum to {wanted}"
    if columns and review.places is not None:
        names, use = review.places.names, path_text(review.source.written(steps))
        said = {row: f"the shares of {use} sum to {total[row]:.6g} in {names[row]}; {must}" for row in wrong}
        problems = [review.places.problem(row, columns[-1], message) for row, message in said.items()]
        review.note_all(first_of(problems))
    elif wrong:
        review.report(steps, f"the shares sum to {total[0]:.6g}; {must}")


def _check_given(review: Review, given: Given, steps: Steps) -> None:
    key_steps = (*steps, given.key)
    subjects = _subjects(review)
    if review.places is None and given.subject not in subjects:
        return
    if not review.is_known(given.subject, "trait or text column of the places", subjects, key_steps):
        return
    named = tuple(value for value in given.shares if value != "other")
    if given.subject in review.names.traits:
        check_clear(review, Selector(given.subject, named), key_steps)
    values = subjects[given.subject]
    for value in given.shares:
        if value != "other":
            review.is_known(value, f"value of {given.subject}", values, (*key_steps, value))
    missing = [value for value in values if value not in given.shares]
    if missing and "other" not in given.shares:
        message = f"{listed(missing)} of {given.subject} has no shares here; add it or a key 'other'"
        review.report(key_steps, message)


def _subjects(review: Review) -> dict[str, list[str]]:
    """What a trait may depend on: the values of every trait and of every text column."""
    texts = review.places.texts() if review.places else {}
    columns = {name: list(dict.fromkeys(cells)) for name, cells in texts.items()}
    return columns | {name: list(trait.categories()) for name, trait in review.names.traits.items()}


def _check_cycles(review: Review, country: DrawnPopulation) -> None:
    """Report each trait that depends on itself, over however many others."""
    needs = {
        name: [part.subject for _, part in _branches(bare(trait), ()) if isinstance(part, Given)]
        for name, trait in country.traits.items()
    }
    told: set[str] = set()
    for name in needs:
        cycle = _cycle(name, needs)
        if cycle and name not in told:
            told |= set(cycle)
            chain = " -> ".join([*cycle, name])
            review.report((*TRAITS, name), f"this trait depends on itself ({chain}); break the circle")


def _cycle(start: str, needs: dict[str, list[str]]) -> list[str]:
    """Find a chain of dependence from a trait back to itself; empty if there is none."""
    chains = [[start]]
    seen: set[str] = set()
    while chains:
        chain = chains.pop()
        for subject in needs.get(chain[-1], []):
            if subject == start:
                return chain
            if subject not in seen:
                seen.add(subject)
                chains.append([*chain, subject])
    return []


def _check_census(review: Review, census: Census) -> None:
    columns = ["person", *census.traits]
    for name, trait in census.traits.items():
        seen: set[str] = set()
        for index, category in enumerate(trait.root):
            if category in seen:
                review.report((*TRAITS, name, index), f"the category '{category}' is there twice")
            seen.add(category)
    _check_table(review, census.persons, columns, ("population", "persons"))
    for name, layer in census.contacts.items():
        _check_table(review, layer.edges, ["a", "b"], ("population", "contacts", name, "edges"))


def _check_table(review: Review, name: str, columns: list[str], steps: Steps) -> None:
    """Check that a table beside the case exists, is of a known kind and, if CSV, has its columns."""
    if Path(name).suffix not in TABLE_SUFFIXES:
        review.report(steps, f"'{name}' is no table; the name ends in {' or '.join(TABLE_SUFFIXES)}")
    elif fault := fault_of_file(review.case.folder, name):
        review.report(steps, fault)
    else:
        try:
            _check_header(review, name, columns, steps)
        except CaseError as error:
            review.note_all(error.problems)


def _check_header(review: Review, name: str, columns: list[str], steps: Steps) -> None:
    """Check the size of a table and, if it is CSV, the names of its columns."""
    path = review.case.folder / name
    if path.suffix != ".csv":
        count_cells(review.case, name, steps, _cells_of_parquet(path))
        return
    header, _ = read_table(review.case, name, steps)
    for column in columns:
        if column not in header:
            message = f"{path.name} has no column '{column}'; its columns are {listed(header)}"
            review.report(steps, message)


def _cells_of_parquet(path: Path) -> int:
    """How many cells a Parquet table has; 0 for a file that is none, which is told when it is read."""
    from pyarrow import parquet

    try:
        about = parquet.read_metadata(path)
    except Exception:  # whatever a damaged file makes of itself
        return 0
    return int(about.num_rows * about.num_columns)
