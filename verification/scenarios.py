"""The kinds of countries that the fingerprints compare: each explanation as it is, and with one thing changed.

`NAME` is the explanation as it is. The others are made so that a rare thing becomes frequent or a change of
policy has an exact counterpart; country r has the same draw in all of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from countries import RESIGN_LOG, STOP_LOG, UNTIL, Scenario, case, path

EVENTFUL_VETTING = 20  # defections are raised by a factor of 40 over the best value, to see who defects
CRACKDOWN = "2014-05-01"  # instead of 1 March 2015, so that a year of what follows is seen
BLOCK_FROM, BLOCK_WEEKS, BLOCK = "2013-07-05", 4, 0.9  # four blocked weeks, four open ones, and so on
VIDEOS = ("2013-09-06", "2014-01-03", "2014-05-02", "2014-08-29", "2014-12-26", "2015-04-10")
NOTHING = 1e-9  # a parameter with a log-normal prior cannot be 0
NO_AIRTIME = "0.000001 per person-year"  # so that only the videos at known dates are seen
VIDEO_LEVELS = (0.72, 0.36, 0.18, 0.09, 0.045)  # weekly means of a kick of 1 that halves every 7 days

NO_EFFECT = {
    "restriction": {path(name, "restriction"): 1.0 for name in ("anger", "push", "conscience")},
    "boomerang": {path("reaction", "justification"): NOTHING, path("suspicion", "justification"): NOTHING},
}
OFFICERS = (
    "chance",
    "restriction",
    "misrule",
    "cadre",
    "recruiters",
    "migration",
    "ties",
    "icon",
    "boomerang",
)
STEPPED = ("chance", "restriction", "misrule", "recruiters", "migration", "ties", "icon", "boomerang")
BLOCKED = ("chance", "restriction", "misrule", "cadre", "recruiters", "migration", "ties", "boomerang")


def scenarios() -> dict[str, Scenario]:
    """All scenarios by name."""
    found: dict[str, Scenario] = {}
    for name in case().explanations:
        logged = name in ("restriction", "boomerang")
        found[name] = Scenario(name, settings={"log": STOP_LOG} if logged else {})
    for name, fixed in NO_EFFECT.items():
        found[f"{name}, no effect"] = Scenario(name, fixed, {"log": STOP_LOG})
    found["restriction, officers, no effect"] = _officers("restriction", NO_EFFECT["restriction"])
    found |= {f"{name}, officers": _officers(name) for name in OFFICERS}
    found |= {f"{name}, blocks": Scenario(name, settings={"levers.blocking": blocks()}) for name in BLOCKED}
    found |= {f"{name}, crackdown": _crackdown(name) for name in STEPPED}
    found["cadre, purge"] = _officers("cadre", settings={"levers.purging": purge()})
    found |= {f"icon, {name}": scenario for name, scenario in _videos().items()}
    return found


def _officers(
    name: str, fixed: dict[str, Any] | None = None, settings: dict[str, Any] | None = None
) -> Scenario:
    """Many more defections, and resignations written down."""
    held = {path("vetting"): EVENTFUL_VETTING, **(fixed or {})}
    return Scenario(name, held, {"log": RESIGN_LOG, **(settings or {})})


def _crackdown(name: str) -> Scenario:
    """Stops go up by the campaign ten months early, and arrests are doubled with them."""
    early = {"from the start": "quiet", "2011-01-15": "1.4 x quiet", "2011-08-06": "2 x quiet"}
    early |= {"2014-01-01": "3 x quiet", CRACKDOWN: "campaign"}
    settings = {
        "levers.restriction": {"of": "place", "scaled by": "enforcement", "schedule": early},
        "levers.policing": {"from the start": 0.5, CRACKDOWN: 1},
    }
    if name == "restriction":
        settings["log"] = STOP_LOG
    return Scenario(name, settings=settings)


def purge() -> dict[str, float]:
    """Purging of officers goes up at the date of the crackdown."""
    return {"from the start": 0.1, CRACKDOWN: 0.8}


def blocks() -> dict[str, float]:
    """Four blocked weeks and four open ones in turn."""
    level: dict[str, float] = {"from the start": 0.05}
    for number, day in enumerate(_every(BLOCK_WEEKS, BLOCK_FROM)):
        level[day] = 0.05 if number % 2 else BLOCK
    return level


def _every(weeks: int, first: str) -> list[str]:
    days = np.arange(np.datetime64(first), np.datetime64(UNTIL), np.timedelta64(7 * weeks, "D"))
    return [str(day) for day in days]


def _videos() -> dict[str, Scenario]:
    """Six videos at known dates or none, with the sites blocked for six weeks from the same day or not."""
    shown = {"climates.video": {"of": "nation", "half-life": "7 days", "schedule": video()}}
    held = {
        path("vetting"): EVENTFUL_VETTING,
        path("reflex", "blocking"): NOTHING,
        path("airtime", "icon"): NO_AIRTIME,
    }
    never, at_once = {"levers.blocking": 0.05}, {"levers.blocking": block_at_once()}
    return {
        "no video": Scenario("icon", held, never),
        "video": Scenario("icon", held, shown | never),
        "video blocked": Scenario("icon", held, shown | at_once),
        "block": Scenario("icon", held, at_once),
    }


def video() -> dict[str, float]:
    """The climate `video` as six broadcasts of a colonel would move it."""
    level: dict[str, float] = {"from the start": 0}
    for first in VIDEOS:
        for week, value in enumerate((*VIDEO_LEVELS, 0)):
            level[str(np.datetime64(first) + 7 * week)] = value
    return level


def block_at_once() -> dict[str, float]:
    """Blocking for six weeks from the day of each video."""
    level: dict[str, float] = {"from the start": 0.05}
    for first in VIDEOS:
        level[first] = BLOCK
        level[str(np.datetime64(first) + 42)] = 0.05
    return level
