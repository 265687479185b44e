"""What happens on a day to a number of people, and whether there are so many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case
from boomerang.case.parts.filed.filing import told_left_out
from boomerang.case.parts.planned import Planned, planned_in, timetable
from boomerang.case.parts.selectors import as_value
from boomerang.case.text.texts import so_many
from boomerang.case.text.yaml_text import steps_of
from boomerang.compile.case import Compiled
from boomerang.compile.interventions import counted
from boomerang.compile.wires import InterventionWire
from boomerang.preview.standing import standing


@dataclass(frozen=True)
class InterventionLine:
    """The interventions of one entry.

    Attributes:
        name, mechanism: of the entry and of its owner, None for the case itself.
        event: what happens.
        people: to how many in all; up_to: or as many as there are.
        days: on how many days; first, last: of them.
        whom: who is meant, in the words of the case.
        file: what is read of it, if the entry names one.
    """

    name: str
    mechanism: str | None
    event: str
    people: int
    up_to: bool
    days: int
    first: str
    last: str
    whom: tuple[str, ...]
    file: str | None

    def __str__(self) -> str:
        number = f"{'up to ' if self.up_to else ''}{counted(self.people)}"
        when = f"on {self.first}" if self.days == 1 else f"on {self.days} days, {self.first} to {self.last},"
        whom = "".join(f", {words}" for words in self.whom)
        owner = f" of {self.mechanism}" if self.mechanism else ""
        file = f" ({self.file})" if self.file else ""
        return f"{self.name}{owner}: {self.event} {when} to {number}{whom}{file}"


def interventions(compiled: Compiled) -> tuple[InterventionLine, ...]:
    """One line for each entry that is on, as the case has it without a policy."""
    wires = {wire.name: wire for wire in compiled.wiring.interventions}
    planned = [each for each in planned_in(compiled.case) if each.name in wires]
    return tuple(_line(compiled, each, wires[each.name]) for each in planned)


def _line(compiled: Compiled, planned: Planned, wire: InterventionWire) -> InterventionLine:
    days = sorted({order.on for order in wire.orders})
    return InterventionLine(
        name=wire.name,
        mechanism=wire.owner,
        event=wire.event,
        people=sum(round(order.people) for order in wire.orders),
        up_to=wire.orders[0].up_to,
        days=len(days),
        first=days[0].isoformat(),
        last=days[-1].isoformat(),
        whom=_whom(wire),
        file=_file(compiled, planned),
    )


def _whom(wire: InterventionWire) -> tuple[str, ...]:
    """Who is meant; for the places of a file, how many there are."""
    first, rows = wire.orders[0], bool(wire.orders[0].row)
    who = tuple(map(str, first.who))
    for apart, given in (("place", "places"), ("province", "provinces")):
        names = list(dict.fromkeys(name for order in wire.orders for name in getattr(order, given)))
        if names:
            many = f"{len(names)} {apart}{'s' if len(names) > 1 else ''}"
            who += (f"in {many if rows else ' or '.join(map(as_value, names))}",)
    return who


def _file(compiled: Compiled, planned: Planned) -> str | None:
    table = timetable(compiled.case, planned)
    if table.file is None:
        return None
    left_out = ", ".join(told_left_out(table.left_out)) or "no row"
    return f"{table.file}: {so_many(len(table.lines), 'row')}; left out: {left_out}"


def too_few(compiled: Compiled) -> list[str]:
    """One sentence for every intervention for which there are too few people, and for those of nobody."""
    meant, said = _meant(compiled), []
    for plan, found in zip(compiled.plans, meant, strict=True):
        wanted, there = round(plan.order.people), f"there {'is' if found < 2 else 'are'} {counted(found)}"
        if wanted == 0 and not plan.order.row:
            message = f"'{plan.event}' is to happen to nobody, so it does nothing"
            said.append(_at(compiled.case, plan.where, message))
        elif found < (1 if plan.order.up_to else wanted):
            happens = f"is to happen to {'up to ' if plan.order.up_to else ''}{counted(wanted)}"
            message = f"{there} whom it means, and '{plan.event}' {happens}"
            said.append(_at(compiled.case, plan.where, message))
    return said


def _at(case: Case, where: str, message: str) -> str:
    """A sentence about an intervention; one of a file is called by its file and line already."""
    in_case = where.startswith(("events.", "mechanisms."))
    steps = steps_of(where.partition(" (")[0])
    return standing(case, steps, where, message) if in_case else f"{where}: {message}"


def _meant(compiled: Compiled) -> list[int]:
    """How many people each intervention means who live and have the traits and states that it takes."""
    planned, hazards, found = compiled.model.interventions, compiled.model.hazards, []
    of_places: dict[bytes, NDArray[np.int64]] = {}
    for number, event in enumerate(planned.event.tolist()):
        able = planned.classes[number] & np.isfinite(hazards.log_weight[event])
        key = able.tobytes()
        if key not in of_places:
            of_places[key] = compiled.people.counts @ able
        lived_in = planned.places[number] & (hazards.log_place[event] > -np.inf)
        found.append(int(of_places[key][lived_in].sum()) if planned.source[number].any() else 0)
    return found
