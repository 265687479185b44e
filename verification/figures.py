"""The map and the tornado of the flagship's page.

    python verification/figures.py

Writes docs/figures/map.svg, docs/figures/tornado.svg and verification/results/tornado.csv.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

import boomerang
from boomerang.case import Case
from boomerang.case.bundled import find_case
from boomerang.case.parts.priors.prior import in_doubt, quantile
from boomerang.case.parts.schema import Parameter
from boomerang.study.draws import simulate_draws
from boomerang.study.run import Run

CASE = "tajikistan-2015"
CUT = date(2015, 5, 28)
EVERYTHING = "full boomerang"
COUNTRIES = 8  # of the map
SEEDS = 2  # of every end of a bar; the same for all, so that a swing of a few per cent shows
SHOWN = 24  # bars
HERE = Path(__file__).parent
FIGURES = HERE.parent / "docs" / "figures"
RESULTS = HERE / "results" / "tornado.csv"


def departures(run: Run) -> float:
    """How many left, officers included."""
    counts = run.counts
    return float(counts["depart"] + counts["defect"])


def by_place(run: Run) -> pd.DataFrame:
    """Departures and people of every place."""
    events = run.dataset["events"].sel(event="depart").sum("time").to_series()
    people = run.dataset["people"].isel(time=0).sel(state="stance loyal").to_series()
    return pd.DataFrame({"left": events, "people": people})


def places() -> pd.DataFrame:
    """Every place with its departures for each 100,000 people, mean over some countries."""
    runs = boomerang.ensemble(boomerang.scenario(CASE, explanation=EVERYTHING, until=CUT), COUNTRIES)
    mean = sum(by_place(run) for run in runs) / COUNTRIES
    table = pd.read_csv(find_case(CASE) / "places.csv").set_index("place").join(mean.left)
    return table.assign(rate=1e5 * table.left / table.people).reset_index()


def country_map(table: pd.DataFrame) -> alt.LayerChart:
    """Provinces, and a dot for each place: its area the people, its colour the rate of leaving."""
    outline = json.loads((find_case(CASE) / "provinces.geojson").read_text(encoding="utf-8"))
    land = alt.Chart(alt.Data(values=outline["features"])).mark_geoshape(fill="#f2f0eb", stroke="#8c8577")
    dots = (
        alt.Chart(table)
        .mark_circle(opacity=0.9, stroke="#444444", strokeWidth=0.5)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("people:Q", title="people", scale=alt.Scale(range=[15, 500])),
            color=alt.Color("rate:Q", title="left for each 100,000", scale=alt.Scale(scheme="orangered")),
        )
    )
    title = alt.Title(
        "Where they leave from when everything is at work",
        subtitle=f"Departures by 28 May 2015, mean of {COUNTRIES} simulated countries. Not a measurement.",
        anchor="start",
    )
    return (land + dots).project("mercator").properties(width=620, height=380, title=title)


def ends(parameter: Parameter) -> list[str]:
    """The 5 % and 95 % points of a parameter's prior, as a case file writes them."""
    numbers = quantile(parameter.prior, np.array([0.05, 0.95])).tolist()
    return [str(replace(parameter.value, number=number)) for number in numbers]


def settings_of(case: Case) -> pd.DataFrame:
    """One row a run: a parameter at one end of its prior, everything else at its value."""
    rows: list[dict[str, Any]] = [{"path": "", "end": "value"}]
    for owner, parameters in case.own_parameters().items():
        prefix = f"mechanisms.{owner}." if owner else ""
        for name, parameter in parameters.items():
            if parameter.prior is not None and in_doubt(parameter.prior):
                for end, text in zip(("low", "high"), ends(parameter), strict=True):
                    rows.append({"path": f"{prefix}parameters.{name}", "end": end, "setting": text})
    return pd.DataFrame(rows)


def swings(case: Case) -> pd.DataFrame:
    """Departures with one parameter at a time moved to the ends of its prior, over those at its value."""
    table = settings_of(case)
    everything = boomerang.scenario(case, explanation=EVERYTHING, until=CUT)
    table["left"] = [
        float(np.mean(simulate_draws(everything, draw_of(row), departures))) for row in table.itertuples()
    ]
    table["ratio"] = table.left / table.left.iloc[0]
    return table.iloc[1:]


def draw_of(row: Any) -> pd.DataFrame:
    """One setting for every seed."""
    columns = {row.path: [row.setting] * SEEDS} if row.path else {}
    return pd.DataFrame(columns, index=range(SEEDS))


def tornado(table: pd.DataFrame) -> alt.LayerChart:
    """The widest swings as bars."""
    wide = table.pivot(index="path", columns="end", values="ratio")
    wide["width"] = np.abs(np.log(wide.high / wide.low))
    shown = wide.nlargest(SHOWN, "width").reset_index()
    shown["name"] = (
        shown.path.str.replace("mechanisms.", "").str.replace("parameters.", "").str.replace(".", ": ")
    )
    x = alt.X(
        "low:Q", scale=alt.Scale(type="log"), title="departures by 28 May 2015 over those at central values"
    )
    bars = (
        alt.Chart(shown)
        .mark_bar(height=9, color="#7f9db9")
        .encode(x=x, x2="high:Q", y=alt.Y("name:N", sort=alt.SortField("width", "descending"), title=None))
    )
    high = alt.Chart(shown).mark_point(filled=True, color="#c0392b", size=40, opacity=1)
    high = high.encode(x="high:Q", y=alt.Y("name:N", sort=alt.SortField("width", "descending")))
    line = alt.Chart(pd.DataFrame({"low": [1.0]})).mark_rule(strokeDash=[4, 3]).encode(x=x)
    title = alt.Title(
        "Which assumptions carry the result",
        subtitle="Each parameter alone at the 5 % and 95 % points of its prior (dot: 95 %), everything on.",
        anchor="start",
    )
    return (bars + high + line).properties(width=480, title=title)


def main() -> None:
    """Draw both figures."""
    FIGURES.mkdir(exist_ok=True)
    RESULTS.parent.mkdir(exist_ok=True)
    country_map(places()).save(FIGURES / "map.svg")
    table = swings(boomerang.load(CASE))
    table.to_csv(RESULTS, index=False)
    tornado(table).save(FIGURES / "tornado.svg")


if __name__ == "__main__":
    main()
