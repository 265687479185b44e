"""What a policy cannot do under an explanation: there is nothing there that it could change."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from boomerang.case import Case
from boomerang.case.check.changed_parameters import followers
from boomerang.compile.wiring import Wiring, wire


def idle_parts(case: Case, policy: str, mechanisms: Collection[str]) -> list[str]:
    """What of a policy changes nothing with these mechanisms on, each with the reason; [] for none."""
    return list(dict.fromkeys(reason for _, reason in _parts(case, policy, mechanisms) if reason))


def is_idle(case: Case, policy: str, mechanisms: Collection[str]) -> bool:
    """Whether a policy changes nothing at all with these mechanisms on."""
    return all(reason for _, reason in _parts(case, policy, mechanisms))


def _parts(case: Case, policy: str, mechanisms: Collection[str]) -> Iterator[tuple[str, str]]:
    """Every part of a policy, and why it changes nothing; empty if it may."""
    chosen, wiring = case.policies[policy], wire(case, mechanisms)
    for name in (*chosen.levers, *chosen.climates):
        yield name, "" if _matters(wiring, name) else f"nothing follows {name}"
    played = {planned.name for planned in wiring.interventions}
    for name in chosen.interventions:
        yield name, "" if name in played else f"there is no {name}"
    for name in chosen.without:
        yield name, "" if name in mechanisms else f"{name} is off"
    for path in chosen.parameters:
        yield path, _why_idle(case, wiring, policy, path, mechanisms)


def _why_idle(case: Case, wiring: Wiring, policy: str, path: str, mechanisms: Collection[str]) -> str:
    """Why nothing follows a parameter that a policy changes; empty if something may."""
    owner, name = case.parameter_paths()[path]
    if owner is not None and owner not in mechanisms:
        return f"{owner} is off"
    for user, steps in followers(case, case.policies[policy], path):
        of = steps[2:] if steps[0] == "policies" else steps
        course = of[0] in ("levers", "climates")
        if user in (None, *mechanisms) and (not course or _matters(wiring, str(of[1]))):
            return ""
    return f"nothing follows {name}"


def _matters(wiring: Wiring, name: str) -> bool:
    """Whether anything follows a lever or climate."""
    return bool(wiring.out_of(name))
