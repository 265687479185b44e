"""Where the boxes and arrows of a diagram stand: in columns, always the same for the same diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import hypot
from statistics import fmean

from boomerang.report.charts.arrows import Box

WIDE, HIGH = 126, 32  # of a box, in pixels
GAP, ROW = 72, 52  # between columns, and from row to row
HEAD = 30  # above the first row
LEAP, LEAP_ROW = "", 12  # a gap in a column through which an arrow leaps; how high it is
LANE = 11  # between arrows that run below everything
NEAR, STEP = 14, 5  # from a box to the nearest of them, and on to the next
ROUND = 8  # of their corners
ROUNDS = 8  # of sorting rows
APART = 5  # between arrows of one pair of boxes

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A line in the words of SVG, where it ends, and the point from which it comes there."""

    text: str
    end: Point
    before: Point


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in pixels from the top left.

    Attributes:
        at: the middle of each box, and of each gap; column: the column of each box.
        gaps: those through which each arrow leaps, in the columns between its ends.
        width, height: of the whole.
    """

    at: Mapping[Box, Point]
    column: Mapping[Box, int]
    gaps: Mapping[tuple[Box, Box], Sequence[Box]]
    width: float
    height: float


@dataclass(frozen=True)
class Diagram:
    """A diagram, in pixels.

    Attributes:
        at: the middle of each box; lines: of each arrow.
        heads: the middle of what is said of each group of boxes.
        left, right, height: how far it goes.
    """

    at: Mapping[Box, Point]
    lines: Sequence[Line]
    heads: Sequence[Point]
    left: float
    right: float
    height: float


def landscape(columns: Sequence[Sequence[Box]], pairs: Sequence[tuple[Box, Box]]) -> Diagram:
    """A diagram in columns; arrows of one pair of boxes stand side by side."""
    layout, lane, seen = lay_out(columns, pairs), 0, dict[tuple[Box, Box], int]()
    lines = []
    for source, target in pairs:
        number = seen[source, target] = seen.get((source, target), -1) + 1
        shift = APART * ((number + 1) // 2) * (-1) ** number
        lines.append(line_between(layout, source, target, lane, shift))
        lane += layout.column[target] - layout.column[source] < -1
    aside, low = NEAR + STEP * (lane + 1), layout.height + LANE * (lane + 1)
    heads = [(i * (WIDE + GAP) + WIDE / 2, HEAD / 3) for i in range(len(columns))]
    return Diagram(layout.at, lines, heads, -aside, layout.width + aside, low)


def lay_out(columns: Sequence[Sequence[Box]], pairs: Sequence[tuple[Box, Box]]) -> Layout:
    """Put boxes into rows so that arrows cross little: each near the mean of those that it is joined to.

    An arrow that leaps over columns has a gap of its own in each of these, so that it runs behind no box.
    """
    column_of = {box: i for i, column in enumerate(columns) for box in column}
    ordered = [list(column) for column in columns]
    gaps: dict[tuple[Box, Box], list[Box]] = {}
    for a, b in dict.fromkeys(pairs):
        between = range(column_of[a] + 1, column_of[b])
        gaps[a, b] = [Box(LEAP, f"{a} {b} {i}") for i in between]
        for i, gap in zip(between, gaps[a, b], strict=True):
            ordered[i].append(gap)
    steps = [step for (a, b), chain in gaps.items() for step in pairwise([a, *chain, b])]
    heights = _sorted_heights(ordered, steps)
    low = max(heights[column[-1]] + _high(column[-1]) / 2 for column in ordered)
    high = min(heights[column[0]] - _high(column[0]) / 2 for column in ordered)
    at = {
        box: (i * (WIDE + GAP) + WIDE / 2, HEAD + heights[box] - high)
        for i, column in enumerate(ordered)
        for box in column
    }
    return Layout(at, column_of, gaps, len(ordered) * (WIDE + GAP) - GAP, HEAD + low - high)


def _sorted_heights(columns: list[list[Box]], steps: Sequence[tuple[Box, Box]]) -> dict[Box, float]:
    """Sort each column, again and again, by where the neighbours stand; gives the height of each box."""
    near: dict[Box, list[Box]] = {}
    for a, b in steps:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    heights = {box: height for column in columns for box, height in _stacked(column).items()}
    for number in range(ROUNDS):
        for column in columns if number % 2 == 0 else columns[::-1]:
            wish = {box: fmean([heights[other] for other in near.get(box, [box])]) for box in column}
            column.sort(key=lambda box: wish[box])
            heights |= _stacked(column)
    return heights


def _stacked(column: Sequence[Box]) -> dict[Box, float]:
    """The heights of boxes one below the other, around 0."""
    top = -sum(map(_high, column)) / 2
    ends = accumulate(map(_high, column), initial=top)
    return {box: end + _high(box) / 2 for box, end in zip(column, ends, strict=False)}


def _high(box: Box) -> float:
    return LEAP_ROW if box.kind == LEAP else ROW


def line_between(layout: Layout, source: Box, target: Box, lane: int, shift: float) -> Line:
    """From box to box; arrows that go back over columns run below everything.

    Args:
        lane: which of these it is; shift: how far up or down it meets its boxes, in pixels.
    """
    (x1, y1), (x2, y2) = layout.at[source], layout.at[target]
    ahead, half = layout.column[target] - layout.column[source], WIDE / 2
    y1, y2 = y1 + shift, y2 + shift
    if ahead > 0:
        stops = [layout.at[gap] for gap in layout.gaps[source, target]]
        return _leaping([(x1, y1), *((x, y + shift) for x, y in stops), (x2, y2)])
    if ahead == 0:
        out = x1 + half + GAP * 0.5
        return cubic((x1 + half, y1), (out, y1), (out, y2), (x2 + half, y2))
    if ahead == -1:
        pull = GAP * 0.55
        return cubic((x1 - half, y1), (x1 - half - pull, y1), (x2 + half + pull, y2), (x2 + half, y2))
    floor, aside = layout.height + LANE * lane, half + NEAR + STEP * lane
    out, into = x1 + aside, x2 - aside
    return _rounded([(x1 + half, y1), (out, y1), (out, floor), (into, floor), (into, y2), (x2 - half, y2)])


def _leaping(stops: Sequence[Point]) -> Line:
    """A line through the columns, level in each and bent between them."""
    half, pull, text = WIDE / 2, GAP * 0.55, ""
    for (x1, y1), (x2, y2) in pairwise(stops):
        text += f"{'L' if text else 'M'}{_at((x1 + half, y1))}"
        text += f"C{_at((x1 + half + pull, y1))} {_at((x2 - half - pull, y2))} {_at((x2 - half, y2))}"
    x, y = stops[-1]
    return Line(text, (x - half, y), (x - half - pull, y))


def cubic(start: Point, one: Point, other: Point, end: Point) -> Line:
    """A cubic curve with these control points."""
    return Line(f"M{_at(start)}C{_at(one)} {_at(other)} {_at(end)}", end, other)


def _rounded(corners: Sequence[Point]) -> Line:
    """Straight lines from corner to corner, with the corners rounded."""
    text = f"M{_at(corners[0])}"
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        text += f"L{_at(_toward(corner, before))}Q{_at(corner)} {_at(_toward(corner, after))}"
    return Line(f"{text}L{_at(corners[-1])}", corners[-1], corners[-2])


def _toward(corner: Point, other: Point) -> Point:
    """A little way from a corner along the line to another point."""
    x, y = other[0] - corner[0], other[1] - corner[1]
    length = hypot(x, y) or 1.0
    step = min(ROUND, length / 2) / length
    return corner[0] + x * step, corner[1] + y * step


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
