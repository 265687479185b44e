"""Checks of a case that was made in Python, warnings, and what a name stands for."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from boomerang.case import Case, CaseError, Names, Problem, case_from_data, check, read_case, warnings
from boomerang.case.parts.bundle import Kick
from boomerang.case.parts.population import LognormalClasses, NormalClasses, numeric_values

VILLAGE = Path(__file__).parents[1] / "cases" / "valid" / "village.yaml"


def test_a_case_made_in_python_is_checked(tiny: dict[str, Any]) -> None:
    case = case_from_data(tiny).model_copy(update={"log": ("leave",)})
    assert check(case) == [Problem("", None, "log", "'leave' is no event (depart)")]


def test_parts_are_built_from_the_texts_of_files() -> None:
    kick = Kick(when="stop", to="self", amounts={"anger": "0.5 x sting"}, weighed_by={"sex man": 2})  # type: ignore
    assert kick == Kick.model_validate(
        {"when": "stop", "to": "self", "anger": "0.5 x sting", "weighed by": {"sex man": 2}}
    )


def test_parts_cannot_be_changed() -> None:
    case = read_case(VILLAGE)
    with pytest.raises(ValidationError):
        case.title = "Another"  # type: ignore[misc]


def test_unused_parameters_are_a_warning(tiny: dict[str, Any]) -> None:
    tiny["parameters"] = {"sting": {"value": 1, "source": "assumption"}}
    tiny["mechanisms"] = {
        "pain": {"claim": "It hurts.", "by": "a reader", "parameters": {"ache": tiny["parameters"]["sting"]}}
    }
    case = case_from_data(tiny)
    assert [str(problem) for problem in warnings(case)] == [
        "parameters.sting: nothing uses the parameter 'sting'",
        "mechanisms.pain.parameters.ache: nothing uses the parameter 'ache'",
    ]


def test_a_parameter_is_used_by_its_own_mechanism_only(tiny: dict[str, Any]) -> None:
    ache = {
        "claim": "It hurts.",
        "by": "a reader",
        "parameters": {"ache": {"value": 1, "source": "assumption"}},
    }
    tiny["feelings"] = {"anger": {"half-life": "1 week"}}
    kicks = [{"when": "depart", "to": "self", "anger": "ache"}]
    tiny["mechanisms"] = {"pain": {**ache, "kicks": kicks}, "grief": ache}
    assert [problem.path for problem in warnings(case_from_data(tiny))] == [
        "mechanisms.grief.parameters.ache"
    ]


def test_a_value_that_its_own_prior_holds_unlikely_is_a_warning(tiny: dict[str, Any]) -> None:
    def given(value: str, prior: str) -> dict[str, str]:
        return {"value": value, "prior": prior, "source": "assumption"}

    tiny["parameters"] = {
        "far": given("7 months", "lognormal 1 to 6"),
        "near": given("6 months", "lognormal 1 to 6"),
        "sure": given("7", "fixed"),
        "below": given("0.5", "normal 1 to 2"),
    }
    told = [str(problem) for problem in warnings(case_from_data(tiny)) if "prior" in str(problem)]
    assert told == [
        "parameters.far.value: 7 months lies outside 1 to 6, where nine in ten draws of its own prior lie",
        "parameters.below.value: 0.5 lies outside 1 to 2, where nine in ten draws of its own prior lie",
    ]


def test_half_of_a_position_is_a_warning(tiny: dict[str, Any]) -> None:
    tiny["population"]["places"] = [{"place": "here", "people": 5, "lon": 3}]
    said = "population.places: of lon and lat there is only 'lon', so that no map is drawn"
    assert [str(problem) for problem in warnings(case_from_data(tiny))] == [said]


def test_a_shared_parameter_may_be_used_by_a_mechanism_only() -> None:
    assert warnings(read_case(VILLAGE)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sex man", "selection"),
        ("rank officer", "selection"),
        ("frailty", "numeric trait"),
        ("grievance", "feeling"),
        ("threat squared", "climate"),
        ("restriction", "lever"),
        ("sex", None),
        ("sex men", None),
        ("grievance squared", None),
    ],
)
def test_terms(text: str, kind: str | None) -> None:
    term = Names(read_case(VILLAGE)).term(text)
    assert (term and term.kind) == kind
    assert term is None or term.squared == text.endswith("squared")


def test_owners_of_events() -> None:
    owners = Names(read_case(VILLAGE)).owners
    assert (owners["depart"], owners["stop"], owners["invite"]) == (None, "restriction", "ties")


def test_log_normal_classes_have_mean_one() -> None:
    values = LognormalClasses(lognormal=1.0, classes=5).class_values()
    assert sum(values) / 5 == pytest.approx(1.0, abs=1e-12)
    assert list(values) == sorted(values)
    # Mean of a log-normal below its median: Phi(-sigma) / 0.5.
    assert LognormalClasses(lognormal=1.0, classes=2).class_values()[0] == pytest.approx(0.3173105, abs=1e-6)


def test_normal_classes_keep_the_mean() -> None:
    values = NormalClasses(normal=(2.0, 3.0), classes=4).class_values()
    assert sum(values) / 4 == pytest.approx(2.0, abs=1e-12)
    # Mean of the upper half of a standard normal: sqrt(2 / pi).
    assert NormalClasses(normal=(0.0, 1.0), classes=2).class_values()[1] == pytest.approx(0.7978846, abs=1e-6)


def test_numeric_traits() -> None:
    traits = read_case(VILLAGE).population.traits
    assert numeric_values(traits["schooling"]) == (0.0, 8.0, 11.0)
    assert numeric_values(traits["sex"]) is None


def test_equality_is_about_what_a_case_says(tiny: dict[str, Any]) -> None:
    case = case_from_data(tiny)
    assert case == case.in_folder(Path("elsewhere"))
    assert case != case_from_data({**tiny, "title": "Another"})
    assert isinstance(case, Case)


def test_error_is_one_line_a_problem() -> None:
    problems = [Problem("case.yaml", 4, "levers", "no"), Problem("", None, "", "neither")]
    assert str(CaseError(problems)) == "case.yaml:4 levers: no\nneither"
