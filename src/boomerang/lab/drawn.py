"""The charts of a country, on the page and taken home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from boomerang.compile.case import Compiled
from boomerang.inference.where import Where
from boomerang.lab.country import Countries, Difference, Look, Question
from boomerang.report.charts.loops import causal_loops
from boomerang.report.charts.map import outcome_map
from boomerang.report.charts.rendered import Specification, specification
from boomerang.report.charts.twin import twin_difference, twin_paths
from boomerang.report.data.where import where_data


def charts_of(
    asked: Question, pairs: Sequence[Sequence[Look]], compiled: Compiled
) -> dict[str, Specification]:
    """The charts of what is asked, by name; those that have nothing to show are left out.

    Args:
        pairs: looks at each side; the first pair is that of the time chart and of the map.
        compiled: the last side, of which the causal loops are drawn.
    """
    first = pairs[0]
    paths = [look.paths[asked.outcome] for look in first]
    under = paths[1] if len(paths) > 1 else None
    drawn = {
        "over-time": twin_paths(first[0].months, paths[0], under, asked.outcome, asked.start),
        "difference": None if under is None else _difference(asked, pairs),
        "map": outcome_map(asked.before.case, where_data(where_of(asked, first[-1]))),
        "loops": causal_loops(compiled, asked.outcome),
    }
    return {name: specification(chart) for name, chart in drawn.items() if chart is not None}


@dataclass(frozen=True)
class Sketch:
    """A chart that is ready to be shown: what it finds, what is said under it, and its specification."""

    title: str
    under: str
    spec: Specification

    @classmethod
    def of(cls, chart: Any) -> Sketch:
        """What a chart of `report` shows; its title is taken out, as it stands above it as text."""
        lines, under = chart.title.text, chart.title.subtitle
        spec = {name: given for name, given in specification(chart).items() if name != "title"}
        return cls(" ".join(lines) if isinstance(lines, list) else lines, " ".join(under), spec)


def where(countries: Countries, asked: Question, look: Look) -> Sketch:
    """Where the outcome happened in the first country of a question, at which `look` looks."""

    def draw() -> Sketch:
        return Sketch.of(outcome_map(asked.before.case, where_data(where_of(asked, look))))

    return countries.drawn(("where", asked), draw)


def why(countries: Countries, asked: Question, explanation: str | None) -> Sketch | None:
    """What moves what with the mechanisms that are on; None if nothing moves anything."""
    side, settings = asked.sides[-1], asked.settings

    def draw() -> Sketch | None:
        compiled = countries.compiler(side).at(dict(settings))
        chart = causal_loops(compiled, explanation or "everything at once")
        return None if chart is None else Sketch.of(chart)

    return countries.drawn(("why", side, settings, explanation), draw)


def _difference(asked: Question, pairs: Sequence[Sequence[Look]]) -> Any:
    before, after = ([pair[side] for pair in pairs] for side in (0, 1))
    found = Difference.of(before, after, asked.outcome)
    course = (before[0].months, found.mean, found.low, found.high)
    return twin_difference(*course, asked.outcome, asked.start)


def where_of(asked: Question, look: Look) -> Where:
    """Where the outcome happened in one country."""
    return Where(
        event=asked.outcome,
        explanation=str(asked.after.policy if asked.after else "as it was"),
        until=asked.before.last_day,
        places=look.places.tolist(),
        provinces=look.provinces.tolist(),
        people=look.people,
        events=look.by_place[asked.outcome][None, :],
    )
