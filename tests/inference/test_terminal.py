"""What is printed of an answer: in every row the numbers of the explanation that it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from written import NAMES, REASON, written_answer, written_mechanisms

from boomerang.inference.explain import Answer
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.verdict import Verdict
from boomerang.report.terminal.answer import explanations, most_observed, print_answer
from boomerang.report.terminal.fitted import never_made
from boomerang.report.terminal.mechanisms import print_mechanisms

LARGE = 123_456
Capture = pytest.CaptureFixture[str]


def printed(answer: Answer, width: int = 300) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(explanations(answer, width))
    return capture.get()


def told(answer: Answer, capsys: Capture, monkeypatch: pytest.MonkeyPatch, **asked: Any) -> str:
    monkeypatch.setenv("COLUMNS", "300")
    print_answer(answer, **{"known_by": None, "folder": Path("why"), **asked})
    return capsys.readouterr().out


def with_table(answer: Answer, **changes: Any) -> Answer:
    return replace(answer, data=replace(answer.data, table=replace(answer.data.table, **changes)))


def test_every_row_has_the_numbers_of_its_explanation_likeliest_first() -> None:
    rows = [line.split() for line in printed(written_answer()).splitlines()]
    named = [row for row in rows if row[0] in (*NAMES, "Average")]
    assert [" ".join(row) for row in named] == [
        "restriction 40% ± 4% 37, 42% 0.052 48% 200 (190 to 210)",
        "boomerang 30% ± 8% 23, 31% 0.0071 61% 400 (390 to 410)",
        "ties 20% ± 6% 15, 22% 0.63 37% 300 (290 to 310)",
        "chance 10% ± 2% 25, 5% 0.91 29% 100 (90 to 110)",
        "Average 263 (100 to 408)",
    ]


@pytest.mark.parametrize("width", [70, 80, 100])
def test_an_explanation_takes_one_line(width: int) -> None:
    lines = printed(written_answer(), width).splitlines()
    assert len(lines) == 2 + len(NAMES) + 1
    assert max(map(len, lines)) <= width
    restriction = next(line for line in lines if line.startswith("restriction"))
    assert "200 (190 to 210)" in restriction
    assert "48%" in restriction


def renamed(answer: Answer, names: list[str]) -> Answer:
    path, told = answer.paths["depart"], dict(zip(NAMES, names, strict=True))
    samples = {told[name]: sample for name, sample in path.by_explanation.items()}
    found = with_table(answer, names=names)
    return replace(found, paths={"depart": replace(path, by_explanation=samples)})


@pytest.mark.parametrize("width", [76, 80, 100])
@pytest.mark.parametrize(
    "longer", [" by a long name", "-x" * 20 + "-end", " and what they say of it all along in the valley"]
)
def test_long_names_are_folded_and_no_number_is_cut(width: int, longer: str) -> None:
    lines = printed(renamed(written_answer(), [name + longer for name in NAMES]), width).splitlines()
    assert max(map(len, lines)) <= width
    whole = " ".join("\n".join(lines).split())
    for number in ("40% ± 4%", "37, 42%", "0.052", "48%", "200 (190 to 210)", "263 (100 to 408)"):
        assert number in whole, number
    assert "…" not in whole
    assert sum(line.startswith("restriction") for line in lines) == 1
    first = next(i for i, line in enumerate(lines) if line.startswith("restriction"))
    after = next(i for i, line in enumerate(lines) if line.startswith("boomerang"))
    folded = "".join(line[: line.index("  ") if "  " in line else None] for line in lines[first:after])
    assert folded.replace(" ", "") == f"restriction{longer}".replace(" ", "")


def test_a_column_is_left_out_where_even_folded_names_leave_no_room() -> None:
    long = renamed(written_answer(), [f"{name} by a long name" for name in NAMES])
    for width, mistaken, methods in ((80, True, True), (68, False, True), (60, False, False)):
        lines = printed(long, width).splitlines()
        assert max(map(len, lines)) <= width
        restriction = next(line for line in lines if line.startswith("restriction"))
        assert ("48%" in restriction, "37, 42%" in restriction) == (mistaken, methods)
        assert restriction.rstrip().endswith("200 (190 to 210)")


def test_who_says_it_stands_below_the_table(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = told(written_answer(), capsys, monkeypatch).splitlines()
    last = next(i for i, line in enumerate(lines) if line.startswith("Average"))
    assert [" ".join(line.split()) for line in lines[last + 1 : last + 5]] == [
        "restriction a man who was stopped",
        "boomerang an elder",
        "ties a cousin",
        "chance a sceptic",
    ]


def never_of(answer: Answer, width: int) -> list[str]:
    return [str(line) for line in never_made(answer, width)]


def test_what_an_explanation_never_makes_has_one_line_if_its_name_has_room() -> None:
    given = written_answer()
    (line,) = never_of(given, 80)
    assert line == "ties: never the fall of 1972-75 (a factor of 50, at most 8; p = 0.0025)"
    assert never_of(given, 60) == ["ties: never the fall of 1972-75 (p = 0.0025)"]
    assert never_of(given, 36) == ["ties: never the fall of 1972-75 (p = 0.0025)"]
    figure, fall = given.fits
    both = replace(given, fits=(replace(figure, never=fall.never), fall))
    assert never_of(both, 70) == ["ties: never the fall of 1972-75 (p = 0.0025) and 1 more"]
    key = figure.check.of
    assert never_of(both, 300)[0].endswith(f"(a factor of 50, at most 8; p = 0.0025) and “{key}”")
    assert never_of(replace(given, fits=(figure,)), 80) == []


def test_how_far_out_is_told_in_both_directions() -> None:
    given = written_answer()
    low = replace(given.fits[1], check=replace(given.fits[1].check, observed_shown=0.25))
    assert never_of(replace(given, fits=(low,)), 80) == [
        "ties: never the fall of 1972-75 (a factor of 0.25, at least 1; p = 0.0025)"
    ]
    when = replace(given.fits[1].check, name="the date of the peak of 1990", unit="year")
    late = replace(given.fits[1], check=replace(when, observed_shown=1990.5), made=np.full((4, 5), 1980.25))
    assert "(not after 1980.2;" in never_of(replace(given, fits=(late,)), 80)[0]


def test_what_is_never_made_stands_before_the_verdict(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = told(written_answer(), capsys, monkeypatch)
    assert out.index("a sceptic") < out.index("ties: never the fall of 1972-75") < out.index("Verdict:")


def test_observations_that_no_explanation_makes_are_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = written_answer()
    far = replace(given, outside=replace(given.outside, summaries=np.array([0, 1])))
    none = replace(far, verdict=Verdict("none fits", (), "no explanation can produce these data"))
    for answer in (far, none):
        out = told(answer, capsys, monkeypatch).splitlines()
        (line,) = [line for line in out if "outside the central" in line]
        assert line.startswith(f"“{given.data.keys[0]}”, “{given.data.keys[1]}” lie outside the central 99 %")
    calm = replace(given, outside=replace(given.outside, summaries=np.zeros(0, int)))
    assert "No figure lies outside what the explanations make." in told(calm, capsys, monkeypatch)


def test_what_was_learned_most(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the likely explanations, in units of the case, each parameter once."""
    given = written_answer()
    (line,) = [line for line in told(given, capsys, monkeypatch).splitlines() if "Learned most" in line]
    assert line.startswith("Learned most (90 % before → after): ")
    assert line.count("(restriction)") + line.count("(boomerang)") == line.count("→") - 1 == 3
    assert line.count("sympathy") == 1
    assert "(ties)" not in line
    nothing = [
        replace(each, sample=Sample(each.prior, np.full(30, 1 / 30)), near=each.near)
        for each in given.estimates
    ]
    out = told(replace(given, estimates=nothing), capsys, monkeypatch)
    assert "Learned: next to nothing about the parameters of these explanations." in out
    none = replace(given, verdict=replace(given.verdict, explanations=()))
    assert "Learned" not in told(none, capsys, monkeypatch)


def test_every_column_stands_below_its_title() -> None:
    above, titles, *rows = printed(written_answer()).splitlines()
    assert above.split() == ["two", "p", "of", "depart"]
    ends = [
        titles.index(title) + len(title)
        for title in ("probability", "methods", "data", "mistaken", "by 2014-12-31")
    ]
    row = next(line for line in rows if line.startswith("boomerang"))
    shown = ("30% ± 8%", "23, 31%", "0.0071", "61%", "400 (390 to 410)")
    assert [row.index(text) + len(text) for text in shown[:4]] == ends[:4]
    assert row.rstrip().endswith(shown[4])


def test_a_narrow_terminal_loses_nothing_of_a_prediction() -> None:
    given = written_answer()
    path = given.paths["depart"]
    samples = {
        name: replace(part, values=part.values * 0 + LARGE) for name, part in path.by_explanation.items()
    }
    narrow = printed(replace(given, paths={"depart": replace(path, by_explanation=samples)}), 80)
    assert narrow.count("123,456 (123,456 to 123,456)") == len(NAMES) + 1
    assert max(map(len, narrow.splitlines())) <= 80
    assert "probability" in narrow


def test_the_count_with_most_observations_is_shown() -> None:
    given = written_answer()
    other = replace(given.data.figures[0], count="stance departed")
    paths = {"stance departed": given.paths["depart"], **given.paths}
    both = replace(given, paths=paths)
    assert most_observed(both) == "depart"
    assert most_observed(replace(both, data=replace(given.data, figures=[other]))) == "stance departed"


def test_what_is_said_around_the_table(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = told(written_answer(), capsys, monkeypatch, known_by=date(2014, 9, 2)).splitlines()
    assert lines[0] == (
        "A valley, a rule about beards, and what comes back: 3 observations known by 2014-09-02, 30 simulated"
        " countries for each explanation"
    )
    (refused,) = [line for line in lines if line.startswith("Refused")]
    assert "restriction 25.0%, ties 14.3%, boomerang 50.0% of the draws" in refused
    assert "Verdict: these data cannot separate restriction and boomerang." in lines
    (caution,) = [line for line in lines if line.startswith("Caution")]
    assert caution.startswith("Caution: The prior is not even: chance 12%")
    (errors,) = [line for line in lines if line.startswith("On simulated")]
    assert errors == (
        "On simulated countries whose explanation is known, the method errs in 47% (guessing: 66%), and in"
        " 58% of those like the observed one. Its probabilities are off by 2.1% on average, and the two"
        " methods of which they are the average disagree about 18%."
    )
    assert f"Not computed: depart within practice visible: share: {REASON}." in lines
    assert lines[-1] == "Everything is in why: report.html, explanation.json, posterior.nc, charts, table."


def test_a_share_refused_that_rounds_to_nothing_is_not_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for share, told_of in ((0.00004, False), (0.0006, True)):
        monkeypatch.setattr("boomerang.inference.table.table.Table.share_refused", lambda *_, s=share: s)
        assert ("Refused" in told(written_answer(), capsys, monkeypatch)) == told_of


def test_the_observations_on_which_the_answer_hangs(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """The most telling first, one that is decisive with its reason; what luck makes too is left out."""
    given = written_answer()
    _, place = lines = hanging(replace(given, decisive=()), capsys, monkeypatch)
    assert lines == [
        "Without “bound” the probabilities move by 31%; the likeliest is then boomerang (70%).",
        "Without “depart ever by 2014-06-30 within place Mill, the second secretary of the district office”"
        " the probabilities move by 16%; the likeliest is then chance (50%).",
    ]
    assert hanging(given, capsys, monkeypatch) == [
        "Decisive: “bound” moves the probabilities by 31%. Fitted to everything else, explanations make of"
        " it, where 15 was observed: restriction 6 (4 to 9; 10 → 40%); ties 7 (4 to 9; 15 → 20%);"
        " boomerang 8 (4 to 9; 70 → 30%); chance 5 (4 to 9; 5 → 10%).",
        place,
    ]


def hanging(answer: Answer, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines = told(answer, capsys, monkeypatch).splitlines()
    return [line for line in lines if line.startswith(("Without", "Decisive"))]


def test_what_to_observe_next(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = told(written_answer(), capsys, monkeypatch).splitlines()
    start = lines.index(next(line for line in lines if line.startswith("Worth observing next")))
    assert [" ".join(line.split()) for line in lines[start + 1 : start + 5]] == [
        "quantity drop in log loss, of 1.21",
        "letters 0.31 (0.29 to 0.38)",
        "empty chairs 0.12 (0.10 to 0.19)",
        "radios -0.05 (-0.07 to 0.02)",
    ]


def test_what_is_left_unsaid(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    given = written_answer()
    case = given.data.table.case.model_copy(update={"observable": ()})
    scenario = replace(given.data.table.scenario, case=case)
    calm = with_table(given, refused=dict.fromkeys(NAMES, 0), scenario=scenario)
    calm = replace(calm, outside=replace(calm.outside, summaries=np.zeros(0, np.int64)))
    even = replace(calm, data=replace(calm.data, figures=given.data.figures[:1], prior=np.full(4, 0.25)))
    quiet = replace(even, sensitivity=replace(given.sensitivity, shift=np.full(1, 0.01)))
    printed = told(quiet, capsys, monkeypatch, folder=None)
    for word in ("Refused", "Caution", "Without", "Not computed", "known by"):
        assert word not in printed
    assert "1 observation known, 30 simulated" in printed
    assert "The table is in .; nothing else was written." in printed


def test_mechanisms_those_first_of_which_the_data_say_most(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    print_mechanisms(written_mechanisms())
    out = capsys.readouterr().out
    rows = [" ".join(line.split()) for line in out.splitlines() if "±" in line]
    assert [tuple(row.split(" ", 1)) for row in rows[:3]] == [
        (
            "restriction",
            "Being stopped for a beard or a scarf makes people resent ... 93% ± 4% 51%",
        ),
        ("justification", "Each departure is a reason for more stops. 57% ± 8% 49%"),
        ("deterrence", "A stop frightens those who see it, and the frightened ... 41% ± 26% 36%"),
    ]
    assert "1,200 simulated countries" in out
    assert "On in every country, as in all explanations: ties." in out
    assert "The data say nothing about deterrence: as likely as before" in out
