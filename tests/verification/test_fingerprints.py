"""The strongest fingerprints on a few countries; `python verification/fingerprints.py` checks all of them.

Every test has a false alarm once in 5,000 versions of the program that change its random numbers and nothing
else. The seeds are fixed, so it stands or falls the same way each time.
"""

from functools import cache

import numpy as np
from cells_abroad import count_by_place, supply_fit
from comparisons import OTHERWISE, RECRUITED
from countries import STOP_LOG, Facts, Variant, path, simulate_countries
from measures import (
    after_own_stop,
    expected_by_class,
    fit,
    in_weeks,
    left,
    number,
    pairs_sharing,
)
from scipy import stats
from variants import MANY, NO_EFFECT, blocks

FALSE_ALARM = 0.001 / 5
COUNTRIES = 3
PUSH = MANY | {path("push", "restriction"): 20, path("stops"): "0.1 per person-year"}
ANSWER = {path("answer", "ties"): 0.08}
CUT_OFF = {path("cut off", "recruitment"): 0.4, path("conversion", "recruitment"): 0.1}
SCENARIOS = {
    "chance": Variant("chance", {path("leaving"): "0.0001 per person-year"}),
    "restriction": Variant("restriction", PUSH, {"log": STOP_LOG}),
    "restriction, no effect": Variant("restriction", PUSH | NO_EFFECT["restriction"], {"log": STOP_LOG}),
    "ties": Variant("ties", ANSWER),
    "open": Variant("recruiters", CUT_OFF, {"levers.blocking": 0.05}),
    "blocked": Variant("recruiters", CUT_OFF, {"levers.blocking": blocks()}),
}


@cache
def countries(name: str) -> list[Facts]:
    return simulate_countries(SCENARIOS[name], COUNTRIES)


def assert_poisson(observed: float, expected: float) -> None:
    tail = min(stats.poisson.cdf(observed, expected), stats.poisson.sf(observed - 1, expected))
    assert tail > FALSE_ALARM / 2, f"{observed} counted, {expected:.1f} expected"


def assert_more(observed: float, expected: float) -> None:
    tail = stats.poisson.sf(observed - 1, expected)
    assert tail < FALSE_ALARM, f"{observed} counted, {expected:.1f} expected if nothing happened"


def test_chance_follows_supply_and_young_men() -> None:
    for facts in countries("chance"):
        by_place = fit(count_by_place(facts), expected_by_class(facts).sum(axis=1))
        for square, freedom in (supply_fit(facts), by_place):
            tail = stats.chi2.sf(square, freedom)
            assert tail > FALSE_ALARM / (2 * COUNTRIES), f"chi-square {square:.0f} with {freedom} degrees"


def test_the_stopped_leave_more_only_if_grievance_matters() -> None:
    for name, check in (("restriction", assert_more), ("restriction, no effect", assert_poisson)):
        found = [after_own_stop(facts, 4, 52) for facts in countries(name)]
        check(sum(o for o, _ in found), sum(e for _, e in found))


def test_neighbours_and_households_leave_together_only_with_ties() -> None:
    for name, check in (("ties", assert_more), ("chance", assert_poisson)):
        for layer in ("neighbours", "household"):
            found = [pairs_sharing(facts, layer, left(facts)) for facts in countries(name)]
            check(sum(o for o, _ in found), sum(e for _, e in found))


def test_blocks_cut_off_the_recruited_and_nobody_else() -> None:
    recruited, others = np.zeros(2, int), np.zeros(2, int)
    for position, name in enumerate(("blocked", "open")):
        for facts, shut in zip(countries(name), countries("blocked"), strict=True):
            weeks = in_weeks(shut.level["blocking"] > 0.5)
            recruited[position] += number(left(facts), weeks, RECRUITED)
            others[position] += number(left(facts), weeks, OTHERWISE)
    share = 0.4**0.9 / (
        0.4**0.9 + 0.4**0.05
    )  # of all recruited, if hazards are multiplied by 0.4 to the power of blocking
    assert stats.binomtest(recruited[0], recruited.sum(), share).pvalue > FALSE_ALARM, recruited
    assert stats.binomtest(others[0], others.sum(), 0.5).pvalue > FALSE_ALARM, others
