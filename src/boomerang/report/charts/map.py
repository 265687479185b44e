"""Where it happens: a map of provinces and places, or rows where nothing says where these are."""

from __future__ import annotations

from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.case import Case, read_places
from boomerang.case.parts.population import DrawnPopulation
from boomerang.report.charts.outlines import Feature, middle, outlines_of
from boomerang.report.charts.style import INK, QUIET, finished, folded, rows

WIDTH, HEIGHT, ROW, SHOWN = 640, 400, 30, 30
SHADES = ["#f7f2e8", "#d98b3a"]  # from nobody to most; a name in ink is legible on both
RATE = "per 100,000 people"
TIPS = [
    alt.Tooltip("name:N"),
    alt.Tooltip("people:Q", format=",d"),
    alt.Tooltip("events:Q", format=",.1f"),
    alt.Tooltip("rate:Q", format=",.1f", title=RATE),
]


def outcome_map(case: Case, where: dict[str, Any]) -> Any:
    """How often an event happens for each 100,000 people, by province and place.

    Args:
        where: as of `where_data`.
    """
    outlines = outlines_of(case, [part["name"] for part in where["provinces"]])
    places = _on_the_map(case, where)
    if outlines or not places.empty:
        land = _land(outlines, where) if outlines else []
        layers = alt.layer(*land, *_dots(places, bool(outlines)), *_names(outlines, where))
        chart = layers.project("mercator").properties(width=WIDTH, height=HEIGHT)
    else:
        chart = _rows(where)
    return finished(chart, _finding(where), _explained(where, outlines, places), letters=96)


def _finding(where: dict[str, Any]) -> str:
    """Where the rate is highest, and where lowest."""
    parts = sorted(where["provinces"] or where["places"], key=lambda part: -part["rate"])
    first, last = parts[0], parts[-1]
    told = f"{where['event']}: {first['rate']:,.1f} {RATE} in {first['name']}"
    return told if first == last else f"{told}, {last['rate']:,.1f} in {last['name']}"


def _explained(where: dict[str, Any], outlines: dict[str, Feature], places: DataFrame) -> str:
    dots = "" if places.empty else " Circles: places; their area is the number of events there."
    return (
        f"By {where['until']}, mean of {where['countries']} simulated countries of {where['explanation']},"
        f" fitted to the observations.{dots} Not a measurement."
    )


def _on_the_map(case: Case, where: dict[str, Any]) -> DataFrame:
    """One row a place with its coordinates; none where the case does not give them."""
    columns = read_places(case).columns if isinstance(case.population, DrawnPopulation) else {}
    if not {"lon", "lat"} <= set(columns):
        return DataFrame()
    return DataFrame(where["places"]).assign(lon=columns["lon"], lat=columns["lat"])


def _shade(most: float, legend: bool) -> alt.Color:
    scale = alt.Scale(domain=[0, max(most, 1e-9)], range=SHADES)
    shown = alt.Legend(title=RATE, format=",.3~g", gradientLength=140) if legend else None
    return alt.Color("rate:Q", scale=scale, legend=shown)


def _land(outlines: dict[str, Feature], where: dict[str, Any]) -> list[Any]:
    """Provinces in the shade of their rate."""
    parts = {part["name"]: part for part in where["provinces"]}
    features = [{**outlines[name], **part} for name, part in parts.items()]
    most = max(part["rate"] for part in parts.values())
    land = alt.Chart({"values": features}).mark_geoshape(stroke="white", strokeWidth=1.2)
    return [land.encode(color=_shade(most, legend=True), tooltip=TIPS)]


def _dots(places: DataFrame, on_land: bool) -> list[Any]:
    """A circle for each place, as large as its number of events; without land in the shade of its rate."""
    if places.empty:
        return []
    size = alt.Size("events:Q", title="events", scale=alt.Scale(range=[0, 420], domainMin=0))
    colour = alt.value(INK) if on_land else _shade(float(places["rate"].max()), legend=True)
    dots = alt.Chart(places).mark_circle(
        opacity=0.45 if on_land else 1, stroke="white" if on_land else INK, strokeWidth=0.7
    )
    return [dots.encode(longitude="lon:Q", latitude="lat:Q", size=size, color=colour, tooltip=TIPS)]


def _names(outlines: dict[str, Feature], where: dict[str, Any]) -> list[Any]:
    """The name and the rate of each province, written on it."""
    rates = {part["name"]: part["rate"] for part in where["provinces"]}
    points = {name: middle(feature) for name, feature in outlines.items()}
    data = [
        {"lon": lon, "lat": lat, "label": f"{name} {rates[name]:,.1f}"} for name, (lon, lat) in points.items()
    ]
    if not data:
        return []
    base = alt.Chart(DataFrame(data)).encode(longitude="lon:Q", latitude="lat:Q", text="label:N")
    style: dict[str, Any] = {"fontSize": 13, "fontWeight": "bold"}
    return [
        base.mark_text(**style, stroke="white", strokeWidth=4, strokeJoin="round", strokeOpacity=0.85),
        base.mark_text(**style, color=INK),
    ]


def _rows(where: dict[str, Any]) -> Any:
    """A bar for each province or place, most first."""
    parts = sorted(where["provinces"] or where["places"], key=lambda part: -part["rate"])[:SHOWN]
    data = DataFrame([{**part, "where": folded(part["name"])} for part in parts])
    base = alt.Chart(data).encode(y=rows("where", data["where"].tolist()))
    return alt.layer(
        base.mark_bar(color=SHADES[1], height=14).encode(x=alt.X("rate:Q", title=RATE), tooltip=TIPS),
        base.mark_text(align="left", dx=6, color=QUIET, fontSize=12).encode(
            x="rate:Q", text=alt.Text("rate:Q", format=",.1f")
        ),
    ).properties(width=WIDTH - 160, height=alt.Step(ROW))
