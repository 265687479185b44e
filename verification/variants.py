"""The kinds of countries that the fingerprints compare: each explanation as it is or with one thing changed.

`NAME` is the explanation as it is. The others are made so that a rare thing becomes frequent or a change of
policy has an exact counterpart; country r has the same draw in all of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from countries import RESIGN_LOG, STOP_LOG, UNTIL, Variant, case, path

CRACKDOWN = "2014-05-01"  # instead of 1 March 2015, so that a year of what follows is seen
BLOCK_FROM, BLOCK_WEEKS, BLOCK = "2013-07-05", 4, 0.9  # four blocked weeks, four open ones, and so on
VIDEOS = ("2013-09-06", "2014-01-03", "2014-05-02", "2014-08-29", "2014-12-26", "2015-04-10")
NOTHING = 1e-9  # a parameter with a log-normal prior cannot be 0
HARDLY_EVER = "0.000001 per person-year"
VIDEO_LEVELS = (0.72, 0.36, 0.18, 0.09, 0.045)  # weekly means of a kick of 1 that halves every 7 days

NO_EFFECT = {
    "restriction": {path(name, "restriction"): 1.0 for name in ("anger", "push", "conscience", "outrage")},
    "boomerang": {path(name, "justification"): NOTHING for name in ("reaction", "suspicion")},
}
# Twenty times the best value, for explanations in which nothing reacts to departures.
MANY = {path("leaving"): "0.0004 per person-year"}
OFFICERS = {path("vetting"): 20}  # forty times the best value
# Broadcasts often enough to see them, but only by the sender's own unit.
UNSEEN = {path("airtime", "icon"): "3 per person-year", path("reach", "icon"): HARDLY_EVER}
# Without `full boomerang`, which has no row in the table.
EXPLANATIONS = tuple(name for name in case().explanations if name != "full boomerang")
WITH_OFFICERS = ("chance", "recruiters", "migration", "ties")
STEPPED = ("chance", "recruiters", "migration", "ties", "icon", "boomerang")
BLOCKED = ("chance", "restriction", "misrule", "cadre", "recruiters", "migration", "ties", "boomerang")


def variants() -> dict[str, Variant]:
    """All variants by name."""
    stops, resigned = {"log": STOP_LOG}, {"log": RESIGN_LOG}
    found = {name: Variant(name) for name in EXPLANATIONS}
    found["boomerang"] = Variant("boomerang", settings=stops)
    found["boomerang, no effect"] = Variant("boomerang", NO_EFFECT["boomerang"])
    found |= {f"{name}, officers": Variant(name, OFFICERS) for name in WITH_OFFICERS}
    found |= {f"{name}, blocks": Variant(name, settings={"levers.blocking": blocks()}) for name in BLOCKED}
    found |= {f"{name}, crackdown": Variant(name, settings=early_crackdown()) for name in STEPPED}
    found |= {f"icon, {name}": variant for name, variant in _videos().items()}
    found["chance, many"] = Variant("chance", MANY)
    found["misrule, many"] = Variant("misrule", MANY)
    found["misrule, many, crackdown"] = Variant("misrule", MANY, early_crackdown())
    found["restriction, many"] = Variant("restriction", MANY, stops)
    found["restriction, many, no effect"] = Variant("restriction", MANY | NO_EFFECT["restriction"], stops)
    found["restriction, many, crackdown"] = Variant("restriction", MANY, stops | early_crackdown())
    purged = resigned | {"levers.purging": purge()}
    found["cadre, many officers, purge"] = Variant("cadre", MANY | OFFICERS, purged)
    for name in ("chance", "misrule", "cadre", "restriction"):
        found[f"{name}, many officers"] = Variant(name, MANY | OFFICERS, resigned)
    found["icon, many officers"] = Variant("icon", MANY | OFFICERS | UNSEEN)
    without = MANY | OFFICERS | NO_EFFECT["restriction"]
    found["restriction, many officers, no effect"] = Variant("restriction", without)
    return found


def early_crackdown() -> dict[str, Any]:
    """The campaign ten months early, and arrests doubled with it."""
    levels = {"from the start": "quiet", "2011-01-15": "1.4 x quiet", "2011-08-06": "2 x quiet"}
    levels |= {"2014-01-01": "3 x quiet", CRACKDOWN: "campaign"}
    return {
        "levers.restriction": {"of": "place", "scaled by": "enforcement", "schedule": levels},
        "levers.policing": {"from the start": 0.5, CRACKDOWN: 1},
    }


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


def _videos() -> dict[str, Variant]:
    """Six videos at known dates or none, with the sites blocked for six weeks from the same day or not."""
    shown = {"climates.video": {"of": "nation", "half-life": "7 days", "schedule": video()}}
    held = MANY | OFFICERS | {path("reflex", "blocking"): NOTHING, path("airtime", "icon"): HARDLY_EVER}
    never, at_once = {"levers.blocking": 0.05}, {"levers.blocking": block_at_once()}
    return {
        "no video": Variant("icon", held, never),
        "video": Variant("icon", held, shown | never),
        "video blocked": Variant("icon", held, shown | at_once),
        "block": Variant("icon", held, at_once),
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
