"""Interventions of a case under a policy, and the events that a run is told to play, become arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from boomerang.case.parts.given import Condition
from boomerang.case.parts.interventions import DROP, InterventionChange
from boomerang.case.parts.schema import Policy
from boomerang.case.scenario import Scenario
from boomerang.case.text.yaml_text import path_text
from boomerang.compile.clock import Clock
from boomerang.compile.ground import Ground
from boomerang.compile.people import Inhabitants
from boomerang.compile.wires import InterventionWire, Order
from boomerang.compile.wiring import Wiring
from boomerang.engine.model import NO_INTERVENTIONS, Hazards, Interventions
from boomerang.errors import InputError
from boomerang.population.mixing import name_key


@dataclass(frozen=True)
class Plan:
    """What a run plays once: an event that happens to a number of people at a moment of a window.

    Attributes:
        where: what it is called in messages.
        event: a transition or act.
        order: how many it happens to, and to whom; `on` is the first day of the window.
        last: the last day of the window.
        address: of its luck.
        given: whether the run was told to play it; else the case has it.
    """

    where: str
    event: str
    order: Order
    last: date
    address: tuple[str, ...]
    given: bool = False

    def unmet(self, found: int, seed: int) -> str:
        """Say that there were too few people in the run of a seed."""
        there = f"in the run with seed {seed} there {'is' if found < 2 else 'are'} {counted(found)}"
        short = f"{there} at that moment whom it means and to whom it can happen"
        if self.given:
            return f"{self.where}: {short}; ask for less of them, or give another window"
        wanted = counted(round(self.order.people))
        meant = f"'{self.event}' is to happen to {wanted} on {self.order.on}"
        return f"{self.where}: {meant}, and {short}; ask for fewer, or write `{self.event}: up to {wanted}`"


def counted(people: int) -> str:
    """A number of people in words."""
    return {0: "nobody", 1: "1 person"}.get(people, f"{people} people")


def plans(scenario: Scenario, wiring: Wiring) -> tuple[Plan, ...]:
    """What the runs of a scenario play: what they are told to, then what the case has under the policy."""
    case = scenario.case
    policy = case.policies[scenario.policy] if scenario.policy else None
    planned = [plan for wire in wiring.interventions for plan in _of_wire(wire, policy, case.values_of())]
    return (*_told(scenario.given), *(plan for plan in planned if plan.order.on <= scenario.last_day))


def _told(conditions: Sequence[Condition]) -> Iterator[Plan]:
    """The conditions of a run. One that stands there twice has two streams of luck."""
    texts = [str(condition) for condition in conditions]
    for i, (text, given) in enumerate(zip(texts, conditions, strict=True)):
        order = Order(given.first, 1.0, False, given.who, (), ())
        address = ("given", text, str(texts[:i].count(text)))
        yield Plan(f"given '{text}'", given.event, order, given.last, address, given=True)


def _of_wire(
    wire: InterventionWire, policy: Policy | None, parameters: Mapping[str, float]
) -> Iterator[Plan]:
    """The interventions of an entry; the luck of a row hangs on its day and place, not on other rows."""
    for planned in wire.orders:
        order = _under(policy, wire.name, wire.owner, planned, parameters)
        if order is not None:
            row = f" ({order.row})" if order.row else ""
            apart = (order.on.isoformat(), *order.places, *order.provinces) if order.row else ()
            where = f"{path_text(wire.steps)}{row}"
            yield Plan(where, wire.event, order, order.on, ("intervention", wire.name, *apart))


def _under(
    policy: Policy | None, name: str, owner: str | None, order: Order, parameters: Mapping[str, float]
) -> Order | None:
    """An intervention as it is under a policy; None if that drops it."""
    if policy is None or (policy.start and order.on < policy.start):
        return order
    if owner in policy.without:
        return None
    change = policy.interventions.get(name)
    if change is None:
        return order
    if not isinstance(change, InterventionChange):
        assert change == DROP
        return None
    people = change.people
    if people is not None:
        order = replace(order, people=people.value(parameters), up_to=people.up_to)
    return replace(order, on=change.on or order.on)


def compile_interventions(
    planned: Sequence[Plan], ground: Ground, clock: Clock, hazards: Hazards, events: list[str]
) -> Interventions:
    """The kernel's arrays for what is played.

    Raises:
        InputError: there is no such place.
    """
    if not planned:
        return NO_INTERVENTIONS
    people, event = ground.people, [events.index(plan.event) for plan in planned]
    numbers = _Numbers.of(people)
    meant = [ground.states.all_chosen(plan.order.who) for plan in planned]
    days = [((plan.order.on - clock.start).days, (plan.last - clock.start).days + 1.0) for plan in planned]
    most = people.country.persons + 1  # whoever wants more gets no more either
    return Interventions(
        event=np.array(event, np.int64),
        people=np.array([min(round(plan.order.people), most) for plan in planned], np.int64),
        up_to=np.array([plan.order.up_to for plan in planned]),
        source=hazards.source[event] & np.array(meant),
        classes=np.array([people.all_chosen(plan.order.who) for plan in planned]),
        places=np.array([_places(people, numbers, plan) & ground.lying(plan.order.who) for plan in planned]),
        window=np.minimum(np.array(days) / clock.days, clock.length.sum()),
        key=np.array([name_key(*plan.address) for plan in planned], np.uint64),
        moment=np.zeros(len(planned)),
    )


def _places(people: Inhabitants, numbers: _Numbers, plan: Plan) -> NDArray[np.bool_]:
    """bool[P]: the places that are meant."""
    meant = np.ones(len(people.places), bool)
    for known, names, of_place in (
        (numbers.places, plan.order.places, np.arange(len(people.places))),
        (numbers.provinces, plan.order.provinces, people.province),
    ):
        if unknown := [name for name in names if name not in known]:
            raise InputError(f"{plan.where}: nobody lives in '{min(unknown)}'")
        if names:
            meant &= np.isin(of_place, [known[name] for name in names])
    return meant


@dataclass(frozen=True)
class _Numbers:
    """The number of each place and of each province, by its name."""

    places: dict[str, int]
    provinces: dict[str, int]

    @classmethod
    def of(cls, people: Inhabitants) -> _Numbers:
        places, provinces = (
            {name: i for i, name in enumerate(known)} for known in (people.places, people.provinces)
        )
        return cls(places, provinces)
