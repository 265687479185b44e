"""The resolved form of a case: who pushes what, how hard and on whose account; arrays are summed from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from boomerang.case.check.review import path_to
from boomerang.case.parts.bundle import Bundle, Encounter, Ratios
from boomerang.case.parts.names import Event, Names, own_events
from boomerang.case.parts.planned import Planned, timetable
from boomerang.case.parts.schema import Case
from boomerang.case.parts.values import OWN
from boomerang.case.text.yaml_text import Steps
from boomerang.compile.wires import (
    ChanceWire,
    EventNode,
    EventWire,
    FactorWire,
    InterventionWire,
    KickWire,
    Order,
    RateWire,
    RatioWire,
    ResponseWire,
    TurnWire,
    Wire,
)

Kind = TypeVar("Kind", bound=EventWire)
RatioKind = TypeVar("RatioKind", bound=RatioWire)


@dataclass(frozen=True)
class Wiring:
    """A case with some mechanisms on.

    What waits for an event of a mechanism that is off is left out.

    Attributes:
        events: what can happen, by name.
        wires: what pushes what, in the order of the case: its own first, then those of each mechanism.
    """

    events: Mapping[str, EventNode]
    wires: tuple[Wire, ...]

    @property
    def owners(self) -> tuple[str | None, ...]:
        """Those who define an event or add a wire; None for the case itself."""
        given = [event.owner for event in self.events.values()] + [wire.owner for wire in self.wires]
        return tuple(dict.fromkeys(given))

    def of(self, owner: str | None) -> tuple[Wire, ...]:
        """The wires of a mechanism; None for the case's own."""
        return tuple(wire for wire in self.wires if wire.owner == owner)

    def into(self, name: str) -> tuple[Wire, ...]:
        """What pushes an event, feeling, climate or lever."""
        return tuple(wire for wire in self.wires if wire.target == name)

    def out_of(self, name: str) -> tuple[Wire, ...]:
        """What an event, trait, track, feeling, climate or lever pushes."""
        return tuple(wire for wire in self.wires if name in wire.sources)

    def rate_of(self, event: str) -> RateWire | None:
        """The rate of an event; None for a transition that happens only through encounters."""
        return next(iter(self._of_event(RateWire, event)), None)

    def factors_of(self, event: str) -> tuple[FactorWire, ...]:
        """The climates and levers that multiply the rate of an event."""
        return self._of_event(FactorWire, event)

    def ratios_of(self, event: str) -> tuple[RatioWire, ...]:
        """The hazard ratios of an event: those that stand with it, then those that bundles add."""
        return tuple(sorted(self._of_event(RatioWire, event), key=lambda wire: wire.added))

    def terms_of(self, event: str) -> tuple[RateWire | FactorWire | RatioWire, ...]:
        """All that makes the hazard of an event."""
        return (*self._of_event(RateWire, event), *self.factors_of(event), *self.ratios_of(event))

    def turn_of(self, encounter: str) -> TurnWire | None:
        """What an encounter does; None for another event."""
        return next(iter(self._of_event(TurnWire, encounter)), None)

    def chances_of(self, encounter: str) -> tuple[ChanceWire, ...]:
        """The chance ratios of an encounter."""
        return self._of_event(ChanceWire, encounter)

    def kicks_of(self, event: str) -> tuple[KickWire, ...]:
        """What an event does to feelings and climates."""
        return self._of_event(KickWire, event)

    @property
    def interventions(self) -> tuple[InterventionWire, ...]:
        """What happens on a day to a number of people."""
        return tuple(wire for wire in self.wires if isinstance(wire, InterventionWire))

    @property
    def responses(self) -> tuple[ResponseWire, ...]:
        """The levers that follow climates."""
        return tuple(wire for wire in self.wires if isinstance(wire, ResponseWire))

    def _of_event(self, kind: type[Kind], event: str) -> tuple[Kind, ...]:
        return tuple(self._by_event.get((kind, event), ()))

    @cached_property
    def _by_event(self) -> dict[tuple[type[EventWire], str], list[Any]]:
        """The wires of each kind that stand with each event."""
        found: dict[tuple[type[EventWire], str], list[Any]] = {}
        for wire in self.wires:
            if isinstance(wire, EventWire):
                found.setdefault((type(wire), wire.event), []).append(wire)
        return found


def wire(case: Case, mechanisms: Collection[str], names: Names | None = None) -> Wiring:
    """The resolved form of a case with some mechanisms on; parameters are worth what the case says.

    `names` are those of the case, whatever its parameters are worth, where they are known already.
    """
    bundles = case.bundles().items()
    active = {owner: bundle for owner, bundle in bundles if owner is None or owner in mechanisms}
    events = {
        name: EventNode(name, owner, part)
        for owner, bundle in active.items()
        for name, part in own_events(bundle)
    }
    names = names or Names(case)
    wires = [wire for owner, bundle in active.items() for wire in _Owned(case, names, owner).wires(bundle)]
    return Wiring(
        events, tuple(wire for wire in wires if not isinstance(wire, EventWire) or wire.event in events)
    )


class _Owned:
    """Makes the wires of one owner, with the values of the parameters that the owner can name."""

    def __init__(self, case: Case, names: Names, owner: str | None) -> None:
        self.case, self.names, self.owner = case, names, owner
        self.values, self.path = case.values_of(owner), path_to(owner)

    def wires(self, bundle: Bundle) -> Iterator[Wire]:
        """What a bundle adds, in the order of its keys."""
        for name, event in own_events(bundle):
            yield from self._terms(name, event, (*self.path, f"{type(event).__name__.lower()}s", name))
        yield from self._kicks(bundle)
        for name, ratios in bundle.hazard_ratios.items():
            steps = (*self.path, "hazard ratios", name)
            yield from self._ratios(RatioWire, name, ratios, steps, added=True)
        yield from self._responses(bundle)
        yield from self._interventions(bundle)

    def _terms(self, name: str, event: Event, steps: Steps) -> Iterator[Wire]:
        """What makes the hazard of an event, and what an encounter does."""
        if event.rate is not None:
            per_year, at_reference = event.rate.per_year(self.values), event.rate.at_reference
            yield RateWire(
                owner=self.owner,
                steps=(*steps, "rate"),
                event=name,
                per_year=per_year,
                at_reference=at_reference,
            )
        for index, factor in enumerate(event.times):
            yield FactorWire(owner=self.owner, steps=(*steps, "times", index), event=name, name=factor)
        yield from self._ratios(RatioWire, name, event.hazard_ratios, (*steps, "hazard ratios"))
        if isinstance(event, Encounter):
            yield self._turn(name, event, steps)
            yield from self._ratios(ChanceWire, name, event.chance_ratios, (*steps, "chance ratios"))

    def _ratios(
        self, kind: type[RatioKind], event: str, ratios: Ratios, steps: Steps, added: bool = False
    ) -> Iterator[RatioKind]:
        for text, given in ratios.items():
            term = self.names.term(text)
            assert term is not None
            ratio = None if given == OWN else given.value(self.values)
            yield kind(
                owner=self.owner, steps=(*steps, text), event=event, term=term, ratio=ratio, added=added
            )

    def _turn(self, name: str, encounter: Encounter, steps: Steps) -> TurnWire:
        return TurnWire(
            owner=self.owner,
            steps=(*steps, "turns"),
            event=name,
            turns=encounter.turns,
            to=encounter.to,
            chance=encounter.chance.value(self.values),
        )

    def _kicks(self, bundle: Bundle) -> Iterator[KickWire]:
        for index, kick in enumerate(bundle.kicks):
            for event in kick.when:
                for name, amount in kick.amounts.items():
                    yield KickWire(
                        owner=self.owner,
                        steps=(*self.path, "kicks", index, name),
                        event=event,
                        to=kick.to,
                        name=name,
                        amount=amount.value(self.values),
                        weights=tuple(kick.weighed_by.items()),
                        times=kick.times,
                    )

    def _interventions(self, bundle: Bundle) -> Iterator[InterventionWire]:
        for name, entry in bundle.interventions.items():
            planned = Planned(self.owner, name, entry)
            table = timetable(self.case, planned)
            yield InterventionWire(
                owner=self.owner,
                steps=planned.steps,
                event=entry.event,
                name=name,
                orders=tuple(
                    Order(
                        on=each.on,
                        people=each.people.value(self.values),
                        up_to=each.people.up_to,
                        who=each.who,
                        places=each.place,
                        provinces=each.province,
                        row=f"{table.file}, line {line}" if line else "",
                    )
                    for each, line in zip(table.interventions, table.lines, strict=True)
                ),
            )

    def _responses(self, bundle: Bundle) -> Iterator[ResponseWire]:
        for lever, response in bundle.responses.items():
            over = response.relaxes_over
            yield ResponseWire(
                owner=self.owner,
                steps=(*self.path, "responses", lever),
                lever=lever,
                climate=response.to,
                gain=response.gain.value(self.values),
                half_life=over.days(self.values) if over else None,
            )
