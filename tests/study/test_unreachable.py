"""Figures that no run reaches are told, where they stand; what a run made is never called out of reach."""

from pathlib import Path
from typing import Any

import pytest
from pandas import DataFrame

from boomerang.case import case_from_data, case_from_text, case_to_yaml
from boomerang.case.scenario import scenario
from boomerang.compile.case import compile_case
from boomerang.preview.unreachable import unreachable
from boomerang.study.simulate import simulate

PLACES = [{"place": "Oak", "people": 7, "zone": "hill"}, {"place": "Elm", "people": 5, "zone": "dale"}]
HAMLET: dict[str, Any] = {
    "case": "hamlet",
    "title": "Two hamlets",
    "period": {"from": "2010-01-01", "to": "2010-03-31", "step": "30 days"},
    "population": {
        "places": PLACES,
        "traits": {"sex": {"woman": 0.5, "man": 0.5}},
        "contacts": {"all": {"within": "nation"}},
    },
    "tracks": {"stance": ["loyal", "wary", "gone"]},
    "transitions": {
        "doubt": {"moves": "stance loyal -> wary", "rate": "9 per person-year", "who": "sex man"},
        "calm": {"moves": "stance wary -> loyal", "rate": "30 per person-year"},
        "leave": {"moves": "stance loyal or wary -> gone", "rate": "9 per person-year"},
        "climb": {"moves": "stance loyal -> wary -> gone", "rate": "3 per person-year"},
        "join": {"moves": "stance loyal -> gone"},
    },
    "acts": {"stop": {"rate": "20 per person-year", "who": "zone hill"}},
    "encounters": {
        "talk": {
            "who": "stance loyal",
            "to": "all",
            "rate": "9 per person-year",
            "turns": "join",
            "chance": 1,
        }
    },
    "log": ["doubt", "calm", "leave", "climb", "join", "stop"],
}
SAID = {"by": "2010-03-31", "said by": "an office", "known": "2010-04-15", "source": "invented"}


def told(**figure: Any) -> list[str]:
    """What is told of one figure of the two hamlets, without its place."""
    case = case_from_data(HAMLET | {"observations": [SAID | figure]})
    return [said.split(": ", 1)[1] for said in unreachable(compile_case(scenario(case)))]


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ({"count": "leave", "value": 13}, "13, as there are 12 people"),
        ({"count": ["leave", "join"], "at least": 25}, "25, as the 12 people can come to 24 at most"),
        ({"count": ["leave", "join"], "value": 24}, ""),
        (
            {"count": "leave", "within": ["place Oak", "sex man"], "low": 4, "value": 6},
            "4, as there are 3 people in place Oak and sex man",
        ),
        (
            {"count": "leave", "within": ["place Oak or Elm", "zone dale"], "value": 6},
            "6, as there are 5 people in",
        ),
        ({"count": "talk", "value": 13}, "13, as there are 12 people"),
        (
            {"count": "stance gone", "within": ["place Oak", "zone hill"], "value": 8},
            "8, as there are 7 people in",
        ),
        ({"count": "doubt", "value": 13}, ""),
        ({"count": "climb", "value": 13}, ""),
        (
            {"count": "stop", "within": "place Elm", "value": 1},
            "1, as the 5 people in place Elm can come to 0 at most",
        ),
    ],
)
def test_what_people_can_come_to(figure: dict[str, Any], reason: str) -> None:
    said = told(**figure)
    assert bool(said) == bool(reason)
    assert not reason or f"no run reaches {reason}" in said[0]


@pytest.mark.parametrize(("share", "is_told"), [(0.05, True), (0.1, False)])
def test_a_share_that_is_detected_in_a_part(share: float, is_told: bool) -> None:
    places = [{"place": "Oak", "people": 900}, {"place": "Elm", "people": 60}]
    figure = {"count": "stance gone", "within": "place Elm", "value": 60, "detected": share}
    data = HAMLET | {"population": HAMLET["population"] | {"places": places}, "acts": {}, "log": []}
    case = case_from_data(data | {"observations": [SAID | figure]})
    reason = "as there are 60 people in place Elm, and a share of 0.05 of that is detected"
    said = f"observations[0].value: no run reaches 60, {reason}"
    assert unreachable(compile_case(scenario(case))) == [said] * is_told


def test_what_runs_make_is_in_reach() -> None:
    """A figure that is just what happened is never told, however it is counted and in whatever part."""
    parts: list[list[str]] = [[], ["place Oak"], ["sex man"], ["zone dale", "sex woman"], ["stance wary"]]
    counts = [["doubt"], ["calm"], ["leave"], ["climb"], ["stop"], ["join", "leave"], ["doubt", "stop"]]
    bare = case_from_data(HAMLET)
    for seed in range(2):
        log = simulate(bare, seed=seed).events
        figures = [SAID | {"count": count, "within": within} for within in parts for count in counts]
        happened = [int(_counted(log, figure).sum()) for figure in figures]
        seen = [figure | {"value": value} for figure, value in zip(figures, happened, strict=True) if value]
        case = case_from_data(HAMLET | {"observations": seen})
        assert len(seen) > 10
        assert unreachable(compile_case(scenario(case))) == []


def _counted(log: DataFrame, figure: dict[str, Any]) -> Any:
    """Which events of a log a figure counts."""
    log = log.assign(zone=log["place"].astype(str).map({place["place"]: place["zone"] for place in PLACES}))
    chosen = log["event"].isin(figure["count"])
    for subject, value in (part.split() for part in figure["within"]):
        chosen &= log[subject] == value
    return chosen


def test_where_the_figure_stands(tmp_path: Path) -> None:
    (tmp_path / "said.csv").write_text("month,number\n2010-01,3\n2010-02,40\n")
    series = {"from file": "said.csv", "period": "month", "value": "number", "count": "leave"}
    observations = [SAID | {"count": "leave", "value": 30}, {**SAID, **series, "known": "2010-04-15"}]
    del observations[1]["by"]
    days = "".join(f"2010-02-0{day}\n" for day in range(1, 10))
    (tmp_path / "days.csv").write_text(f"day\n{days}{days}")
    listed = {"events file": "days.csv", "date": "day", "every": "month", "count": "leave"}
    observations.append({**SAID, **listed, "known": "2010-04-15", "said by": "a witness"})
    del observations[2]["by"]
    text = case_to_yaml(case_from_data(HAMLET | {"observations": observations}, tmp_path))
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "value: 30" in row)
    of_list = [n for n, row in enumerate(text.splitlines(), 1) if row.strip().startswith("- ")][-1]
    case = case_from_text(text, tmp_path)
    assert unreachable(compile_case(scenario(case))) == [
        f"case.yaml:{line} observations[0].value: no run reaches 30, as there are 12 people",
        "said.csv:3 number: no run reaches 40, as there are 12 people",
        f"case.yaml:{of_list} observations[2]: of 2010-02-01 to 2010-02-28: no run reaches 18, as there are"
        " 12 people",
    ]
