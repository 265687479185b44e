"""What a policy does that gives parameters other values: nothing before its day, then as if they were set."""

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from boomerang.case import Case, apply_settings, case_from_data, read_case, write_case
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, Compiler, compile_case
from boomerang.engine.model import Model
from boomerang.inference.idle import idle_parts, is_idle
from boomerang.preview.policies import policies
from boomerang.study.accounting_history import history
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

DAY = "2012-07-04"
STING, LEAVING = "mechanisms.restriction.parameters.sting", "parameters.leaving"
OTHER = {STING: {"times": 0.5}, LEAVING: "2 per person-year"}


@pytest.fixture(scope="module")
def village() -> Case:
    return load("village")


@pytest.fixture(scope="module")
def country(village: Case) -> Case:
    data = plain_data(village)
    data["policies"] = {
        "gentler": {"by": "an elder", "from": DAY, "parameters": OTHER},
        "ever": {"parameters": OTHER},
        "short": {"parameters": {"parameters.memory": "3 days"}},
        "both": {"from": DAY, "without": "justification", "parameters": OTHER},
        "less sting": {"from": DAY, "parameters": {STING: {"times": 0.5}}},
        "answers no more": {"from": DAY, "parameters": {"mechanisms.justification.parameters.reaction": 0}},
    }
    return case_from_data(data, village.folder)


def under(case: Case, policy: str | None, **options: Any) -> Run:
    return simulate(scenario(case, policy=policy, **options), seed=2)


def same_arrays(one: Model, other: Model, part: str, names: tuple[str, ...]) -> bool:
    pairs = [(getattr(getattr(model, part), name) for model in (one, other)) for name in names]
    return all(np.array_equal(*pair) for pair in pairs)


def test_before_its_day_a_run_is_the_same(country: Case) -> None:
    plain, other = under(country, None), under(country, "gentler")
    whole = int((plain.times < np.datetime64(DAY)).sum())
    assert whole > 100
    for event in plain.counts:
        assert (plain.events_of(event)[:whole] == other.events_of(event)[:whole]).all()
    assert plain.events_of("stop")[:whole].any()
    assert other.events_of("depart")[whole:].sum() > 1.5 * plain.events_of("depart")[whole:].sum()


def test_from_the_start_it_is_a_run_with_these_settings(country: Case) -> None:
    compiled = compile_case(scenario(country, policy="ever"))
    half = 0.5 * country.values_of("restriction")["sting"]
    told, ever = under(country, None, settings={STING: half, LEAVING: OTHER[LEAVING]}), under(country, "ever")
    assert compiled.later is None
    assert under(country, None).events_of("depart").sum() < ever.events_of("depart").sum()
    for event in told.counts:
        assert (told.events_of(event) == ever.events_of(event)).all()


def later(compiled: Compiled) -> Model:
    assert compiled.later is not None
    return compiled.later.model


def test_a_factor_is_of_what_is_drawn(country: Case) -> None:
    compiler = Compiler(scenario(country, policy="less sting"))
    for sting in (0.8, 1.6):
        compiled = compiler.at({STING: sting})
        alone = compile_case(scenario(country, settings={STING: sting / 2}))
        assert same_arrays(later(compiled), alone.model, "kicks", ("amount", "push_amount"))
        assert not same_arrays(later(compiled), compiled.model, "kicks", ("amount",))


def test_it_goes_together_with_a_mechanism_that_ends(country: Case) -> None:
    both = later(compile_case(scenario(country, policy="both")))
    gentler = later(compile_case(scenario(country, policy="gentler")))
    assert same_arrays(both, gentler, "hazards", ("log_rate",))
    assert gentler.quantities.response_gain.all()
    assert not both.quantities.response_gain.any()


def test_what_a_lever_has_answered_wears_off(country: Case) -> None:
    """A gain of 0 is not a mechanism that is off: the lever comes back as slowly as it went."""
    plain, other = under(country, None), under(country, "answers no more")
    whole = int((plain.times < np.datetime64(DAY)).sum())
    own = under(country, None, without=["justification"]).level_of("restriction")[whole + 30]
    excess = other.level_of("restriction")[whole : whole + 30] - own
    assert excess[0] == plain.level_of("restriction")[whole] - own > 0.01
    assert (np.diff(excess) < 0).all()
    assert excess[-1] > 0


def test_interventions_keep_their_numbers(village: Case) -> None:
    data = plain_data(village)
    data["parameters"]["called"] = {"value": 20, "source": "made up"}
    data["events"] = {"round": {"on": "2012-03-01", "sympathise": "called"}}
    data["kicks"] = [*data.get("kicks", []), {"when": "depart", "to": "kin", "grievance": "0.01 x called"}]
    data["policies"] = {"more": {"parameters": {"parameters.called": 40}}}
    case = case_from_data(data, village.folder)
    plain, more = (compile_case(scenario(case, policy=policy)) for policy in (None, "more"))
    assert plain.model.interventions.people.tolist() == more.model.interventions.people.tolist() == [20]
    assert not same_arrays(plain.model, more.model, "kicks", ("amount",))


def test_it_is_written_and_set(country: Case, tmp_path: Path) -> None:
    write_case(country, tmp_path)
    assert read_case(tmp_path).policies == country.policies
    path = f"policies.gentler.parameters.{LEAVING}"
    changed = apply_settings(plain_data(country), {path: "0.2 per person-year"})
    again = apply_settings(changed, {path: {"times": 3}, f"policies.gentler.parameters.{STING}": 2})
    assert again["policies"]["gentler"]["parameters"] == {STING: 2, LEAVING: {"times": 3}}


def test_check_says_what_it_changes(country: Case) -> None:
    told = str(policies(country)[0])
    assert told == f"gentler: from {DAY}: restriction: sting times 0.5; leaving 2 per person-year (an elder)"


def test_it_is_idle_where_its_mechanism_is_off(country: Case) -> None:
    chance, all_of_them = country.explanations["chance"].mechanisms, tuple(country.mechanisms)
    assert idle_parts(country, "less sting", chance) == ["restriction is off"]
    assert is_idle(country, "less sting", chance)
    assert not is_idle(country, "gentler", chance)
    assert idle_parts(country, "gentler", all_of_them) == []
    off, plain = (under(country, name, explanation="chance") for name in ("less sting", None))
    assert all((off.events_of(event) == plain.events_of(event)).all() for event in plain.counts)


def test_a_shared_parameter_is_idle_where_nobody_who_names_it_is_on(village: Case) -> None:
    data = plain_data(village)
    data["parameters"]["chatter"] = {"value": "3 per person-year", "source": "made up"}
    data["mechanisms"]["ties"]["encounters"]["invite"]["rate"] = "chatter"
    del data["mechanisms"]["ties"]["parameters"]["talk"]
    data["policies"] = {"calm": {"parameters": {"parameters.chatter": {"times": 0.5}}}}
    case = case_from_data(data, village.folder)
    assert idle_parts(case, "calm", ["restriction"]) == ["nothing follows chatter"]
    assert not is_idle(case, "calm", ["ties"])


def test_accounts_have_its_parameters_from_its_day_on(country: Case) -> None:
    eras = history(scenario(country, policy="gentler")).eras.all
    own = [[trace.amount.max() for trace in era.bundles if trace.wire.to == "self"] for era in eras]
    assert np.isclose(np.divide(own[1], own[0]), 0.5).sum() == 1  # grievance and not fear
    short, until = {"parameters.memory": "3 days"}, datetime.date(2010, 6, 1)
    told, ever = (
        history(scenario(country, until=until, **given), 2)
        for given in ({"settings": short}, {"policy": "short"})
    )
    amounts = [[trace.amount for trace in known.traces] for known in (told, ever)]
    assert np.array_equal(*amounts)
    plain = history(scenario(country, until=until), 2)
    assert not np.array_equal(amounts[0], [trace.amount for trace in plain.traces])
