"""What a policy cannot do under an explanation: there is nothing there that it could change."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from boomerang.case import Case
from boomerang.compile.wiring import Wiring, wire


def idle_parts(case: Case, policy: str, mechanisms: Collection[str]) -> list[str]:
    """What of a policy changes nothing with these mechanisms on, each with the reason; [] for none."""
    return [reason for _, reason in _parts(case, policy, mechanisms) if reason]


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


def _matters(wiring: Wiring, name: str) -> bool:
    """Whether anything follows a lever or climate."""
    return bool(wiring.out_of(name))
