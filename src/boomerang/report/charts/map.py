"""Where it happens, and where it would happen less under other policies."""

from __future__ import annotations

from typing import Any

import altair as alt

from boomerang.case import Case
from boomerang.inference.judged import Judged
from boomerang.report.charts.places import RATE, Shown, has_dots, is_mapped, most_of, places_chart
from boomerang.report.charts.policies import titled
from boomerang.report.charts.style import INK, finished, folded
from boomerang.report.data.where import COMPARED, policy_places

WIDTH, HEIGHT, PANEL = 640, 400, 400


def outcome_map(case: Case, where: dict[str, Any]) -> Any:
    """How often an event happens for each 100,000 people, by province and place.

    Args:
        where: as of `where_data`.
    """
    provinces, places = where["provinces"], where["places"]
    shown = Shown(provinces, places, False, most_of(provinces or places), WIDTH, HEIGHT)
    dots = " Circles: places; their area is the number of events there." if has_dots(case) else ""
    told = (
        "one simulated country"
        if where["countries"] == 1
        else f"mean of {where['countries']} simulated countries"
    )
    spread = "" if where["countries"] == 1 else ", and in brackets the least and the most of one"
    return finished(
        places_chart(case, shown),
        _finding(where, shown),
        f"By {where['until']}, {told} of {where['explanation']}, fitted to the observations{spread}.{dots}"
        " Not a measurement.",
        letters=96,
    )


def _finding(where: dict[str, Any], shown: Shown) -> str:
    """Where the rate is highest, and where lowest."""
    first, last = shown.parts[0], shown.parts[-1]
    told = f"{where['event']}: {shown.spread(first)} {RATE} in {first['name']}"
    return told if first == last else f"{told}, {shown.spread(last)} in {last['name']}"


def policy_map(given: Judged) -> Any:
    """What the two policies that are best on average change, by province and place.

    None where no place has any difference.
    """
    case, found = given.pairs.scenario.case, policy_places(given)
    names, panels = list(found), _panels(list(found.values()))
    if not any(part["rate"] for shown in panels for part in shown.parts):
        return None
    drawn = [places_chart(case, shown) for shown in panels]
    titled = [chart.properties(title=_title(name)) for name, chart in zip(names, drawn, strict=True)]
    mapped = has_dots(case) and is_mapped(case, panels[0])
    return finished(
        alt.concat(*titled, columns=COMPARED, spacing=28).resolve_scale(x="shared")
        if len(names) > 1
        else drawn[0],
        _change(given, names[0], panels[0]),
        f"{given.pairs.outcome} under the policy less as it was, {RATE}, until"
        f" {given.pairs.scenario.last_day}: the average over all explanations by weight, and in brackets"
        f" where nine in ten pairs lie. Blue: fewer; brown: more."
        f"{' Circles: places; their area is the number of events.' if mapped else ''}",
        letters=96,
    )


def _panels(found: list[dict[str, list[dict[str, Any]]]]) -> list[Shown]:
    """What is shown of each policy, in the same shades."""
    most = most_of(part for each in found for part in each["provinces"] or each["places"])
    wide, high = (WIDTH, HEIGHT) if len(found) == 1 else (PANEL, PANEL * HEIGHT // WIDTH)
    return [Shown(each["provinces"], each["places"], True, most, wide, high) for each in found]


def _title(policy: str) -> Any:
    return alt.TitleParams(folded(policy).split("\n"), anchor="start", fontSize=13, color=INK, offset=6)


def _change(given: Judged, policy: str, shown: Shown) -> str:
    """Where the best policy changes most."""
    first = shown.parts[0]
    told = f"'{policy}' changes {given.pairs.outcome} most in {first['name']}: {shown.spread(first)} {RATE}"
    return titled(given, told)
