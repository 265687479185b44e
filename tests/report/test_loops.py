"""The diagram of an explanation: its arrows, where they run, and what they say."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import altair as alt
import pytest

import boomerang
from boomerang.compile.case import Compiled, compile_case
from boomerang.report.charts.arrows import (
    ACT,
    CHANGE,
    CLIMATE,
    FEELING,
    LEVER,
    Arrow,
    Box,
    arrows,
    merged,
    on_calendar,
)
from boomerang.report.charts.layers import HIGH, WIDE, lay_out, line_between
from boomerang.report.charts.loops import OWN, causal_loops, colour_of_mechanisms
from boomerang.report.charts.portrait import portrait
from boomerang.report.charts.style import COLOURS


@cache
def compiled(explanation: str = "boomerang", case: str = "village") -> Compiled:
    return compile_case(boomerang.scenario(case, explanation=explanation))


@cache
def spec(explanation: str = "boomerang", case: str = "village") -> dict[str, Any]:
    chart = causal_loops(compiled(explanation, case), explanation)
    found: dict[str, Any] = chart.to_dict()
    return found


def rows(field: str, given: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    given = spec() if given is None else given
    return [row for rows in given["datasets"].values() for row in rows if field in row]


def test_the_arrows_of_the_village() -> None:
    given = arrows(compiled().case, compiled().wiring)
    shown = {(each.source.name, each.sign, each.target.name, each.owner) for each in given}
    assert shown == {
        ("restriction", "+", "stop", "restriction"),
        ("stop", "+", "grievance", "restriction"),
        ("grievance", "+", "sympathise", "restriction"),
        ("stop", "+", "fear", "deterrence"),
        ("fear", "−", "sympathise", "deterrence"),
        ("invite", "+", "sympathise", "ties"),
        ("depart", "+", "threat", "justification"),
        ("threat", "+", "restriction", "justification"),
        ("sympathise", "+", "depart", None),
        ("sympathise", "+", "invite", None),
    }
    kinds = {box.name: box.kind for each in given for box in (each.source, each.target)}
    assert kinds == {
        "restriction": LEVER,
        "stop": ACT,
        "invite": ACT,
        "grievance": FEELING,
        "fear": FEELING,
        "sympathise": CHANGE,
        "depart": CHANGE,
        "threat": CLIMATE,
    }
    (stop,) = [each for each in given if each.target.name == "grievance"]
    assert stop.told == "+1.5 to self; +0.9 to household; +0.45 to neighbours"


def test_gains_that_are_not_known_are_not_called_none() -> None:
    title = str(spec("tit for tat", "northern-ireland-1969")["title"])
    assert "how much comes back cannot be told" in title


def test_of_an_explanation_without_mechanisms_little_is_left() -> None:
    assert arrows(compiled("chance").case, compiled("chance").wiring) == []
    assert causal_loops(compiled("chance"), "chance") is None


def test_a_climate_and_an_event_may_have_one_name_and_calendars_are_left_out() -> None:
    flagship = compiled("restriction", "tajikistan-2015")
    given = arrows(flagship.case, flagship.wiring)
    kinds = {box.kind for each in given for box in (each.source, each.target) if box.name == "recall"}
    assert kinds == {ACT}
    assert "recall" in on_calendar(flagship.case, flagship.wiring)
    assert "supply" in on_calendar(flagship.case, flagship.wiring)
    assert "threat" not in on_calendar(compiled().case, compiled().wiring)


def test_events_that_do_the_same_to_the_same_share_a_box() -> None:
    one, two, other, end = Box(ACT, "one"), Box(ACT, "two"), Box(ACT, "other"), Box(CHANGE, "end")
    given = [Arrow(one, end, "+", "", "a"), Arrow(two, end, "+", "", "a"), Arrow(other, end, "−", "", "a")]
    kept, names = merged(given)
    assert kept == [given[0], given[2]]
    assert names == {one: ["one", "two"], other: ["other"], end: ["end"]}


def test_boxes_do_not_overlap_and_arrows_run_behind_none() -> None:
    boxes = [[Box(LEVER, f"{column}{row}") for row in range(4)] for column in range(4)]
    pairs = [(boxes[0][row], boxes[3][-row]) for row in range(4)] + [(boxes[0][1], boxes[1][2])]
    layout = lay_out(boxes, pairs)
    assert layout == lay_out(boxes, pairs)
    for a in layout.column:
        for b in layout.column:
            (x1, y1), (x2, y2) = layout.at[a], layout.at[b]
            assert a == b or abs(x1 - x2) >= WIDE or abs(y1 - y2) >= HIGH
    for pair in pairs[:4]:
        assert len(layout.gaps[pair]) == 2
        for gap in layout.gaps[pair]:
            x, y = layout.at[gap]
            assert all(bx != x or abs(by - y) > HIGH / 2 for bx, by in map(layout.at.get, layout.column))
            assert f"{x + WIDE / 2:.1f},{y:.1f}" in line_between(layout, *pair, 0, 0.0).text


def test_rows_are_sorted_so_that_arrows_do_not_cross() -> None:
    left, right = [Box(LEVER, str(i)) for i in range(4)], [Box(ACT, str(i)) for i in range(4)]
    layout = lay_out([left, right], [(left[i], right[3 - i]) for i in range(4)])
    heights = [layout.at[box][1] for box in left]
    assert heights == [layout.at[right[3 - i]][1] for i in range(4)]


def test_an_arrow_that_goes_far_back_runs_below_everything() -> None:
    boxes = [[Box(LEVER, str(i))] for i in range(3)]
    layout = lay_out(boxes, [(boxes[2][0], boxes[0][0])])
    text = line_between(layout, boxes[2][0], boxes[0][0], 1, 0.0).text
    heights = [
        float(point.split(",")[1]) for point in text.replace("L", " ").replace("Q", " ").lstrip("M").split()
    ]
    assert max(heights) > layout.height


def test_the_diagram_is_valid_and_shows_every_arrow() -> None:
    alt.Root.validate(spec())
    found = rows("path")
    assert len(found) == 10
    (back,) = [row for row in found if row["from"] == "threat"]
    assert back["claim"] == "Each departure is a reason for more stops."
    assert (back["mechanism"], back["moves"], back["how"]) == (
        "justification",
        "+",
        "rises by 0.07 for each unit",
    )
    assert {row["name"] for row in rows("name")} == {
        *("restriction", "stop", "invite", "grievance", "fear", "sympathise", "depart", "threat")
    }


def test_on_a_narrow_page_the_same_stands_one_below_the_other() -> None:
    narrow = spec()["usermeta"]["narrow"]
    alt.Root.validate({"$schema": spec()["$schema"], **narrow})
    assert narrow["width"] + 2 * narrow["padding"] <= 358  # a phone of 390 pixels, less its margins
    moved = ("path", "tip x", "tip y", "turn")
    for wide, tall in zip(rows("path"), rows("path", narrow), strict=True):
        assert wide["path"] != tall["path"]
        assert {**wide, **{name: tall[name] for name in moved}} == tall
    assert sorted(row["name"] for row in rows("name")) == sorted(row["name"] for row in rows("name", narrow))


def test_boxes_stand_below_each_other_and_arcs_at_their_sides() -> None:
    groups = [[Box(LEVER, "a"), Box(LEVER, "b")], [Box(ACT, "c")], [Box(CHANGE, "d"), Box(CHANGE, "e")]]
    (a, b), (c,), (d, e) = groups
    pairs = [(a, c), (b, c), (c, d), (a, e), (e, a), (d, e)]
    plan = portrait(groups, pairs)
    heights = sorted(plan.at[box][1] for box in (a, b, c, d, e))
    assert all(low - high >= HIGH for high, low in pairwise(heights))
    assert len(plan.heads) == 3
    for (source, target), line in zip(pairs, plan.lines, strict=True):
        down = plan.at[target][1] > plan.at[source][1]
        assert line.end[0] == (WIDE if down else 0)
        assert abs(line.end[1] - plan.at[target][1]) < HIGH / 2
        assert plan.left < line.before[0] * 0.75 + line.end[0] * 0.25 < plan.right
    out = [line.before[0] for line in plan.lines]
    assert out[3] == max(out)  # the longest


def test_arcs_of_one_box_do_not_cross_there() -> None:
    """Of two that go down the shorter leaves it lower; of two that come from above it ends higher."""
    first, second, third = Box(LEVER, "a"), Box(ACT, "b"), Box(CHANGE, "c")
    pairs = [(first, third), (first, second), (second, third)]
    lines = portrait([[first], [second], [third]], pairs).lines
    leaves = [float(line.text[1:].split("C")[0].split(",")[1]) for line in lines]
    assert leaves[0] < leaves[1]
    assert lines[2].end[1] < lines[0].end[1]


def test_the_title_says_what_feeds_itself_and_that_loop_is_thick() -> None:
    assert spec()["title"]["text"].startswith(
        "boomerang: what feeds itself most is threat and restriction, 0.1"
    )
    thick = {(row["from"], row["to"]): (row["thick"], row["loop gain"]) for row in rows("path")}
    assert thick["threat", "restriction"][0] > 2
    assert thick["threat", "restriction"][1] == "0.19"
    assert thick["invite", "sympathise"] == (1.5, "")


def test_a_mechanism_of_the_name_of_an_explanation_has_its_colour() -> None:
    case = compiled().case
    colours = colour_of_mechanisms(case)
    names = list(case.explanations)
    assert colours["restriction"] == COLOURS[names.index("restriction")]
    assert colours["ties"] == COLOURS[names.index("ties")]
    assert len(set(colours.values())) == len(case.mechanisms) + 1
    assert colours["the case itself"] == OWN


@pytest.mark.slow
def test_the_largest_diagram_of_the_flagship_is_small() -> None:
    text = str(spec("full boomerang", "tajikistan-2015"))
    assert len(text) < 100_000
