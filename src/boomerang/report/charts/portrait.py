"""Where the boxes and arrows of a diagram stand on a narrow page: one below the other, joined by arcs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from boomerang.report.charts.arrows import Box
from boomerang.report.charts.layers import HIGH, ROUNDS, WIDE, Diagram, Line, Point, cubic

ASIDE = 108  # pixels to each side of the boxes, for arcs
PITCH = 40  # from box to box
HEAD, ABOVE = 30, 12  # from what a group is to its first box, and between groups
SHORT = 14  # how far the shortest arc comes out
WIDEST = 16  # from arc to arc, at most
APART = 4.5  # between arcs that meet a box, at most
BEND = 0.75  # how far a curve comes out, of where its control points are

Ends = Mapping[tuple[int, bool], float]  # how far above or below the middle of its box an arc meets it


def portrait(groups: Sequence[Sequence[Box]], pairs: Sequence[tuple[Box, Box]]) -> Diagram:
    """A diagram in one column: arrows that go down stand at the right, those that go up at the left."""
    ordered = _sorted_boxes(groups, pairs)
    at, heads, low = dict[Box, Point](), list[Point](), 0.0
    for group in ordered:
        heads.append((WIDE / 2, low + HEAD / 2))
        at |= {box: (WIDE / 2, low + HEAD + HIGH / 2 + PITCH * i) for i, box in enumerate(group)}
        low += HEAD + PITCH * len(group) + ABOVE
    ends, wide = _ends(at, pairs), _widths([at[b][1] - at[a][1] for a, b in pairs])
    lines = [_arc(at[a], at[b], ends[i, True], ends[i, False], wide[i]) for i, (a, b) in enumerate(pairs)]
    return Diagram(at, lines, heads, -ASIDE, WIDE + ASIDE, low)


def _sorted_boxes(groups: Sequence[Sequence[Box]], pairs: Sequence[tuple[Box, Box]]) -> list[list[Box]]:
    """Each group sorted, again and again, by where the neighbours stand, so that arcs are short."""
    near: dict[Box, list[Box]] = {}
    for a, b in pairs:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    ordered = [list(group) for group in groups]
    for _ in range(ROUNDS):
        for group in ordered:
            place = {box: i for i, box in enumerate(box for each in ordered for box in each)}
            wish = {box: fmean([place[other] for other in near.get(box, [box])]) for box in group}
            group.sort(key=lambda box: wish[box])
    return ordered


def _ends(at: Mapping[Box, Point], pairs: Sequence[tuple[Box, Box]]) -> Ends:
    """Where arcs meet their boxes, so that those of one box do not cross there.

    Those that come from above, or go there, meet it above the others, the shortest highest; of the others
    the shortest meets it lowest. True in a key is the source.
    """
    meeting: dict[tuple[Box, bool], list[tuple[bool, float, tuple[int, bool]]]] = {}
    for i, (a, b) in enumerate(pairs):
        far = at[b][1] - at[a][1]
        for box, away, source in ((a, far, True), (b, -far, False)):
            order = away > 0, -away, (i, source)
            meeting.setdefault((box, far > 0), []).append(order)
    found: dict[tuple[int, bool], float] = {}
    for each in meeting.values():
        step = min(APART, (HIGH - 8) / len(each))
        found |= {key: (n - (len(each) - 1) / 2) * step for n, (*_, key) in enumerate(sorted(each))}
    return found


def _widths(lengths: Sequence[float]) -> dict[int, float]:
    """How far each arc comes out: the longer the farther, in even steps on each side."""
    found: dict[int, float] = {}
    for down in (True, False):
        side = sorted((abs(each), i) for i, each in enumerate(lengths) if (each > 0) == down)
        step = min((ASIDE - 2 * SHORT) / max(len(side) - 1, 1), WIDEST)
        found |= {i: SHORT + step * n for n, (_, i) in enumerate(side)}
    return found


def _arc(source: Point, target: Point, leaves: float, meets: float, wide: float) -> Line:
    (x, y1), (_, y2) = source, target
    side = 1 if y2 > y1 else -1
    edge = x + side * WIDE / 2
    out = edge + side * wide / BEND
    y1, y2 = y1 + leaves, y2 + meets
    return cubic((edge, y1), (out, y1), (out, y2), (edge, y2))
