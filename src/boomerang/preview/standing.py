"""Where what looks mistaken stands: the file of the case and the line, as far as they are known."""

from __future__ import annotations

from boomerang.case import Case, Names, Problem
from boomerang.case.text.yaml_text import Steps


def standing(case: Case, steps: Steps, name: str, message: str) -> str:
    """A sentence about an entry of the case, which is called so, with its file and line."""
    return str(Problem(case.file, case.line(steps), name, message))


def of_event(case: Case, event: str, message: str) -> str:
    """A sentence about an event of the case or of a mechanism."""
    names = Names(case)
    owner, kind = names.owners.get(event), f"{type(names.events.get(event)).__name__.lower()}s"
    above: Steps = ("mechanisms", owner) if owner else ()
    return standing(case, (*above, kind, event), event, message)
