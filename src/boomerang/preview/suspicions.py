"""What is allowed in a case but looks mistaken."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case, Names, warnings
from boomerang.case.parts.bundle import Transition
from boomerang.case.parts.names import own_events
from boomerang.compile.case import Compiled
from boomerang.compile.wires import RatioWire, ResponseWire, Wire
from boomerang.compile.wiring import Wiring, wire
from boomerang.engine.model import ENCOUNTER, TRANSITION
from boomerang.preview.dates import out_of_time, shorter_than_a_step
from boomerang.preview.degrees import met_again
from boomerang.preview.expected import most_per_step, people_where
from boomerang.preview.interventions import too_few
from boomerang.preview.periods import uneven_periods
from boomerang.preview.standing import of_event, standing
from boomerang.preview.unreachable import unreachable


def suspicions(compiled: Compiled) -> list[str]:
    """One sentence for everything that looks mistaken."""
    return [
        *(str(problem) for problem in warnings(compiled.case)),
        *_never(compiled),
        *_too_often(compiled),
        *_in_final_states(compiled),
        *_idle_mechanisms(compiled.case),
        *_useless(compiled.case),
        *out_of_time(compiled.case),
        *shorter_than_a_step(compiled),
        *uneven_periods(compiled),
        *met_again(compiled),
        *unreachable(compiled),
        *too_few(compiled),
    ]


def _never(compiled: Compiled) -> list[str]:
    """Events that can happen to nobody."""
    hazards, said = compiled.model.hazards, []
    reachable, intervened = _reachable(compiled), {wire.event for wire in compiled.wiring.interventions}
    for k, name in enumerate(compiled.events):
        meant = np.isfinite(hazards.log_weight[k])
        if not (meant & (people_where(compiled, k) > 0)).any():
            lives = " and lives" if (meant & (compiled.people.class_people > 0)).any() else ""
            where = " where it happens" if lives else ""
            message = f"nobody has the traits that it takes{lives}{where}, so it never happens"
        elif not (hazards.source[k] & reachable).any():
            message = "nobody ever gets into a state in which it could happen"
        elif name not in intervened and _waits_for_encounter(compiled, k):
            message = "it has no rate, and no encounter turns anybody to it, so it never happens"
        else:
            continue
        said.append(of_event(compiled.case, name, message))
    return said


def _waits_for_encounter(compiled: Compiled, k: int) -> bool:
    hazards = compiled.model.hazards
    return hazards.kind[k] == TRANSITION and hazards.log_rate[k] == -np.inf and k not in hazards.turns


def _reachable(compiled: Compiled) -> NDArray[np.bool_]:
    """bool[S]: the combined states that anybody can ever be in."""
    hazards = compiled.model.hazards
    reached = np.zeros(hazards.source.shape[1], bool)
    reached[hazards.first_state[compiled.people.class_people > 0]] = True
    while True:
        targets = np.unique(hazards.target[hazards.source & reached])
        if reached[targets].all():
            return reached
        reached[targets] = True


def _too_often(compiled: Compiled) -> list[str]:
    """Events that the most exposed would meet more than once a step."""
    return [
        of_event(
            compiled.case,
            name,
            f"the most exposed would meet it {most:.1f} times a step; take a shorter step or a lower rate",
        )
        for name, most in most_per_step(compiled).items()
        if most > 1
    ]


def _in_final_states(compiled: Compiled) -> list[str]:
    """Acts and encounters of people in a state that some enter and nobody leaves, such as the dead."""
    hazards, said = compiled.model.hazards, []
    chosen = {
        name: {given.subject for given in event.who} for name, event in Names(compiled.case).events.items()
    }
    begun = {
        state
        for s in np.unique(hazards.first_state).tolist()
        for state in enumerate(compiled.states.combined[s])
    }
    for position, (track, states) in enumerate(compiled.states.tracks.items()):
        moves = [event.moves for event in _transitions(compiled.case) if event.moves.track == track]
        stay = {state for move in moves for state in move.targets.values()}
        stay -= {state for move in moves for state in move.sources}
        final = [
            state
            for state in states
            if state in stay and (position, state) not in begun and not _moves_on(compiled, position, state)
        ]
        met = [s for s, combined in enumerate(compiled.states.combined) if combined[position] in final]
        for k, name in enumerate(compiled.events):
            if hazards.kind[k] != TRANSITION and hazards.source[k, met].any() and track not in chosen[name]:
                verb = "approach contacts" if hazards.kind[k] == ENCOUNTER else "meet it"
                message = (
                    f"those who are {track} {' or '.join(final)} {verb} too, for good;"
                    f" say in `who` which states of {track} it takes if that is not meant"
                )
                said.append(of_event(compiled.case, name, message))
    return said


def _moves_on(compiled: Compiled, position: int, state: str) -> bool:
    """Whether people in a state of one track still make transitions on another."""
    hazards = compiled.model.hazards
    met = [s for s, combined in enumerate(compiled.states.combined) if combined[position] == state]
    return bool(hazards.source[hazards.kind == TRANSITION][:, met].any())


def _transitions(case: Case) -> list[Transition]:
    return [event for event in Names(case).events.values() if isinstance(event, Transition)]


def _useless(case: Case) -> list[str]:
    """Feelings, climates and levers on which nothing depends with all mechanisms on."""
    used = _used(wire(case, case.mechanisms))
    given = [("feeling", name) for name in case.feelings]
    given += [("climate", name) for name in case.climates] + [("lever", name) for name in case.levers]
    return [
        standing(case, (f"{kind}s", name), f"{kind} {name}", "nothing depends on it")
        for kind, name in given
        if name not in used
    ]


def _idle_mechanisms(case: Case) -> list[str]:
    """Mechanisms that do nothing on their own."""
    said = []
    for name in case.mechanisms:
        if not does_something(case, name, {name}):
            helpers = [other for other in case.mechanisms if does_something(case, name, {name, other})]
            needed = f"unless {' or '.join(helpers)} is on" if helpers else "alone or with any one other"
            message = f"it does nothing {needed}"
            said.append(standing(case, ("mechanisms", name), f"mechanism {name}", message))
    return said


def does_something(case: Case, mechanism: str, on: Collection[str]) -> bool:
    """Whether a mechanism changes anything when only those in `on` are on."""
    if own_events(case.mechanisms[mechanism]):
        return True
    wiring = wire(case, on)
    moved, used = _moved(case, wiring), _used(wiring)
    return any(each.target in used and _is_pushed(each, moved) for each in wiring.of(mechanism))


def _is_pushed(wire: Wire, moved: Collection[str]) -> bool:
    """Whether there is anything at the near end of a wire, so that it passes something on."""
    if isinstance(wire, RatioWire):
        return wire.term.kind not in ("feeling", "climate", "lever") or wire.term.name in moved
    return wire.climate in moved if isinstance(wire, ResponseWire) else True


def _moved(case: Case, wiring: Wiring) -> set[str]:
    """The feelings, climates and levers that are ever anything but zero."""
    moved = {name for name, climate in case.climates.items() if climate.schedule or climate.from_the_start}
    return (
        moved | set(case.levers) | {kick.name for event in wiring.events for kick in wiring.kicks_of(event)}
    )


def _used(wiring: Wiring) -> set[str]:
    """The events, and all on which any of them depends, be it by way of kicks and responses."""
    used = set(wiring.events)
    while further := {name for each in wiring.wires if each.target in used for name in each.sources} - used:
        used |= further
    return used
