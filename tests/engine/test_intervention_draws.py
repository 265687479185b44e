"""Interventions in both engines: to exactly so many, on the day, by hazard; and nothing moves before."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from features import feature_data
from numpy.typing import NDArray
from scipy import stats
from test_given_events import (
    FALSE_ALARM,
    FEW,
    FEW_EACH,
    PROVINCES,
    SEEDS,
    Engine,
    both_engines,
    fast,
    ready,
    reference,
)

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine import simulate
from boomerang.engine.interventions import UnmetError
from boomerang.engine.simulate import Outcome, simulate_model
from boomerang.engine.workspace import TRIED, Rooms, allocate
from boomerang.kernels.compiled import bind
from boomerang.population.country import class_of, place_of, position_of

DAY = "2010-06-17"
MANY: dict[str, Any] = {  # 1,000 people, of whom some leave, are stopped and resent it by themselves
    "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
    "population": {
        "places": [
            {"place": "north", "people": 550, "province": "upper"},
            {"place": "hill", "people": 50, "province": "upper"},
            {"place": "south", "people": 400, "province": "lower"},
        ],
        "traits": {"sex": {"woman": 0.6, "man": 0.4}},
        "contacts": {"kin": {"within": "nation", "each": 2}},
    },
    "feelings": {"anger": {"half-life": "3 months"}},
    "acts": {"stop": {"rate": "0.3 per person-year", "hazard ratios": {"sex man": 3}}},
    "transitions": {
        "leave": {
            "moves": "stance loyal -> gone",
            "rate": "0.05 per person-year",
            "hazard ratios": {"anger": 2, "sex man": 2},
        }
    },
    "kicks": [{"when": "stop", "to": "kin", "anger": 1}],
}


def compiled_with(events: dict[str, Any], like: dict[str, Any] = MANY, **changes: Any) -> Compiled:
    """A case with interventions."""
    data = feature_data("transitions") | like | changes | {"events": events}
    data["log"] = [*data["transitions"], *data.get("acts", {})]
    return compile_case(scenario(case_from_data(data, Path())))


def met(compiled: Compiled, outcome: Outcome, seed: int, number: int = 0) -> dict[str, NDArray[Any]]:
    """The lines of the log that an intervention made."""
    planned = ready(compiled, seed).interventions
    chosen = (outcome.log["event"] == planned.event[number]) & np.isclose(
        outcome.log["time"], planned.moment[number], rtol=0, atol=1e-9
    )
    return {name: column[chosen] for name, column in outcome.log.items()}


def met_everywhere(compiled: Compiled, engine: Engine, first: int = 0) -> list[dict[str, NDArray[Any]]]:
    """What the interventions in all provinces made, from the first of them, in the runs of some seeds."""
    found = []
    for seed in range(SEEDS // PROVINCES):
        outcome = engine(compiled, seed)
        found += [met(compiled, outcome, seed, first + number) for number in range(PROVINCES)]
    return found


@both_engines
@pytest.mark.parametrize("event", ["leave", "stop"])
@pytest.mark.parametrize("people", [0, 1, 342])
@pytest.mark.parametrize("step", ["1 day", "1 week", "1 month"])
def test_it_happens_to_exactly_so_many_on_its_day(engine: Engine, event: str, people: int, step: str) -> None:
    period = MANY["period"] | {"to": "2010-03-31", "step": step}
    for day, days in (("2010-01-01", 0), ("2010-02-17", 47), ("2010-03-31", 89)):
        compiled = compiled_with({"raid": {"on": day, event: people}}, period=period)
        lines = met(compiled, engine(compiled, 5), 5)
        assert len(set(lines["person"])) == len(lines["person"]) == people
        assert set((lines["time"] * compiled.clock.days).astype(int)) == ({days} if people else set())
        assert len(set(lines["time"])) == min(people, 1)


@both_engines
@pytest.mark.parametrize("step", ["1 day", "1 month"])
def test_it_can_happen_to_all_at_risk(engine: Engine, step: str) -> None:
    period = MANY["period"] | {"step": step}
    asked = compiled_with({"flight": {"on": DAY, "leave": "up to 1000 people"}}, period=period)
    for seed in range(3):
        outcome = engine(asked, seed)
        found = len(met(asked, outcome, seed)["person"])
        assert 900 < found < 1000
        assert found + (outcome.log["time"] < ready(asked, seed).interventions.moment[0]).sum() > 1000 - found
        flat = asked.states.names.index(("stance", "loyal"))
        assert outcome.people[-1][flat].sum() == 0
        if engine is fast:
            for people in (found, found + 1):
                exact = compiled_with({"flight": {"on": DAY, "leave": people}}, period=period)
                if people == found:
                    assert fast(exact, seed).log["person"].tobytes() == outcome.log["person"].tobytes()
                else:
                    with pytest.raises(UnmetError) as told:
                        fast(exact, seed)
                    assert (told.value.number, told.value.found) == (0, found)


@both_engines
def test_too_few_end_the_run(engine: Engine) -> None:
    events = {"early": {"on": DAY, "stop": 20}, "late": {"on": "2010-06-20", "leave": 11, "place": "south"}}
    with pytest.raises(UnmetError) as told:
        engine(compiled_with(events, FEW), 1)
    assert (told.value.number, told.value.found) == (1, 10)


def men_among(drawn: int, women: int, men: int, ratio: float) -> NDArray[np.float64]:
    """The chance of each number of men among those who are drawn one after another by hazard."""
    chance = np.zeros((women + 1, men + 1))
    chance[0, 0] = 1
    for _ in range(drawn):
        before, chance = chance, np.zeros_like(chance)
        for w, m in np.argwhere(before):
            woman, man = women - w, ratio * (men - m)
            if woman:
                chance[w + 1, m] += before[w, m] * woman / (woman + man)
            if man:
                chance[w, m + 1] += before[w, m] * man / (woman + man)
    return np.array([chance[drawn - m, m] if 0 <= drawn - m <= women else 0 for m in range(men + 1)])


@both_engines
@pytest.mark.parametrize("drawn", [2, 10, 19])
@pytest.mark.parametrize("event", ["leave", "stop"])
def test_they_are_drawn_by_hazard_one_after_another(engine: Engine, drawn: int, event: str) -> None:
    """12 women and 8 men with three times the hazard, by chi-square over the number of men."""
    acts = {"stop": {"rate": "1e-9 per person-year", "hazard ratios": {"sex man": 3}}}
    few = FEW_EACH | {"acts": acts, "kicks": []}
    raids = {f"raid{p}": {"on": DAY, event: drawn, "province": f"p{p}"} for p in range(PROVINCES)}
    found = met_everywhere(compiled_with(raids, few), engine)
    assert {len(lines["home"]) for lines in found} == {drawn}
    men = [int((lines["home"] & 0xFFFF).sum()) for lines in found]
    _assert_law(np.bincount(men, minlength=9), men_among(drawn, 12, 8, 3.0))


def _assert_law(found: NDArray[np.int64], chances: NDArray[np.float64]) -> None:
    """Chi-square, with numbers that are seldom found put together."""
    expected = chances * found.sum()
    often = expected >= 5
    assert often.sum() > 1
    pairs = [np.append(each[often], each[~often].sum()) for each in (found, expected)]
    kept = pairs[1] > 1e-9
    assert pairs[0][~kept].sum() == 0
    chance = stats.chisquare(pairs[0][kept], pairs[1][kept]).pvalue
    assert chance > FALSE_ALARM, f"found {found}, expected {expected}, p = {chance:.2g}"


@both_engines
def test_those_with_feelings_are_drawn_sooner(engine: Engine) -> None:
    """The three women who are stopped feel 4, hence 2**4 times the hazard of nine others; 17 of 20 leave."""
    raid = {"on": "2010-02-05", "stop": 3, "who": "sex woman"}
    flight = {"on": DAY, "leave": 2, "who": "sex woman"}
    events = {f"raid{p}": raid | {"province": f"p{p}"} for p in range(PROVINCES)}
    events |= {f"flight{p}": flight | {"province": f"p{p}"} for p in range(PROVINCES)}
    found = met_everywhere(compiled_with(events, FEW_EACH), engine, PROVINCES)
    angry = [int((lines["feeling"][:, 0] > 0).sum()) for lines in found]
    _assert_law(np.bincount(angry, minlength=4), men_among(2, 9, 3, 16.0))


@both_engines
def test_where_there_are_no_more_with_a_hazard_others_follow(engine: Engine) -> None:
    """With a lever at zero in the north, its ten people are drawn after the ten of the south."""
    zeal = {"of": "place", "schedule": {"for each": {"north": 0, "south": 1}}}
    for people, north in ((8, 0), (10, 0), (13, 3), (20, 10)):
        compiled = compiled_with({"flight": {"on": DAY, "leave": people}}, FEW, levers={"zeal": zeal})
        for seed in range(20):
            lines = met(compiled, engine(compiled, seed), seed)
            assert len(lines["person"]) == people
            assert ((lines["home"] >> 16) == 0).sum() == north


@both_engines
def test_only_those_who_are_meant_are_drawn(engine: Engine) -> None:
    events = {
        "raid": {"on": DAY, "stop": 30, "who": ["sex woman", "stance loyal"], "place": ["hill", "south"]},
        "sweep": {"on": DAY, "stop": 40, "who": "sex man", "province": "upper"},
        "search": {"on": "2010-06-18", "stop": 5, "who": "stance gone"},
    }
    compiled = compiled_with(events)
    for seed in range(10):
        outcome = engine(compiled, seed)
        raid, sweep, search = (met(compiled, outcome, seed, number) for number in range(3))
        assert [len(lines["person"]) for lines in (raid, sweep, search)] == [30, 40, 5]
        assert set(raid["home"] & 0xFFFF) == {0}
        assert set(raid["home"] >> 16) <= {1, 2}
        assert set(sweep["home"] & 0xFFFF) == {1}
        assert set(sweep["home"] >> 16) <= {0, 1}
        assert set(search["state"]) == {compiled.states.combined.index(("gone",))}


def test_before_its_moment_the_run_is_the_same_byte_for_byte() -> None:
    plain = compiled_with({})
    compiled = compiled_with({"raid": {"on": DAY, "stop": 300}})
    for seed in range(5):
        before, after = fast(plain, seed), fast(compiled, seed)
        moment = ready(compiled, seed).interventions.moment[0]
        step = int(moment)
        assert before.people[: step + 1].tobytes() == after.people[: step + 1].tobytes()
        assert before.value[: step + 1].tobytes() == after.value[: step + 1].tobytes()
        for column in before.log:
            one, two = (run.log[column][run.log["time"] < moment] for run in (before, after))
            assert one.tobytes() == two.tobytes(), column
        assert len(after.log["time"]) >= len(before.log["time"]) + 300


def test_what_has_no_consequences_changes_nothing_else() -> None:
    calm = MANY | {"kicks": []}
    plain, compiled = compiled_with({}, calm), compiled_with({"raid": {"on": DAY, "stop": 342}}, calm)
    for seed in range(3):
        before, after = fast(plain, seed), fast(compiled, seed)
        others = after.log["time"] != ready(compiled, seed).interventions.moment[0]
        for column in before.log:
            assert before.log[column].tobytes() == after.log[column][others].tobytes(), column


def test_an_intervention_more_does_not_move_the_others() -> None:
    raid, late = {"on": DAY, "stop": 50}, {"on": "2010-10-01", "leave": 50}
    alone, two = compiled_with({"raid": raid}), compiled_with({"late": late, "raid": raid})
    one, other = met(alone, fast(alone, 7), 7), met(two, fast(two, 7), 7, 1)
    assert (one["person"] == other["person"]).all()
    assert (one["time"] == other["time"]).all()
    assert len({*ready(two, 7).interventions.moment}) == 2
    larger = compiled_with({"raid": raid | {"stop": 60}})
    assert (met(larger, fast(larger, 7), 7)["person"][:50] == one["person"]).all()


def test_a_given_event_is_an_intervention_on_one_person() -> None:
    """With the same address, the same bytes."""
    data = feature_data("transitions") | MANY
    data["log"] = [*data["transitions"], *data["acts"]]
    given = compile_case(scenario(case_from_data(data, Path()), given=f"leave: sex man in {DAY}..{DAY}"))
    planned = compiled_with({"flight": {"on": DAY, "leave": 1, "who": "sex man"}})
    ours, theirs = planned.model.interventions, given.model.interventions
    for name in ours._fields:
        assert name == "key" or getattr(ours, name).tobytes() == getattr(theirs, name).tobytes(), name
    for seed in range(5):
        model = planned.model._replace(interventions=ours._replace(key=theirs.key))
        one, two = simulate_model(model, seed, planned.events, planned.layers), fast(given, seed)
        assert all(one.log[column].tobytes() == two.log[column].tobytes() for column in one.log)


def test_more_people_than_there_is_room_for_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room is made, and nobody takes so many people for a country that runs away."""
    compiled = compiled_with({"raid": {"on": DAY, "stop": 1000}, "flight": {"on": DAY, "leave": "up to 900"}})
    roomy = fast(compiled, 3)
    monkeypatch.setattr(simulate, "MOST_CANDIDATES", 0)  # then one a step for every eight people
    simulate._own.work = allocate(compiled.model, Rooms(candidates=50, pool=1 << 20, log=100, queue=5000))
    scant = fast(compiled, 3)
    assert len(simulate._own.work.moment) > 1900
    assert all(roomy.log[column].tobytes() == scant.log[column].tobytes() for column in roomy.log)
    assert len(met(compiled, roomy, 3, 0)["person"]) == 1000


def test_hazards_are_added_up_anew_when_much_of_them_is_gone() -> None:
    """Ratios of a million, a thousand and one: the last can only be drawn when the others are left out."""
    traits = {"kind": {"a": 0.25, "b": 0.25, "c": 0.25, "d": 0.25}}
    ratios = {"kind a": 1e9, "kind b": 1e6, "kind c": 1e3}
    leave = MANY["transitions"]["leave"] | {"rate": "1e-12 per person-year", "hazard ratios": ratios}
    population = MANY["population"] | {"traits": traits}
    compiled = compiled_with(
        {"flight": {"on": DAY, "leave": 990}},
        population=population,
        transitions={"leave": leave},
        acts={"stop": {"rate": "1e-9 per person-year"}},
    )
    kinds = met(compiled, fast(compiled, 2), 2)["home"] & 0xFFFF
    assert simulate._own.work.counters[TRIED] < 20 * 990
    quarter = np.bincount(kinds, minlength=4)
    assert quarter[:3].tolist() == compiled.people.class_people[:3].tolist()
    assert quarter.sum() == 990
    ends = np.cumsum(quarter)[:3]
    for kind, (first, last) in enumerate(pairwise([0, *ends.tolist()])):
        assert (kinds[first:last] == kind).mean() > 0.9


def test_both_engines_take_the_same_kinds_of_people() -> None:
    """By sex and place, among people of whom some are angry."""
    events = {"raid": {"on": "2010-03-01", "stop": 200}, "flight": {"on": DAY, "leave": 60}}
    compiled = compiled_with(events)

    def kinds(engine: Engine, first: int) -> NDArray[np.int64]:
        home = np.concatenate(
            [met(compiled, engine(compiled, s), s, 1)["home"] for s in range(first, first + 40)]
        )
        return np.bincount((home & 0xFFFF) * 3 + (home >> 16), minlength=6)

    table = np.array([kinds(fast, 0), kinds(reference, 1000)])
    assert stats.chi2_contingency(table).pvalue > FALSE_ALARM, table


def test_each_draw_has_luck_of_its_own() -> None:
    """Where in their class the first is found says nothing of the class of the second."""
    compiled = compiled_with({"flight": {"on": DAY, "leave": 2}}, FEW)
    found = []
    for seed in range(SEEDS):
        first, second = met(compiled, fast(compiled, seed), seed)["person"]
        country = bind(ready(compiled, seed).country)
        place = place_of(country, first)
        at = position_of(country, place, first) - 6 * (class_of(country, first) == 1)
        found.append((at, class_of(country, second), place_of(country, second)))
    where, kind, place = np.array(found).T
    for of_second in (kind, place):
        assert stats.kendalltau(where, of_second).pvalue > FALSE_ALARM
