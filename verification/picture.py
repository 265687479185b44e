"""What single countries look like: three fingerprints by explanation, one point a country."""

from __future__ import annotations

from pathlib import Path

import altair as alt
import numpy as np
from comparisons import FAVOURED, OUTSIDERS, World, young_men
from countries import Facts, people_by_class, trait
from measures import is_, left, odds, pairs_sharing, share
from pandas import DataFrame
from variants import EXPLANATIONS

FIGURE = Path(__file__).parent.parent / "docs" / "figures" / "fingerprints.svg"
TITLE = "Ties and misrule often show in one country; many migrants do not tell recruiters from chance"
SUBTITLE = [
    "One point a country at a draw from the priors, up to 28 May 2015.",
    "Orange: the explanation should raise the figure.",
    "Grey band: nine in ten countries of chance.",
]
NEIGHBOURS, MIGRANTS, OUTSIDE = "neighbours", "migrants", "outside"
AXES = {
    NEIGHBOURS: ("Pairs from one neighbourhood over those expected", "log"),
    MIGRANTS: ("Share abroad of the young men who left", "linear"),
    OUTSIDE: ("Odds of coming from outside the ruling group, over all people's", "log"),
}
RAISED = {
    NEIGHBOURS: ("ties", "boomerang"),
    MIGRANTS: ("recruiters", "migration", "ties"),
    OUTSIDE: ("misrule",),
}
COLOURS = alt.Scale(domain=[True, False], range=["#d95f02", "#4a5a6a"])


def write(world: World, folder: Path, figure: Path = FIGURE) -> None:
    """The points as CSV and the picture as PNG into a folder, and the picture as SVG for the pages."""
    points = measured(world)
    points.to_csv(folder / "countries.csv", index=False)
    chart = drawn(points)
    chart.save(folder / "fingerprints.png", scale_factor=2)
    chart.save(figure)


def measured(world: World) -> DataFrame:
    """One row a country and figure: explanation, country, figure, value, and whether it should be raised."""
    rows = [
        (name, country, figure, value, name in RAISED[figure])
        for name in EXPLANATIONS
        for country, facts in enumerate(world[name])
        for figure, value in figures(facts).items()
    ]
    return DataFrame(rows, columns=["explanation", "country", "figure", "value", "raised"])


def figures(facts: Facts) -> dict[str, float]:
    """The three figures of a country."""
    together, expected = pairs_sharing(facts, "neighbours", left(facts))
    return {
        NEIGHBOURS: (together + 0.5) / (expected + 0.5),
        MIGRANTS: share(young_men(facts), is_("abroad", "away")),
        OUTSIDE: odds(left(facts), OUTSIDERS, FAVOURED) / odds_of_people(),
    }


def odds_of_people() -> float:
    """How many adults come from outside the ruling group for each of it."""
    adult = ~trait("age", "child")
    people = people_by_class()
    return float(
        people[adult & trait("origin", "other")].sum() / people[adult & trait("origin", "favoured")].sum()
    )


def drawn(points: DataFrame) -> alt.HConcatChart:
    """The three panels side by side."""
    panels = [
        panel(points[points["figure"] == figure], figure, number == 0) for number, figure in enumerate(AXES)
    ]
    title = alt.TitleParams(
        TITLE, subtitle=SUBTITLE, anchor="start", fontSize=16, subtitleFontSize=12, offset=14
    )
    return alt.hconcat(*panels, spacing=24).properties(title=title).configure_view(stroke=None)


def panel(points: DataFrame, figure: str, labelled: bool) -> alt.LayerChart:
    """One figure: a row for each explanation, and the band of chance."""
    name, kind = AXES[figure]
    random = np.random.default_rng(0)
    points = points.assign(jitter=random.uniform(-1, 1, len(points)))
    low, high = points.loc[points["explanation"] == "chance", "value"].quantile([0.05, 0.95])
    labels = alt.Axis(title=None, labelFontSize=12, labels=labelled, ticks=False, domain=False, grid=True)
    form = "%" if figure == MIGRANTS else "~g"
    value = alt.X(
        "value:Q",
        title=name,
        scale=alt.Scale(type=kind, zero=False, nice=kind == "linear"),
        axis=alt.Axis(format=form, grid=False, tickCount=5, titleFontSize=11, titleFontWeight="normal"),
    )
    dots = (
        alt.Chart(points)
        .mark_circle(size=34, opacity=0.75)
        .encode(
            x=value,
            y=alt.Y("explanation:N", sort=list(EXPLANATIONS), axis=labels),
            yOffset=alt.YOffset("jitter:Q", scale=alt.Scale(domain=[-2, 2])),
            color=alt.Color("raised:N", scale=COLOURS, legend=None),
        )
    )
    band = (
        alt.Chart(DataFrame({"low": [low], "high": [high]}))
        .mark_rect(color="#e3e8ee")
        .encode(x=alt.X("low:Q", title=name), x2="high:Q")
    )
    return alt.layer(band, dots).properties(width=300, height=330)
