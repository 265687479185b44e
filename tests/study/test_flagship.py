"""The flagship case keeps its promises: sources, the data cut, rivals that share what they should."""

import datetime
import re
from pathlib import Path

import pytest

import boomerang
from boomerang.case import Case
from boomerang.case.parts.schema import Parameter
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.measure.figures import figures, known_by
from boomerang.preview.loop import find_loops

BEFORE = Path(__file__).parent / "flagship_priors.csv"
CUT = datetime.date(2015, 5, 28)
RIVALS = {
    "chance": set(),
    "restriction": {"restriction"},
    "misrule": {"restriction", "deprivation"},
    "cadre": {"cadre politics"},
    "recruiters": {"recruitment"},
    "migration": {"recruitment", "migration shock"},
    "ties": {"recruitment", "ties"},
    "icon": {"icon", "blocking"},
    "boomerang": {"restriction", "deterrence", "ties", "blocking", "justification"},
}
SIGN_OPEN = ["parameters.devout", "deterrence.caution", "cadre politics.turn", "icon.draw"]


@pytest.fixture(scope="module")
def case() -> Case:
    return boomerang.load("tajikistan-2015")


def parameters(case: Case) -> dict[str, Parameter]:
    """Every parameter under `OWNER.NAME`, those of the case under `parameters.NAME`."""
    return {
        f"{owner or 'parameters'}.{name}": parameter
        for owner, own in case.own_parameters().items()
        for name, parameter in own.items()
    }


def test_every_parameter_has_a_source_or_is_called_an_assumption_and_has_a_prior(case: Case) -> None:
    given = parameters(case)
    assert len(given) > 80
    vague = [name for name, p in given.items() if not p.source.startswith("assumption") and p.known is None]
    assert vague == []
    assert [name for name, p in given.items() if p.prior is None] == []
    assert [name for name, p in given.items() if p.confidence is None] == []


def test_no_parameter_became_known_after_the_cut(case: Case) -> None:
    late = [name for name, p in parameters(case).items() if p.known is not None and p.known > CUT]
    assert late == []


def test_no_parameter_or_prior_changed_when_the_later_figures_came_in(case: Case) -> None:
    """`flagship_priors.csv` is the case as it stood in the commit before observations of 2015 and 2016."""
    rows = [line.split(";") for line in BEFORE.read_text("utf-8").splitlines()]
    now = [[name, str(p.value), str(p.prior)] for name, p in parameters(case).items()]
    assert now == rows


def test_the_later_figures_are_there_and_the_first_answer_does_not_see_them(case: Case) -> None:
    used = figures(case)
    assert len([figure for figure in used if figure.known > CUT]) == 19
    assert max(figure.known for figure in known_by(used, CUT)) <= CUT


def test_no_source_names_a_year_after_the_cut(case: Case) -> None:
    years = {name: re.findall(r"\b(20[0-9]{2})\b", p.source) for name, p in parameters(case).items()}
    assert {name: found for name, found in years.items() if any(int(year) > CUT.year for year in found)} == {}


def test_the_explanations_are_those_of_the_story(case: Case) -> None:
    given = {name: set(explanation.mechanisms) for name, explanation in case.explanations.items()}
    assert given.pop("full boomerang") == set(case.mechanisms)
    assert given == RIVALS


def test_every_mechanism_says_who_claims_it_and_what_would_count_against_it(case: Case) -> None:
    for mechanism in case.mechanisms.values():
        assert mechanism.claim
        assert mechanism.by
        assert mechanism.literature
        assert mechanism.against


def test_signs_that_are_open_have_priors_on_both_sides_of_one(case: Case) -> None:
    given = parameters(case)
    for name in SIGN_OPEN:
        prior = given[name].prior
        assert prior is not None
        assert prior.low is not None
        assert prior.high is not None
        assert prior.low < 1 < prior.high


def test_the_country_is_as_large_as_it_was(case: Case) -> None:
    people = compile_case(scenario(case, mechanisms=[])).people
    assert people.counts.sum() == 8_450_000
    assert len(people.places) == 68
    per_class = people.counts.sum(axis=0)
    abroad = per_class[people.classes["abroad"] == people.categories["abroad"].index("away")].sum()
    assert 0.9e6 < abroad < 1.2e6
    ranks = people.categories["corps"]
    serving = [ranks.index(name) for name in ranks if name not in ("civilian", "cadet")]
    assert 38_000 < sum(per_class[people.classes["corps"] == rank].sum() for rank in serving) < 45_000


def test_the_loops_are_below_one(case: Case) -> None:
    loops = find_loops(compile_case(scenario(case)))
    gains = {(loop.lever, loop.climate): loop.gain for loop in loops.each}
    assert ("restriction", "threat") in gains
    assert all(gain is not None and gain < 1 for gain in gains.values())


def test_used_observations_can_be_compared(case: Case) -> None:
    used = [seen for seen in case.observations if seen.unused is None]
    assert len(used) > 20
    assert len(case.observations) - len(used) > 50
    for seen in used:
        assert {seen.value, seen.low, seen.high, seen.at_least} != {None}


@pytest.mark.parametrize("explanation", [*RIVALS, "full boomerang"])
def test_every_explanation_runs(case: Case, explanation: str) -> None:
    run = boomerang.simulate(scenario(case, explanation=explanation, persons=200_000, until="2011-06-30"))
    assert run.counts["sympathise"] > 0
