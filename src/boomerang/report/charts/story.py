"""One life as a time line: the hazard above, and what happened to them and around them below."""

from __future__ import annotations

from math import log
from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.report.charts.style import INK, QUIET, finished, having, rows
from boomerang.report.terminal.story import chance, times
from boomerang.study.outcome import moments_of
from boomerang.study.story import OWN, TRIED, Story, StoryLine
from boomerang.study.story_hazard import StoryHazard

WIDTH, HEIGHT, ROW = 640, 180, 26
RAISED, LOWERED, NEITHER = "raised the hazard", "lowered it", "did neither"
EFFECTS = {RAISED: "#d55e00", LOWERED: "#0072b2", NEITHER: "#999999"}
HAZARDS = (INK, "#009e73", "#cc79a7", "#56b4e9", "#882255")
SLIGHT = 0.005  # of a ratio
HEIGHTS = (-9, 1)  # pixels of names above the middle of their row
OWN_ROW, ELSEWHERE = "own", "others"


def story_chart(story: Story) -> Any:
    """A story as an Altair chart."""
    span = [str(story.known.compiled.clock.start), str(story.until.astype("datetime64[D]"))]
    x = alt.X(
        "time:T",
        title=None,
        scale=alt.Scale(type="utc", domain=span),
        axis=alt.Axis(grid=False, format="%Y", tickCount="year"),
    )
    panels = [_happenings(story, x)] if story.lines else []
    if any((hazard.per_year > 0).any() for hazard in story.hazards):
        panels.insert(0, _paths(story, x.axis(None) if panels else x))
    traits = "; ".join(f"{trait} {category}" for trait, category in story.traits.items())
    chart = (
        alt.vconcat(*panels, spacing=12).resolve_scale(color="independent")
        if panels
        else alt.Chart(DataFrame({"n": [0]})).mark_point()
    )
    explained = f"{traits}. A synthetic person: nobody real is meant."
    return finished(chart, _finding(story), " ".join([explained, *map(_ending, story.hazards)]))


def _finding(story: Story) -> str:
    """Who, and how far their hazard was above that of others when it came true."""
    who = f"Person {story.name or format(story.person, ',')} of {story.place}"
    if not story.hazards or not story.hazards[-1].ratio > 0:
        return who
    last = story.hazards[-1]
    return f"{who}: {last.event} at {times(last.ratio)} times the usual hazard"


def _ending(hazard: StoryHazard) -> str:
    if not hazard.ratio > 0:
        return ""
    return (
        f"On {hazard.time.astype('datetime64[D]')} the hazard of {hazard.event} was"
        f" {chance(hazard.per_year[-1])}, {times(hazard.ratio)} times that of the typical one of"
        f" {hazard.others:,} others like them."
    )


def _paths(story: Story, x: Any) -> Any:
    """The hazards in each step, on a logarithmic scale; gaps where the person was not at risk."""
    moments = [str(moment) for moment in moments_of(story.known.compiled)]
    data = DataFrame(
        [
            {"time": moment, "hazard": float(value) if value > 0 else None, "of": hazard.event}
            for hazard in story.hazards
            for moment, value in zip(moments, hazard.per_year, strict=False)
        ]
    )
    events = [hazard.event for hazard in story.hazards]
    y = alt.Y("hazard:Q", title="hazard per year", scale=alt.Scale(type="log"), axis=alt.Axis(tickCount=4))
    colour = alt.Color(
        "of:N",
        scale=alt.Scale(domain=events, range=[*HAZARDS][: len(events)]),
        legend=alt.Legend(title="hazard of", orient="top"),
    )
    line = alt.Chart(data).mark_line(interpolate="step-after", strokeWidth=1.6)
    return having(line.encode(x=x, y=y, color=colour), width=WIDTH, height=HEIGHT)


def _happenings(story: Story, x: Any) -> Any:
    """What happened: a row for the person and for each layer of contacts."""
    data = DataFrame([_row(line) for line in story.lines])
    data["high"] = [HEIGHTS[number % 2] for number in (data["row"] == OWN_ROW).cumsum()]
    order = [OWN_ROW, *(layer for layer in story.contacts if layer in set(data["row"]))]
    order += [row for row in dict.fromkeys(data["row"]) if row not in order]
    base = alt.Chart(data).encode(
        x=x,
        y=rows("row", [row for row in order if row in set(data["row"])]),
        color=alt.Color(
            "effect:N",
            scale=alt.Scale(domain=list(EFFECTS), range=list(EFFECTS.values())),
            legend=alt.Legend(title=None, orient="bottom"),
        ),
        tooltip=[alt.Tooltip("time:T"), alt.Tooltip("event:N"), alt.Tooltip("told:N")],
    )
    ticks = base.mark_tick(thickness=2, size=16)
    names = (_names(base, dy) for dy in HEIGHTS)
    return alt.layer(ticks, *names, width=WIDTH, height=alt.Step(ROW))


def _names(base: Any, dy: int) -> Any:
    """The names of own events, every other one so high above its tick that neighbours do not overlap."""
    own = base.transform_filter(f"datum.row == '{OWN_ROW}' && datum.high == {dy}")
    return own.mark_text(align="left", dx=3, dy=dy, fontSize=10).encode(
        text=alt.Text("event:N"), color=alt.ColorValue(QUIET)
    )


def _row(line: StoryLine) -> dict[str, str]:
    ratio = max(line.ratios.values(), key=lambda each: abs(log(each)), default=1.0)
    raised = RAISED if ratio > 1 + SLIGHT else LOWERED if ratio < 1 - SLIGHT else NEITHER
    moved = ", ".join(f"{name} {amount:+.2f}" for name, amount in line.feelings.items())
    return {
        "time": str(line.time.astype("datetime64[s]")),
        "row": OWN_ROW if line.kind == OWN else next(iter(line.layers), ELSEWHERE),
        "event": f"{line.event} (in vain)" if line.kind == TRIED else line.event,
        "effect": raised,
        "told": "; ".join(filter(None, [line.change, moved])),
    }
