"""Provinces and places in shades: a map, or rows where nothing says where they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt
from pandas import DataFrame

from boomerang.case import Case, read_places
from boomerang.case.parts.population import DrawnPopulation
from boomerang.report.charts.outlines import Feature, middle, outlines_of
from boomerang.report.charts.style import FEWER, INK, MORE, QUIET, SIGNED, either, folded, having, rows
from boomerang.report.data.plain import with_sign

ROW, SHOWN = 30, 30
SHADES = ["#f7f2e8", "#d98b3a"]  # from nobody to most; a name in ink is legible on both
TWO = ["#9cbcdc", "#f7f7f7", "#e3b98f"]  # fewer, even, more
RATE = "per 100,000 people"


@dataclass(frozen=True)
class Shown:
    """What is shown of provinces and places.

    Attributes:
        provinces, places: rows as of `where_data`.
        signed: whether they are differences, which have two colours.
        most: the rate of the strongest shade.
        width, height: of the map, in pixels.
    """

    provinces: list[dict[str, Any]]
    places: list[dict[str, Any]]
    signed: bool
    most: float
    width: int
    height: int

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Provinces if there are several, else places; those with most first."""
        return sorted(self.provinces or self.places, key=lambda part: -abs(part["rate"]))

    def label(self, value: float) -> str:
        """A rate, in words."""
        if self.signed:
            return with_sign(value).replace("-", "−")
        return f"{value:,.1f}" if value else "0"

    def spread(self, part: dict[str, Any]) -> str:
        """The rate of a part, and between which rates it lies in single countries."""
        told = self.label(part["rate"])
        within = f" ({self.label(part['low'])} to {self.label(part['high'])})" if "low" in part else ""
        return told + within

    @property
    def colour(self) -> alt.Color:
        """The shade of a rate."""
        ends, shades = ([-self.most, 0, self.most], TWO) if self.signed else ([0, self.most], SHADES)
        words: dict[str, Any] = {"labelExpr": SIGNED} if self.signed else {"format": ",.3~g"}
        legend = alt.Legend(title=RATE, gradientLength=140, **words)
        return alt.Color("rate:Q", scale=alt.Scale(domain=ends, range=shades), legend=legend)

    @property
    def tips(self) -> list[alt.Tooltip]:
        """What is told of a part that is pointed at."""
        plus = "+" if self.signed else ""
        ends = ["low", "high"] if all("low" in part for part in self.parts) else []
        return [
            alt.Tooltip("name:N"),
            alt.Tooltip("people:Q", format=",d"),
            alt.Tooltip("events:Q", format=f"{plus},.1f"),
            alt.Tooltip("rate:Q", format=f"{plus},.1f", title=RATE),
            *(alt.Tooltip(f"{end}:Q", format=",.1f") for end in ends),
        ]


def most_of(parts: Iterable[dict[str, Any]]) -> float:
    """The largest rate, which is more than 0 where all are 0."""
    return max((abs(part["rate"]) for part in parts), default=0.0) or 1e-9


def is_mapped(case: Case, shown: Shown) -> bool:
    """Whether there is a map, and not rows."""
    return bool(_outlines(case, shown)) or has_dots(case)


def has_dots(case: Case) -> bool:
    """Whether the case says where its places are."""
    return isinstance(case.population, DrawnPopulation) and {"lon", "lat"} <= set(read_places(case).columns)


def places_chart(case: Case, shown: Shown) -> Any:
    """The map, or the rows."""
    if not is_mapped(case, shown):
        return _rows(shown)
    outlines = _outlines(case, shown)
    dots = _dots(case, shown, bool(outlines)) if has_dots(case) else []
    if outlines:
        halo, names = _names(outlines, shown)
        layers = alt.layer(_land(outlines, shown), halo, *dots, names)  # names cover no circle
    else:
        layers = alt.layer(*dots)
    return having(layers.project("mercator"), width=shown.width, height=shown.height)


def _outlines(case: Case, shown: Shown) -> dict[str, Feature]:
    return outlines_of(case, [part["name"] for part in shown.provinces])


def _land(outlines: dict[str, Feature], shown: Shown) -> Any:
    """Provinces in the shade of their rate."""
    features = [{**outlines[part["name"]], **part} for part in shown.provinces]
    land = alt.Chart({"values": features}).mark_geoshape(stroke="#9a9a9a", strokeWidth=0.8)
    return land.encode(color=shown.colour, tooltip=shown.tips)


def _dots(case: Case, shown: Shown, on_land: bool) -> list[Any]:
    """A circle for each place, as large as its number of events; without land in the shade of its rate."""
    columns = read_places(case).columns
    places = DataFrame(shown.places).assign(lon=columns["lon"], lat=columns["lat"])
    places["size"] = places["events"].abs()
    size = alt.Size("size:Q", title="events", scale=alt.Scale(range=[0, 420], domainMin=0))
    colour = _ink(shown) if on_land else shown.colour
    dots = alt.Chart(places).mark_circle(
        opacity=0.45 if on_land else 1, stroke="white" if on_land else INK, strokeWidth=0.7
    )
    return [
        dots.encode(
            longitude=alt.Longitude("lon:Q"),
            latitude=alt.Latitude("lat:Q"),
            size=size,
            color=colour,
            tooltip=shown.tips,
        )
    ]


def _ink(shown: Shown) -> Any:
    """The colour of a circle on land: of differences that of the sign."""
    return either("datum.events > 0", MORE, FEWER) if shown.signed else alt.ColorValue(INK)


def _names(outlines: dict[str, Feature], shown: Shown) -> tuple[Any, Any]:
    """The name and the rate of each province, written on it: a halo, and the letters."""
    rates = {part["name"]: part["rate"] for part in shown.provinces}
    points = {name: middle(feature) for name, feature in outlines.items()}
    data = [
        {"lon": lon, "lat": lat, "label": f"{name} {shown.label(rates[name])}"}
        for name, (lon, lat) in points.items()
    ]
    base = alt.Chart(DataFrame(data)).encode(
        longitude=alt.Longitude("lon:Q"), latitude=alt.Latitude("lat:Q"), text=alt.Text("label:N")
    )
    style: dict[str, Any] = {"fontSize": 13, "fontWeight": "bold"}
    halo = base.mark_text(**style, stroke="white", strokeWidth=4, strokeJoin="round", strokeOpacity=0.85)
    return halo, base.mark_text(**style, color=INK)


def _rows(shown: Shown) -> Any:
    """A bar for each province or place, most first."""
    parts = [
        {**part, "where": folded(part["name"]), "label": shown.spread(part), "edge": _edge(part)}
        for part in shown.parts[:SHOWN]
    ]
    data = DataFrame(parts)
    base = alt.Chart(data).encode(y=rows("where", data["where"].tolist()))
    fewer = either("datum.rate < 0", FEWER, MORE if shown.signed else SHADES[1])
    beside = base.mark_text(align="left", dx=6, color=QUIET, fontSize=12)
    x = alt.X("rate:Q", title=RATE, axis=alt.Axis(tickCount=5))
    ends = [base.mark_rule(color=INK).encode(x=alt.X("low:Q"), x2="high")] if "low" in data else []
    return alt.layer(
        base.mark_bar(height=14).encode(x=x, color=fewer, tooltip=shown.tips),
        *ends,
        beside.encode(x=alt.X("edge:Q"), text=alt.Text("label:N")),
        width=shown.width * 3 // 4,
        height=alt.Step(ROW),
    )


def _edge(part: dict[str, Any]) -> float:
    """Beyond what is drawn of a part."""
    return max(part["rate"], part.get("high", 0.0), 0.0)
