"""The case of Northern Ireland keeps its promises: sources, the cut, like freedom, what can be dropped."""

import csv
import datetime

import numpy as np
import pytest

import boomerang
from boomerang.case import Case
from boomerang.case.bundled import find_case
from boomerang.case.parts.schema import Parameter
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.measure.figures import figures, known_by
from boomerang.study.draws import draw_priors, in_base_units
from boomerang.study.run import Run

NAME = "northern-ireland-1969"
CUT = datetime.date(1976, 12, 31)
SMALL = 150_000
RIVALS = {
    "chance": set(),
    "deterrence": {"deterrence"},
    "backlash": {"backlash"},
    "law and backlash": {"deterrence", "backlash"},
    "tit for tat": {"tit for tat"},
    "organisation": {"organisation"},
    "outside": {"outside"},
}
HURT, REMEMBERED = 3, 7  # of one community in 1972, and hundreds of dead that it remembers in 1976
NO_CLAIM = ["parameters.fading"]  # of a trend that all may use


@pytest.fixture(scope="module")
def case() -> Case:
    return boomerang.load(NAME)


def parameters(case: Case) -> dict[str, Parameter]:
    """Every parameter under `OWNER.NAME`, those of the case under `parameters.NAME`."""
    return {
        f"{owner or 'parameters'}.{name}": parameter
        for owner, own in case.own_parameters().items()
        for name, parameter in own.items()
    }


def rows_of(name: str) -> list[dict[str, str]]:
    with (find_case(NAME) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def played(policy: str, until: str, explanation: str = "chance") -> Run:
    given = scenario(NAME, explanation=explanation, persons=SMALL, until=until, policy=policy)
    return boomerang.simulate(given, seed=2)


def test_every_parameter_has_a_source_or_is_called_an_assumption_and_has_a_prior(case: Case) -> None:
    given = parameters(case)
    assert len(given) > 40
    assert [name for name, p in given.items() if not p.source.startswith("assumption")] == []
    assert [name for name, p in given.items() if p.prior is None] == []
    assert [name for name, p in given.items() if p.confidence is None] == []
    assert [name for name, p in given.items() if p.known is not None and p.known > CUT] == []


def test_where_a_claim_is_put_to_the_test_its_sign_is_open(case: Case) -> None:
    given = {name: p for name, p in parameters(case).items() if "sign open" in p.source}
    owners = {name.split(".")[0] for name in given if name not in NO_CLAIM}
    assert owners == set(case.mechanisms)
    for name, parameter in given.items():
        prior = parameter.prior
        assert prior is not None
        assert prior.low is not None
        assert prior.high is not None
        assert prior.low < 1 < prior.high, name


def test_replies_to_the_dead_seldom_feed_on_themselves(case: Case) -> None:
    draws = in_base_units(draw_priors(scenario(case, explanation="tit for tat"), 320))
    ratios = {
        name: draws[f"mechanisms.tit for tat.parameters.{name}"] for name in ("reply", "vengeance", "tired")
    }
    loop = HURT * np.log(ratios["reply"] * ratios["vengeance"])
    assert (loop < 1).mean() > 0.85
    assert (2 * REMEMBERED * np.log(ratios["tired"]) < 1).mean() > 0.97  # of siding and of attacks


def test_the_explanations_have_like_freedom(case: Case) -> None:
    given = {name: set(explanation.mechanisms) for name, explanation in case.explanations.items()}
    assert given.pop("everything") == set(case.mechanisms)
    assert given == RIVALS
    free = {
        name: sum(str(p.prior) != "fixed" for p in mechanism.parameters.values())
        for name, mechanism in case.mechanisms.items()
    }
    assert min(free.values()) >= 2
    assert max(free.values()) <= 6


def test_every_mechanism_says_who_claims_it_and_what_would_count_against_it(case: Case) -> None:
    for mechanism in case.mechanisms.values():
        assert mechanism.claim
        assert mechanism.by
        assert mechanism.literature
        assert mechanism.against


def test_the_first_answer_sees_nothing_that_became_known_after_1976(case: Case) -> None:
    used = figures(case)
    seen = known_by(used, CUT)
    assert len(seen) >= 40
    assert len(used) - len(seen) >= 30
    assert max(figure.known for figure in seen) <= CUT


def test_what_the_state_did_after_1976_rests_on_no_later_count() -> None:
    for name in ("army-fire.csv", "searches.csv"):
        late = [row for row in rows_of(name) if row["from"] > str(CUT)]
        assert all(row["source"] == "assumption" for row in late), name


def test_every_row_of_a_figure_has_its_source(case: Case) -> None:
    for name in ("attacks.csv", "deaths.csv", "custody.csv"):
        assert all("hansard" in row["source"] for row in rows_of(name)), name
    shots = {
        row["first_day"]: row["number"] for row in rows_of("attacks.csv") if row["series"] == "shootings"
    }
    assert [shots[f"{year}-01-01"] for year in (1970, 1971, 1972, 1973, 1980)] == [
        "213",
        "1756",
        "10628",
        "5018",
        "642",
    ]


def test_the_country_is_as_large_as_it_was_and_divided(case: Case) -> None:
    people = compile_case(scenario(case, mechanisms=[])).people
    assert len(people.places) == 29
    assert 1_500_000 < people.counts.sum() < 1_600_000
    catholic = people.classes["community"] == people.categories["community"].index("catholic")
    share = people.counts[:, catholic].sum() / people.counts.sum()
    assert 0.35 < share < 0.39
    assert str(case.population.traits["community"]).count("neighbourhood")  # type: ignore[union-attr]


def test_the_first_sweep_can_be_dropped() -> None:
    was, without = (played(name, "1971-09-30") for name in ("as it was", "no internment"))
    assert was.counts["intern"] >= 342
    assert without.counts["intern"] == 0


def test_bloody_sunday_and_the_curfew_can_be_dropped() -> None:
    was, without = (played(name, "1972-02-06") for name in ("as it was", "no bloody sunday"))
    assert was.counts["killed_by_army"] == without.counts["killed_by_army"] + 13
    assert played("no curfew", "1970-08-01").counts["confine"] == 0


def test_motorman_and_the_truce_move_what_their_mechanisms_say(case: Case) -> None:
    fixed = {"deterrence": "no motorman", "organisation": "no truce of 1975"}
    settings = {
        "mechanisms.deterrence.parameters.cramped.value": 0.25,
        "mechanisms.organisation.parameters.held.value": 0.2,
        "parameters.veterans.value": 100,
    }
    changed = boomerang.load(NAME, settings)
    for explanation, policy in fixed.items():
        given = {"explanation": explanation, "persons": SMALL, "until": "1975-06-30"}
        was, without = (
            boomerang.simulate(scenario(changed, **given, policy=each), seed=2)  # type: ignore[arg-type]
            for each in ("as it was", policy)
        )
        assert was.counts["shoot"] < without.counts["shoot"], explanation


@pytest.mark.parametrize("explanation", [*RIVALS, "everything"])
def test_every_explanation_runs(case: Case, explanation: str) -> None:
    given = scenario(case, explanation=explanation, persons=SMALL, until="1972-12-31")
    assert boomerang.simulate(given).counts["join_republicans"] > 25
