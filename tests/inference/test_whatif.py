"""What policies change in the village: pairs, folders, refusals, and what is exactly zero."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.case import Case, case_from_data
from boomerang.case.parts.plain import plain_data
from boomerang.errors import InputError
from boomerang.inference.effects import Effect, effects, sentence
from boomerang.inference.pairs import chosen_policies, notes_on_pairs, notes_on_policies
from boomerang.measure.paired import check_same_before, differs
from boomerang.report.comparison import Comparison
from boomerang.study.simulate import simulate
from boomerang.version import version

pytestmark = pytest.mark.usefixtures("one_chart")

PAIRS, SEED = 8, 3
FEW: dict[str, Any] = {"policies": ["no stops", "no ties"], "explanations": ["ties", "boomerang"]}


@pytest.fixture(scope="module")
def village() -> Case:
    data = plain_data(boomerang.load("village"))
    data["policies"] |= {
        "the same": {"from": "2013-01-01", "levers": {"restriction": {"times": 1}}},
        "no ties": {"from": "2013-01-01", "without": "ties"},
    }
    data["population"]["places"] = [{"place": "here", "people": 6000}, {"place": "there", "people": 9000}]
    return case_from_data(data, boomerang.load("village").folder)


@pytest.fixture(scope="module")
def found(village: Case) -> Comparison:
    return boomerang.whatif(village, "depart", pairs=PAIRS, seed=SEED, threads=2)


@pytest.fixture(scope="module")
def few(village: Case) -> Comparison:
    return boomerang.whatif(village, "depart", pairs=4, seed=SEED, threads=2, **FEW)


def test_a_pair_is_that_of_its_draw_and_seed(village: Case, found: Comparison) -> None:
    pairs = found.judged.pairs
    settings = pairs.belief.draws["boomerang"][2]  # of the pairs 4 and 5
    for policy in (None, "no stops"):
        given = boomerang.scenario(village, explanation="boomerang", settings=settings, policy=policy)
        run = simulate(given, seed=SEED + 5)
        before, after = pairs.totals("boomerang")
        row = before if policy is None else after[pairs.policies.index(policy)]
        assert row[5] == run.counts["depart"]


def test_a_policy_that_changes_nothing_gives_exactly_zero(found: Comparison) -> None:
    pairs = found.judged.pairs
    same = pairs.policies.index("the same")
    for name in found.judged.explanations:
        for record in pairs.records[name]:
            alone = {
                key: type(part)(part.dims[1:], part.values[same]) if part.dims[0] == "policy" else part
                for key, part in record.items()
                if key != "policy"
            }
            assert not differs(alone)
    row = found.table.loc["the same"]
    assert not row[["mean", "median", "low", "high", "mean_low", "mean_high"]].to_numpy(float).any()
    assert np.isnan(found.choice.loc["the same", "variance_factor"])


def test_what_is_idle_is_exactly_zero_and_some_policies_are_not(found: Comparison) -> None:
    table = found.table
    assert table["idle"].any()
    assert not table[table["idle"]][["mean", "low", "high"]].to_numpy(float).any()
    changed = table.loc[[("no stops", "restriction"), ("no ties", "ties"), ("half the stops", "boomerang")]]
    assert not changed["idle"].any()
    assert (changed["low"] < 0).all()
    assert found.judged.idle("no ties") == {
        "chance": ["ties is off"],
        "restriction": ["ties is off"],
    }


def test_threads_change_nothing(village: Case, few: Comparison) -> None:
    again = boomerang.whatif(village, "depart", pairs=4, seed=SEED, threads=1, **FEW)
    assert again.to_dict() == few.to_dict()


def test_differences_add_up(found: Comparison) -> None:
    data = found.dataset
    total = data["total"].sel(side="under the policy") - data["total"].sel(side="as it was")
    for name in ("by_place", "by_month", "by trait sex", "tally departures"):
        dims = [dim for dim in data[name].dims if dim not in ("explanation", "pair", "policy")]
        np.testing.assert_allclose(data[name].sum(dims), total)
    assert (data["by_month"].sel(month_end=slice(None, "2012-12-15"), policy="no stops") == 0).all()


def test_the_json_has_differences_over_time_by_place_and_trait(found: Comparison) -> None:
    under = found.to_dict()["policies"]["no stops"]["under"]["boomerang"]
    dims = {name: list(given) for name, given in under["changes"].items()}
    assert dims == {
        "by_month": ["month_end"],
        "by_place": ["place"],
        "by trait sex": ["sex"],
        "by trait age": ["age"],
        "by trait practice": ["practice"],
        "by trait frailty": ["frailty"],
        "tally departures": ["year", "place", "sex"],
    }
    for given in under["changes"].values():
        for along in given.values():
            assert sum(along["mean"]) == pytest.approx(under["mean"], abs=0.01)
            assert len(along["labels"]) == len(along["low"]) == len(along["high"])
    assert under["changes"]["by_month"]["month_end"]["labels"][0] == "2010-01-31"


def test_sharing_luck_is_worth_something(found: Comparison) -> None:
    assert found.choice["variance_factor"].dropna().between(0, 0.5).all()


def test_a_folder_is_gone_on_with(village: Case, few: Comparison, tmp_path: Path) -> None:
    how: dict[str, Any] = {"seed": SEED, "folder": tmp_path / "w", **FEW}
    boomerang.whatif(village, "depart", pairs=3, **how)
    first = tmp_path / "w" / "pairs" / "ties-00001.nc"
    made = first.stat().st_mtime_ns
    with pytest.raises(InputError, match="this folder holds pairs already; resume them"):
        boomerang.whatif(village, "depart", pairs=4, **how)
    (first.parent / ".writing-killed").write_text("half a pair")
    longer = boomerang.whatif(village, "depart", pairs=4, resume=True, **how)
    assert not list(first.parent.glob(".writing*"))
    assert longer.to_dict() == few.to_dict()
    assert first.stat().st_mtime_ns == made
    assert json.loads((tmp_path / "w" / "whatif.json").read_text()) == longer.to_dict()
    with pytest.raises(InputError, match=rf"another seed \(seed: {SEED} there, 9 asked\); choose"):
        boomerang.whatif(village, "depart", pairs=4, resume=True, **{**how, "seed": 9})
    first.write_bytes(first.read_bytes()[:999])
    with pytest.raises(InputError, match=r"ties-00001.nc: this file is damaged; delete it and resume"):
        boomerang.whatif(village, "depart", pairs=4, resume=True, **how)


def test_states_can_be_compared(village: Case) -> None:
    given = boomerang.whatif(village, "stance sympathiser", policies=["no stops"], pairs=2)
    assert (given.table.loc[("no stops", "restriction"), "mean"]) < 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": "departs"}, "'departs' is no event or state of village"),
        ({"policies": ["no stop"]}, "'no stop' is no policy of village"),
        ({"explanations": ["chanse"]}, "'chanse' is no explanation of village"),
        ({"pairs": 0}, "0 pairs cannot be simulated; give 1 or more"),
        ({"resume": True}, "there is nothing to resume without a folder"),
        ({"policies": ["as it was"]}, "'as it was' is no policy of village"),
        ({"posterior": "nowhere"}, "nowhere: there is no answer of explain in this folder"),
    ],
)
def test_mistakes_are_told(village: Case, change: dict[str, Any], message: str) -> None:
    given = {"outcome": "depart", "pairs": 2} | change
    with pytest.raises(InputError) as told:
        boomerang.whatif(village, **given)
    assert str(told.value).startswith(message)


def test_a_scenario_with_a_policy_is_refused(village: Case) -> None:
    with pytest.raises(InputError, match="the scenario follows 'no stops' already; leave out its policy"):
        chosen_policies(boomerang.scenario(village, policy="no stops"), [])


def test_when_every_policy_begins_later_that_is_the_reason(village: Case) -> None:
    later = village.model_copy(update={"policies": {"no stops": village.policies["no stops"]}})
    with pytest.raises(
        InputError, match=r"^'no stops' begins on 2013-01-01, after the last day, 2012-12-31$"
    ):
        chosen_policies(boomerang.scenario(later, until="2012-12-31"), [])


def test_twins_that_differ_before_the_day_are_refused(village: Case) -> None:
    before = simulate(boomerang.scenario(village), seed=1)
    after = simulate(boomerang.scenario(village, policy="no stops"), seed=2)
    with pytest.raises(InputError, match="'no stops' changes what happened before 2013-01-01"):
        check_same_before(before, after)


@pytest.fixture(scope="module")
def answer(village: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answer")
    boomerang.explain(village, 20, folder=folder, threads=2)
    return folder


def test_a_posterior_gives_weights_and_parameters(village: Case, answer: Path) -> None:
    said = json.loads((answer / "explanation.json").read_text())["posterior"]
    given = boomerang.whatif(village, "depart", policies=["no stops"], pairs=10, posterior=answer)
    belief = given.judged.pairs.belief
    weights = np.array([said[name] for name in belief.explanations])
    np.testing.assert_allclose(belief.weights, weights / weights.sum())
    assert set(belief.explanations) == {name for name, share in said.items() if share > 0}
    assert belief.source.startswith("the answer ")
    assert given.judged.notes == ()


@pytest.mark.parametrize("name", ["explanation.json", "posterior.nc"])
def test_a_changed_answer_is_not_believed(village: Case, answer: Path, tmp_path: Path, name: str) -> None:
    changed = Path(shutil.copytree(answer, tmp_path / "changed"))
    (changed / name).write_bytes((changed / name).read_bytes() + b" ")
    with pytest.raises(
        InputError, match=f"'{name}' in this folder was changed after it was written; explain"
    ):
        boomerang.whatif(village, "depart", pairs=2, posterior=changed)


def test_an_answer_of_something_else_is_refused(village: Case, answer: Path, tmp_path: Path) -> None:
    ask: Callable[..., Comparison] = boomerang.whatif
    with pytest.raises(InputError, match="of another case, another state of village; explain the case again"):
        ask(boomerang.load("village"), "depart", pairs=2, posterior=answer)
    about = answer / "table" / "table.json"
    kept = about.read_text()
    about.write_text(kept.replace(f'"version": "{version()}"', '"version": "0.0.1"'))
    try:
        with pytest.raises(InputError, match=r"of another version of boomerang, 0\.0\.1; explain"):
            ask(village, "depart", pairs=2, posterior=answer)
    finally:
        about.write_text(kept)


def test_changes_that_cancel_are_changes() -> None:
    """One fewer and one more in the two pairs of a draw are not nothing."""
    before, after = np.array([5.0, 5.0, 7.0, 7.0]), np.array([[4.0, 6.0, 7.0, 7.0], [5.0, 5.0, 7.0, 7.0]])
    given: Any = SimpleNamespace(
        belief=SimpleNamespace(explanations=["a"]),
        policies=["mild", "none"],
        totals=lambda name: (before, after),
        kept=lambda name: range(4),
    )
    mild, none = (each["a"] for each in effects(given))
    assert not mild.nothing
    assert mild.change == 0
    assert mild.low < 0 < mild.high
    assert none == Effect(0, 0, 0, 6, nothing=True)


def test_sentences_say_how_many_and_how_far() -> None:
    falls, grows = Effect(-10, -15, -5, 100), Effect(4, 2, 6, 100)
    unsure, none = Effect(-1, -4, 2, 100), Effect(0, 0, 0, 50, nothing=True)
    told = sentence("mild", "depart", {"a": falls, "b": Effect(-3, -4, -2, 100), "c": unsure, "d": none})
    assert told == (
        "'mild' lowers depart under 2 of 4 explanations by 3 to 10 %; under none does it raise it by more"
        " than 2 %"
    )
    assert sentence("mild", "depart", {"a": falls, "b": grows}) == (
        "'mild' lowers depart under 1 of 2 explanations by 10 % and raises depart under 1 of 2 explanations"
        " by 4 %"
    )
    of_none = {"a": Effect(12.44, 2, 22, 0), "b": Effect(0.03, 0.01, 0.05, 0)}
    assert sentence("mild", "depart", of_none) == "'mild' raises depart under both explanations by 0.03 to 12"
    assert sentence("mild", "depart", {"a": none}) == "'mild' changes nothing under this explanation"


def test_days_on_which_policies_begin_are_told(village: Case) -> None:
    scenario = boomerang.scenario(village, until="2012-06-30")
    chosen = chosen_policies(scenario, ())
    assert chosen == ("no rule",)
    late = [name for name in village.policies if name != "no rule"]
    named = " and ".join(f"'{name}' (from 2013-01-01)" for name in late)
    left_out = (f"{named} are left out, because the last day is 2012-06-30",)
    assert notes_on_policies(scenario, chosen, True) == left_out
    assert notes_on_policies(scenario, chosen, False) == ()
    scenario = boomerang.scenario(village)
    assert notes_on_policies(scenario, ("no stops", "no rule", "no answer"), True) == (
        "the policies do not begin on the same day: 'no rule' on 2012-01-01; 'no stops', 'no answer' on"
        " 2013-01-01; what each changes is counted from its own first day to 2014-12-31",
    )
    assert notes_on_policies(scenario, ("no stops", "no answer"), True) == ()


def test_few_pairs_are_told() -> None:
    assert notes_on_pairs(10) == ()
    assert notes_on_pairs(1)[0].startswith(
        "1 pair of each explanation, from 1 draw of the parameters, is too few"
    )
