"""What a policy does to a run: nothing before its day, and then its levers are what it says."""

from pathlib import Path

import numpy as np
import pytest
import xarray

from boomerang.case import Case, case_from_data
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.study.ensemble import ensemble
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

DAY = np.datetime64("2012-07-02")  # noon of this day is the middle of step 130
QUIET = "justification"  # without it no lever answers anything
RISING = {"in straight lines": {"2010-01-01": 0, "2014-12-31": 1}}


@pytest.fixture(scope="module")
def country(village: Case) -> Case:
    data = plain_data(village)
    data["policies"] = {
        "lenient": {"from": "2012-07-02", "levers": {"restriction": 0}},
        "a day later": {"from": "2012-07-03", "levers": {"restriction": 0}},
        "ever": {"levers": {"restriction": 0.75}},
        "rising": {"from": "2012-07-02", "levers": {"restriction": RISING, "patrols": 1}},
        "no loop": {"without": "justification"},
    }
    return case_from_data(data, village.folder)


def steps_before(run: Run) -> int:
    """The steps whose middle lies before the day."""
    return int((run.times + np.timedelta64(84, "h") < DAY).sum())


def test_until_its_day_nothing_changes(country: Case) -> None:
    for seed in (1, 2, 3):
        plain, run = (simulate(scenario(country, policy=name), seed=seed) for name in (None, "lenient"))
        before = steps_before(plain)
        assert before == 130
        for lever in ("restriction", "patrols"):
            assert run.level_of(lever)[:before].tobytes() == plain.level_of(lever)[:before].tobytes()
        for event in plain.counts:
            assert (run.events_of(event)[:before] == plain.events_of(event)[:before]).all()
        assert plain.events_of("stop")[before:].sum() + plain.events_of("search")[before:].sum() > 0
        assert run.digest != plain.digest


def test_from_its_day_on_levers_follow_it(country: Case) -> None:
    plain, lenient, later, ever, rising = (
        simulate(scenario(country, without=[QUIET], policy=name))
        for name in (None, "lenient", "a day later", "ever", "rising")
    )
    own = plain.level_of("restriction")
    assert own[[0, 103, 105]].tolist() == [0.2, 0.2, 0.6]
    assert own[104] == pytest.approx((2 * 0.2 + 5 * 0.6) / 7)  # the week that begins two days before 2012
    assert lenient.level_of("restriction")[:130].tolist() == own[:130].tolist()
    assert lenient.level_of("restriction")[130] == pytest.approx(3 / 7 * 0.6)  # of a week, before it begins
    assert not lenient.level_of("restriction")[131:].any()
    assert later.level_of("restriction")[129:132] == pytest.approx([0.6, 4 / 7 * 0.6, 0])
    assert (ever.level_of("restriction") == 0.75).all()
    when = np.append(rising.clock.middles, 1826)
    expected = np.where(np.arange(rising.steps + 1) < 130, own, np.minimum(when / 1825, 1))
    expected[260] = (5 * 1822.5 / 1825 + 1) / 6  # of 6 days, in the last of which it rises no more
    expected[130] = (3 * 0.6 + 4 * (913 + 2) / 1825) / 7
    np.testing.assert_allclose(rising.level_of("restriction"), expected, rtol=1e-12)
    np.testing.assert_allclose(rising.level_of("patrols")[-1], [0.10, 0.18, 0.06])
    assert (rising.level_of("patrols")[:130] == plain.level_of("patrols")[:130]).all()
    assert lenient.level_of("patrols").tolist() == plain.level_of("patrols").tolist()


@pytest.mark.parametrize(("half", "level"), [(0.5, 0.4), (1.2, 0.96), (1.5, 1.0)])
def test_a_factor_above_1_raises_a_lever_to_1_at_most(half: float, level: float) -> None:
    prior = {"value": 0.5, "prior": "lognormal 0.2 to 1.5", "source": "assumption"}
    case = case_from_data(
        {
            "case": "halved",
            "title": "A factor in doubt",
            "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 month"},
            "population": {"places": [{"place": "here", "people": 5}]},
            "tracks": {"stance": ["in", "out"]},
            "parameters": {"half": prior},
            "levers": {"rule": 0.8},
            "policies": {"ease": {"from": "2010-07-02", "levers": {"rule": {"times": "half"}}}},
        }
    )
    run = simulate(scenario(case, settings={"parameters.half": half}, policy="ease"))
    assert run.level_of("rule")[[0, -1]] == pytest.approx([0.8, level])


def test_responses_still_move_its_levers(country: Case) -> None:
    run = simulate(scenario(country, policy="lenient"), seed=5)
    assert run.level_of("restriction")[131:].max() > 0


def test_a_policy_without_a_mechanism_is_a_run_without_it(country: Case) -> None:
    run = simulate(scenario(country, policy="no loop"), seed=4)
    assert run.mechanisms == ("restriction", "deterrence", "ties")
    assert run.digest == simulate(scenario(country, without=["justification"]), seed=4).digest


def test_a_run_says_its_policy(country: Case, tmp_path: Path) -> None:
    for policy in ("lenient", "no loop", None):
        run = simulate(scenario(country, policy=policy), seed=2)
        folder = tmp_path / str(policy)
        back = Run.read(run.write(folder))
        assert back.scenario == run.scenario
        assert back.scenario.policy == policy
        assert simulate(back.scenario, seed=2).digest == run.digest
        with xarray.open_dataset(folder / "run.nc") as data:
            assert data.attrs.get("policy") == policy


def test_many_runs_under_a_policy(country: Case) -> None:
    lenient = scenario(country, policy="lenient")
    assert ensemble(lenient, 2, seed=7)[1].digest == simulate(lenient, seed=8).digest


@pytest.fixture(scope="module")
def changed(village: Case) -> Case:
    data = plain_data(village)
    data["climates"]["threat"]["schedule"] = 0.3
    half = {"times": 0.5}
    data["policies"] = {
        "half": {"from": "2012-07-02", "levers": {"restriction": half}},
        "half of it": {
            "from": "2012-07-02",
            "levers": {"patrols": half | {"within": "province north"}},
        },
        "another in the north": {"levers": {"patrols": {"schedule": 0.9, "within": "province north"}}},
        "calm": {"from": "2012-07-02", "climates": {"threat": {"times": 0}, "war": 1}},
        "once": {"from": "2012-07-02", "levers": {"restriction": {"times": 1}}},
        "no restriction": {"from": "2012-07-04", "without": ["restriction", "justification"]},
    }
    return case_from_data(data, village.folder)


def under(case: Case, policy: str | None, **options: object) -> Run:
    return simulate(scenario(case, policy=policy, **options))  # type: ignore[arg-type]


def test_a_schedule_is_multiplied_from_the_day_on(changed: Case) -> None:
    plain, half, once = (under(changed, name, without=[QUIET]) for name in (None, "half", "once"))
    own = plain.level_of("restriction")
    assert half.level_of("restriction")[:130].tolist() == own[:130].tolist()
    np.testing.assert_allclose(half.level_of("restriction")[131:], 0.5 * own[131:], rtol=1e-12)
    assert once.digest == plain.digest


def test_only_the_parts_that_are_meant_change(changed: Case) -> None:
    plain, half, other = (under(changed, name) for name in (None, "half of it", "another in the north"))
    north = plain.province_of_place == "north"
    assert 0 < north.sum() < len(north)
    own, halved = plain.level_of("patrols"), half.level_of("patrols")
    assert (halved[:, ~north] == own[:, ~north]).all()
    np.testing.assert_allclose(halved[131:, north], 0.5 * own[131:, north], rtol=1e-12)
    np.testing.assert_allclose(other.level_of("patrols")[:, north], 0.9 / 0.5 * own[:, north], rtol=1e-12)
    assert (other.level_of("patrols")[:, ~north] == own[:, ~north]).all()


def test_climates_have_the_schedule_of_the_policy(changed: Case) -> None:
    plain, calm = under(changed, None, without=[QUIET]), under(changed, "calm", without=[QUIET])
    assert (plain.level_of("threat") == 0.3).all()
    assert (calm.level_of("threat")[:130] == 0.3).all()
    assert not calm.level_of("threat")[131:].any()
    assert (calm.level_of("war")[131:] == 1).all()


def test_a_mechanism_is_off_from_the_first_step_that_begins_then(changed: Case) -> None:
    plain, off = under(changed, None), under(changed, "no restriction")
    assert off.mechanisms == plain.mechanisms
    whole = int((plain.times < np.datetime64("2012-07-04")).sum())
    for event in plain.counts:
        assert (off.events_of(event)[:whole] == plain.events_of(event)[:whole]).all()
    assert off.events_of("stop")[:whole].any()
    assert not off.events_of("stop")[whole:].any()
    assert plain.events_of("stop")[whole:].any()
    schedule = plain.level_of("restriction")[0] * 0 + 0.6  # nothing answers the threat any more
    assert (off.level_of("restriction")[whole:] == schedule).all()
    assert (plain.level_of("restriction")[whole + 50 :] > 0.6).all()


def test_a_mechanism_that_is_off_anyway_changes_nothing(changed: Case) -> None:
    without = ["restriction", "justification"]
    off, plain = (under(changed, name, without=without) for name in ("no restriction", None))
    assert off.digest == plain.digest
