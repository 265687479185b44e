"""How fingerprints are written: a cell, and the comparisons that cells are made of.

Every cell gives a ratio in which 1 means nothing: to what independence predicts, or to the same draws under
`chance`, without the effect or without the change of policy. Docstrings say what is expected and who says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from countries import Facts, path, week_of
from intervals import Estimate, Expectation, pooled, typical
from measures import (
    SENIOR,
    Chosen,
    between,
    defected,
    high_enforcement,
    in_places,
    in_weeks,
    is_,
    left,
    low_enforcement,
    number,
    odds,
    pairs_sharing,
)
from pandas import DataFrame
from variants import CRACKDOWN

World = dict[str, list[Facts]]  # variant -> countries, in the order of the draws
Measure = Callable[[Facts], float]


@dataclass(frozen=True)
class Cell:
    """One fingerprint.

    Attributes:
        explanation, aspect: where it stands in the table.
        name: what is compared.
        expects: which side of 1.
        decisive: path of the parameter that it hangs on; the half of the draws where it should be stronger is
            also reported.
        low_is_strong: that is the lower half.
        function: world -> Estimate.
    """

    explanation: str
    aspect: str
    name: str
    expects: Expectation
    decisive: str | None
    low_is_strong: bool
    function: Callable[[World], Estimate]


CELLS: list[Cell] = []
Function = Callable[[World], Estimate]


def cell(
    explanation: str,
    aspect: str,
    expects: Expectation,
    decisive: str | None = None,
    *,
    low_is_strong: bool = False,
) -> Callable[[Function], Function]:
    """Enter a function into the table of fingerprints."""

    def enter(function: Function) -> Function:
        name = function.__name__.replace("_", " ")
        CELLS.append(Cell(explanation, aspect, name, expects, decisive, low_is_strong, function))
        return function

    return enter


def compare(world: World, these: str, those: str, measure: Measure) -> Estimate:
    """A measure in one variant over the same draws in another, every country with the same weight."""
    return typical([measure(f) for f in world[these]], [measure(f) for f in world[those]])


def against(countries: Sequence[Facts], measure: Callable[[Facts], tuple[float, float]]) -> Estimate:
    """Counts over what is expected of them."""
    pairs = [measure(f) for f in countries]
    return pooled([o for o, _ in pairs], [e for _, e in pairs], counts=True)


def sums(world: World, these: str, those: str, measure: Measure) -> Estimate:
    """Rare counts in one variant over those in another, all countries together."""
    return pooled([measure(f) for f in world[these]], [measure(f) for f in world[those]])


def civilians(*chosen: Chosen) -> Measure:
    """How many civilians left."""
    return lambda facts: number(left(facts), *chosen)


def counted(event: str, first: str) -> Measure:
    """How often an event happened from a day on."""
    return lambda facts: float(facts.count[event][week_of(first) :].sum())


def civilian_odds(these: Chosen, those: Chosen) -> Measure:
    """Odds among civilians who left."""
    return lambda facts: odds(left(facts), these, those)


def officers(*chosen: Chosen) -> Measure:
    """How many officers defected."""
    return lambda facts: number(defected(facts), *chosen)


def officer_odds(these: Chosen, those: Chosen) -> Measure:
    """Odds among those who defected."""
    return lambda facts: odds(defected(facts), these, those)


def young_men(facts: Facts) -> DataFrame:
    """Young men among the civilians who left."""
    table = left(facts)
    return table[is_("sex", "man")(table) & is_("age", "young")(table)]


AWAY, HOME = is_("abroad", "away"), is_("abroad", "home")


def young_men_abroad(facts: Facts) -> float:
    """The odds that a young man who left was abroad."""
    return odds(young_men(facts), AWAY, HOME)


ENFORCED = civilian_odds(in_places(high_enforcement()), in_places(low_enforcement()))
OBSERVANT = civilian_odds(is_("practice", "visible"), is_("practice", "none"))
OUTSIDERS, FAVOURED = is_("origin", "other"), is_("origin", "favoured")
JUMP = civilian_odds(between("2015-01-01", "2015-05-01"), between("2014-09-01", "2015-01-01"))
LATE = civilian_odds(between("2014-01-01", "2015-05-28"), between("2011-06-01", "2014-01-01"))
AFTER = between(CRACKDOWN, "2015-05-28")
SENIORS, JUNIORS = is_("rank", *SENIOR), is_("rank", "private", "sergeant", "lieutenant")
RECRUITED, OTHERWISE = is_("way", "approach", "message"), is_("way", "", "nan")  # at home, where blocks reach
PUSH, DRAW = path("push", "restriction"), path("draw", "icon")
ANSWER, WORKSITE = path("answer", "ties"), path("worksite", "recruitment")


def rises_in_rank(table: Callable[[Facts], object]) -> Measure:
    """Odds of a senior from 2014 on, over those before."""

    def measure(facts: Facts) -> float:
        rows = table(facts)
        late = odds(rows[between("2014-01-01", "2015-05-28")(rows)], SENIORS, JUNIORS)
        return late / odds(rows[between("2010-01-01", "2014-01-01")(rows)], SENIORS, JUNIORS)

    return measure


def pairs(world: World, name: str, layer: str) -> Estimate:
    """Pairs of civilians of one block over those expected."""
    return against(world[name], lambda f: pairs_sharing(f, layer, left(f)))


def crackdown(world: World, name: str) -> Estimate:
    """Civilians who leave after the early crackdown over the same months without it."""
    return compare(world, f"{name}, crackdown", name, civilians(AFTER))


def blocked_weeks(world: World, name: str, *chosen: Chosen) -> Estimate:
    """Departures in alternate weeks that are blocked over the same weeks of the same draws unblocked.

    Weeks that are blocked in both are left out.
    """
    pairs = [
        _in_blocked_weeks(a, b, chosen) for a, b in zip(world[f"{name}, blocks"], world[name], strict=True)
    ]
    return pooled([a for a, _ in pairs], [b for _, b in pairs])


def _in_blocked_weeks(blocked: Facts, free: Facts, chosen: tuple[Chosen, ...]) -> tuple[float, float]:
    weeks = (blocked.level["blocking"] > 0.5) & (free.level["blocking"] < 0.3)
    only = (in_weeks(weeks), *chosen)
    return number(left(blocked), *only), number(left(free), *only)
