"""Where the boxes and arrows of a diagram stand: in columns, always the same for the same diagram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from statistics import fmean

from boomerang.report.charts.arrows import Box

WIDE, HIGH = 126, 32  # of a box, in pixels
GAP, ROW = 72, 52  # between columns, and from row to row
HEAD = 30  # above the first row
LANE = 11  # between arrows that run below everything
NEAR, STEP = 14, 5  # from a box to the nearest of them, and on to the next
ROUND = 8  # of their corners
ROUNDS = 8  # of sorting rows

Point = tuple[float, float]


@dataclass(frozen=True)
class Path:
    """A line in the words of SVG, where it ends, and the point from which it comes there."""

    text: str
    end: Point
    before: Point


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in pixels from the top left.

    Attributes:
        at: the middle of each box; column: its column.
        width, height: of the whole.
    """

    at: Mapping[Box, Point]
    column: Mapping[Box, int]
    width: float
    height: float


def lay_out(columns: Sequence[Sequence[Box]], pairs: Sequence[tuple[Box, Box]]) -> Layout:
    """Put boxes into rows so that arrows cross little: each near the mean of those that it is joined to."""
    rows = {name: float(i) for column in columns for i, name in enumerate(column)}
    ordered = [list(column) for column in columns]
    for round_ in range(ROUNDS):
        for column in ordered if round_ % 2 == 0 else ordered[::-1]:
            wish = {name: _wish(name, rows, pairs) for name in column}
            column.sort(key=lambda name: wish[name])
            rows |= {name: i - (len(column) - 1) / 2 for i, name in enumerate(column)}
    most = max(map(len, ordered))
    column_of = {name: i for i, column in enumerate(ordered) for name in column}
    at = {
        name: (column_of[name] * (WIDE + GAP) + WIDE / 2, HEAD + ROW * (rows[name] + most / 2))
        for name in rows
    }
    return Layout(at, column_of, len(ordered) * (WIDE + GAP) - GAP, HEAD + ROW * most)


def _wish(name: Box, rows: Mapping[Box, float], pairs: Sequence[tuple[Box, Box]]) -> float:
    """The mean row of those that a box is joined to; its own where there is none."""
    near = [rows[b] for a, b in pairs if a == name] + [rows[a] for a, b in pairs if b == name]
    return fmean(near) if near else rows[name]


def path_between(layout: Layout, source: Box, target: Box, lane: int, shift: float) -> Path:
    """From box to box; arrows that go back over columns run below everything.

    Args:
        lane: which of these it is; shift: how far up or down it meets its boxes, in pixels.
    """
    (x1, y1), (x2, y2) = layout.at[source], layout.at[target]
    ahead, half = layout.column[target] - layout.column[source], WIDE / 2
    y1, y2 = y1 + shift, y2 + shift
    if ahead > 0:
        pull = GAP * 0.55 * ahead
        return _cubic((x1 + half, y1), (x1 + half + pull, y1), (x2 - half - pull, y2), (x2 - half, y2))
    if ahead == 0:
        out = x1 + half + GAP * 0.5
        return _cubic((x1 + half, y1), (out, y1), (out, y2), (x2 + half, y2))
    if ahead == -1:
        pull = GAP * 0.55
        return _cubic((x1 - half, y1), (x1 - half - pull, y1), (x2 + half + pull, y2), (x2 + half, y2))
    floor, out, into = (
        layout.height + LANE * lane,
        x1 + half + NEAR + STEP * lane,
        x2 - half - NEAR - STEP * lane,
    )
    return _rounded([(x1 + half, y1), (out, y1), (out, floor), (into, floor), (into, y2), (x2 - half, y2)])


def _cubic(start: Point, one: Point, other: Point, end: Point) -> Path:
    """A cubic curve with these control points."""
    return Path(f"M{_at(start)}C{_at(one)} {_at(other)} {_at(end)}", end, other)


def _rounded(corners: Sequence[Point]) -> Path:
    """Straight lines from corner to corner, with the corners rounded."""
    text = f"M{_at(corners[0])}"
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        text += f"L{_at(_toward(corner, before))}Q{_at(corner)} {_at(_toward(corner, after))}"
    return Path(f"{text}L{_at(corners[-1])}", corners[-1], corners[-2])


def _toward(corner: Point, other: Point) -> Point:
    """A little way from a corner along the line to another point."""
    x, y = other[0] - corner[0], other[1] - corner[1]
    length = hypot(x, y) or 1.0
    step = min(ROUND, length / 2) / length
    return corner[0] + x * step, corner[1] + y * step


def _at(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
