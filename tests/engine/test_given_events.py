"""Given events: who is drawn and when, in the fast engine and in the reference; nothing else moves."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compare import Measured, differ
from features import feature, feature_data
from measure import contacts_of, measure
from numpy.typing import NDArray
from scipy import stats

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.interventions import UnmetError
from boomerang.engine.model import Model
from boomerang.engine.reference import World, simulate_reference
from boomerang.engine.simulate import Outcome, seeded, simulate_model

Engine = Callable[[Compiled, int], Outcome]
FALSE_ALARM = (
    0.001 / 16
)  # of each chi-square here; together they fail a right engine once in a thousand times
SEEDS = 600  # or draws, where there is one in every province of a run
WINDOW = "in 2010-05..2010-06"
LEAVE, STOP = f"leave: province p{{}} {WINDOW}", "stop: sex woman, province p{} in 2010-02..2010-03"
FEW: dict[str, Any] = {  # 20 people, to whom nothing happens but what is given
    "period": {"from": "2010-01-01", "to": "2010-07-03", "step": "46 days"},  # two before WINDOW
    "population": {
        "places": [{"place": "north", "people": 10}, {"place": "south", "people": 10}],
        "traits": {"sex": {"woman": 0.6, "man": 0.4}},
    },
    "feelings": {"anger": {"half-life": "never"}},
    "levers": {"zeal": 1},
    "acts": {"stop": {"rate": "1e-9 per person-year"}},
    "transitions": {
        "leave": {
            "moves": "stance loyal -> gone",
            "rate": "1e-9 per person-year",
            "times": "zeal",
            "hazard ratios": {"sex man": 3, "anger": 2},
        }
    },
    "kicks": [{"when": "stop", "to": "self", "anger": 4}],
}
PROVINCES = 20
PLACES = [
    {"place": f"{name}{number}", "people": 10, "province": f"p{number}"}
    for number in range(PROVINCES)
    for name in ("north", "south")
]
FEW_EACH = FEW | {"population": FEW["population"] | {"places": PLACES}}  # in every province as in `FEW`


def fast(compiled: Compiled, seed: int) -> Outcome:
    return simulate_model(compiled.model, seed, compiled.events, compiled.layers)


def reference(compiled: Compiled, seed: int) -> Outcome:
    return simulate_reference(World(ready(compiled, seed)), np.random.default_rng(seed))


both_engines = pytest.mark.parametrize("engine", [fast, reference])


def ready(compiled: Compiled, seed: int) -> Model:
    return seeded(compiled.model, seed, compiled.events, compiled.layers)


def compiled_with(given: list[str], like: str = "transitions", **changes: Any) -> Compiled:
    """A feature's case, with changes, that plays some events."""
    data = feature_data(like) | changes
    data["log"] = [*data["transitions"], *data.get("acts", {})]
    return compile_case(scenario(case_from_data(data, Path()), given=given))


def played(compiled: Compiled, outcome: Outcome, seed: int, number: int = -1) -> dict[str, Any]:
    """The line of the log that a condition made."""
    given = ready(compiled, seed).interventions
    chosen = (outcome.log["event"] == given.event[number]) & np.isclose(
        outcome.log["time"], given.moment[number], rtol=0, atol=1e-9
    )
    assert chosen.sum() == 1
    return {name: column[chosen][0] for name, column in outcome.log.items()}


def lines(compiled: Compiled, engine: Engine, seeds: int = SEEDS) -> list[dict[str, Any]]:
    """What the last condition made in the runs of many seeds."""
    return [played(compiled, engine(compiled, seed), seed) for seed in range(seeds)]


def everywhere(*conditions: str) -> list[str]:
    """The conditions in every province: all of the first, all of the second ..."""
    return [condition.format(number) for condition in conditions for number in range(PROVINCES)]


def lines_everywhere(compiled: Compiled, engine: Engine) -> list[dict[str, Any]]:
    """What the last condition made in every province in the runs of some seeds."""
    found = []
    for seed in range(SEEDS // PROVINCES):
        outcome = engine(compiled, seed)
        found += [played(compiled, outcome, seed, number) for number in range(-PROVINCES, 0)]
    return found


def category(line: dict[str, Any]) -> int:
    """The sex of a person of `FEW`: 0 for women, 1 for men."""
    return int(line["home"] & 0xFFFF)


def assert_shares(found: list[int], shares: list[float]) -> None:
    """Chi-square of what was found (numbers of kinds) against the shares of the kinds."""
    counts = np.bincount(found, minlength=len(shares))
    chance = stats.chisquare(counts, np.array(shares) * len(found)).pvalue
    assert chance > FALSE_ALARM, f"found {counts}, expected {np.array(shares) * len(found)}, p = {chance:.2g}"


@both_engines
def test_people_are_drawn_by_the_ratio_of_their_class(engine: Engine) -> None:
    """Among 12 women and 8 men with three times the hazard: 12 to 24."""
    compiled = compiled_with(everywhere(LEAVE), **FEW_EACH)
    found = [category(line) for line in lines_everywhere(compiled, engine)]
    assert_shares(found, [1 / 3, 2 / 3])


@both_engines
def test_people_are_drawn_by_their_feelings(engine: Engine) -> None:
    """The woman who was stopped feels 4, hence 2**4 times the hazard of the 11 others; 8 men have 3 times.

    Of the others nobody has a record in the fast engine, so this weighs people with and without one.
    """
    compiled = compiled_with(everywhere(STOP, LEAVE), **FEW_EACH)
    found = []
    for line in lines_everywhere(compiled, engine):
        found.append(2 if line["feeling"][0] > 0 else category(line))
    weights = np.array([11, 8 * 3, 16])
    assert_shares(found, list(weights / weights.sum()))


@both_engines
@pytest.mark.parametrize("change", [{"levers": {"zeal": 0}}, {"rate": None}])
def test_ratios_alone_count_where_a_common_factor_is_zero(engine: Engine, change: dict[str, Any]) -> None:
    """A lever at zero, or a transition that by itself nobody makes."""
    leave = {name: part for name, part in FEW["transitions"]["leave"].items() if name not in change}
    rest = {name: part for name, part in change.items() if name != "rate"}
    steep = leave | {"hazard ratios": {"sex man": 3, "anger": 1000}}  # beyond any cap, yet not certain
    compiled = compiled_with(
        everywhere(STOP, LEAVE),
        **FEW_EACH
        | rest
        | {
            "transitions": {"leave": steep},
            "kicks": [{"when": "stop", "to": "self", "anger": 0.9}],
        },
    )
    found = [2 if line["feeling"][0] > 0 else category(line) for line in lines_everywhere(compiled, engine)]
    weights = np.array([11, 8 * 3, 1000**0.9])
    assert_shares(found, list(weights / weights.sum()))


@both_engines
def test_nobody_is_drawn_where_a_lever_is_at_zero_if_it_is_not_elsewhere(engine: Engine) -> None:
    north = {f"north{number}": 0 for number in range(PROVINCES)}
    zeal = {"of": "place", "schedule": {"for each": north | {"other": 1}}}
    compiled = compiled_with(everywhere(LEAVE), **FEW_EACH | {"levers": {"zeal": zeal}})
    places = {compiled.people.places[line["home"] >> 16] for line in lines_everywhere(compiled, engine)}
    assert places == {f"south{number}" for number in range(PROVINCES)}


@both_engines
def test_everybody_of_a_class_has_the_same_chance(engine: Engine) -> None:
    """Also those without a record among others with one: four stopped women of twelve feel nothing of it."""
    stops = [f"stop: sex woman, province p{{}} in 2010-02-0{day}..2010-03-31" for day in (1, 2, 3, 4)]
    compiled = compiled_with(
        everywhere(*stops, f"leave: sex woman, province p{{}} {WINDOW}"),
        **FEW_EACH | {"kicks": [{"when": "stop", "to": "self", "anger": 1e-6}]},
    )
    found = []
    for seed in range(SEEDS // PROVINCES):
        outcome = engine(compiled, seed)
        person = [int(played(compiled, outcome, seed, number)["person"]) for number in range(5 * PROVINCES)]
        for province in range(PROVINCES):
            *stopped, left = person[province::PROVINCES]
            found.append((len(set(stopped)), left in stopped))
    numbers, hits = np.array(found).T
    expected = (numbers / 12).sum()
    error = np.sqrt((numbers / 12 * (1 - numbers / 12)).sum())
    assert abs(hits.sum() - expected) < 4 * error, f"{hits.sum()} of {expected:.1f} give or take {error:.1f}"


def test_everybody_in_one_country_may_be_drawn() -> None:
    """The people of one seed, and 600 streams of a condition: each of the 12 women as often as the others."""
    compiled = compiled_with([f"leave: sex woman {WINDOW}"], **FEW)
    found = []
    for key in range(SEEDS):
        planned = compiled.model.interventions._replace(key=np.array([key], np.uint64))
        model = compiled.model._replace(interventions=planned)
        outcome = simulate_model(model, 1, compiled.events, compiled.layers)
        found.append(outcome.log["person"][0])
    kinds = np.unique(found, return_inverse=True)[1]
    assert_shares(kinds.tolist(), [1 / 12] * 12)


def test_the_moment_is_anywhere_in_the_window() -> None:
    compiled = compiled_with(["leave in 2010-02-20..2010-04-30"], **FEW)
    days = [46 * ready(compiled, seed).interventions.moment[0] for seed in range(2000)]
    assert stats.kstest(days, stats.uniform(50, 70).cdf).pvalue > FALSE_ALARM


@both_engines
def test_only_those_who_are_meant_are_drawn(engine: Engine) -> None:
    who = "stance angry, sex woman"
    compiled = compiled_with([f"leave: {who} {WINDOW}"], like="transitions")
    for seed in range(30):
        line = played(compiled, engine(compiled, seed), seed)
        assert compiled.states.combined[line["state"]] == ("angry",)
        assert compiled.people.categories["sex"][category(line)] == "woman"


@both_engines
@pytest.mark.parametrize("rate", ["0.7 per person-year", "0 per person-year"])
def test_only_those_who_live_there_are_drawn(engine: Engine, rate: str) -> None:
    """Also where only ratios count, as nobody has a hazard; some places an event excludes by itself."""
    leave = {"moves": "stance loyal -> gone", "rate": rate, "hazard ratios": {"zone high": 0}}
    compiled = compiled_with(
        [f"leave: province upper {WINDOW}"], like="transitions", transitions={"leave": leave}
    )
    found = {line["home"] >> 16 for line in lines(compiled, engine, 60)}
    assert found == {compiled.people.places.index("north")}


@both_engines
def test_without_anybody_the_run_ends(engine: Engine) -> None:
    compiled = compiled_with([f"stop {WINDOW}", f"leave: stance gone {WINDOW}"], **FEW)
    with pytest.raises(UnmetError) as told:
        engine(compiled, 1)
    assert told.value.number == 1


@both_engines
def test_a_transition_that_everybody_has_made_finds_nobody(engine: Engine) -> None:
    conditions = [f"leave in 2010-02-{day:02}..2010-03-31" for day in range(1, 22)]
    with pytest.raises(UnmetError):
        engine(compiled_with(conditions, **FEW), 1)
    assert len(set(engine(compiled_with(conditions[:20], **FEW), 1).log["person"])) == 20


EVENTS = [
    "leave: stance angry in 2010-02..2010-05",
    "leave: sex man in 2010-02..2010-05",
    "resent: rank officer in 2010-03..2010-03",
    *(f"stop: sex {sex} in 2010-0{month}..2010-06" for sex in ("woman", "man") for month in (1, 2, 3, 4)),
]


def everything() -> Compiled:
    """A case with all features in which much is given."""
    return compiled_with(EVENTS, like="everything at once")


def test_the_fast_engine_plays_events_as_the_reference_does() -> None:
    compiled = everything()

    def runs(engine: Engine, seeds: int) -> Measured:
        rows = [
            measure(compiled, contacts_of(ready(compiled, seed)), engine(compiled, seed))
            for seed in range(seeds)
        ]
        return {name: np.array([row[name] for row in rows], float) for name in rows[0]}

    wrong = differ(partial(runs, fast), partial(runs, reference))
    assert not wrong, "\n".join(map(str, wrong))


def test_the_fast_engine_and_the_reference_draw_the_same_kinds_of_people() -> None:
    """By sex, place and anger, in a world where all of them raise the hazard."""
    local = {"of": "place", "schedule": {"for each": {"north": 0.5, "hill": 1, "south": 0.3}}}
    leave = {"moves": "stance loyal -> gone", "rate": "0.3 per person-year", "times": "local"}
    leave |= {"hazard ratios": {"anger": 3, "sex man": 2}}
    period = {"from": "2010-01-01", "to": "2010-06-30", "step": "6 weeks"}
    changes = {"period": period, "levers": {"local": local}, "transitions": {"leave": leave}}
    compiled = compiled_with([f"leave {WINDOW}"], "kick to the household", **changes)

    def kinds(engine: Engine) -> NDArray[np.int64]:
        drawn = lines(compiled, engine)
        anger = np.digitize([line["feeling"][0] for line in drawn], [1e-9, 0.5, 1.5])
        home = np.array([line["home"] for line in drawn])
        return np.bincount((home & 0xFFFF) * 12 + (home >> 16) * 4 + anger, minlength=24)

    table = np.array([kinds(fast), kinds(reference)])
    table = table[:, table.sum(axis=0) >= 10]
    assert table.shape[1] >= 8
    assert stats.chi2_contingency(table).pvalue > FALSE_ALARM, table


def test_until_the_moment_nothing_changes() -> None:
    plain, compiled = feature("everything at once"), everything()
    for seed in range(5):
        before, after = fast(plain, seed), fast(compiled, seed)
        first = ready(compiled, seed).interventions.moment.min()
        step = int(first)
        assert (before.people[: step + 1] == after.people[: step + 1]).all()
        assert (before.value[: step + 1] == after.value[: step + 1]).all()
        for column in before.log:
            one, two = (run.log[column][run.log["time"] < first] for run in (before, after))
            assert one.tobytes() == two.tobytes(), column
        assert after.log["time"][after.log["time"] >= first][0] == pytest.approx(first, abs=1e-9)


def test_what_has_no_consequences_changes_nothing_else() -> None:
    compiled = compiled_with(["stop in 2010-03..2010-04"], like="acts")
    for seed in range(5):
        before, after = fast(feature("acts"), seed), fast(compiled, seed)
        others = after.log["time"] != played(compiled, after, seed)["time"]
        for column in before.log:
            assert before.log[column].tobytes() == after.log[column][others].tobytes(), column
        assert (before.people == after.people).all()


def test_a_condition_more_does_not_move_the_others() -> None:
    one, two = compiled_with(EVENTS[:1], "everything at once"), everything()
    assert ready(one, 7).interventions.moment[0] == ready(two, 7).interventions.moment[0]
    assert len(set(ready(two, 7).interventions.moment)) == len(EVENTS)


def test_the_same_condition_twice_is_played_twice() -> None:
    compiled = compiled_with([f"leave {WINDOW}"] * 2, **FEW)
    assert len(set(ready(compiled, 1).interventions.moment)) == 2
    assert fast(compiled, 1).log["event"].tolist() == [0, 0]
