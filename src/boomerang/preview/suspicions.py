"""What is allowed in a case but looks mistaken."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case, Names, warnings
from boomerang.case.parts.bundle import Bundle, Kick, Transition
from boomerang.case.parts.names import own_events
from boomerang.case.parts.schedule import Climate, Lever, single_schedules
from boomerang.compile.case import Compiled, active_bundles
from boomerang.compile.quantities import Bundles
from boomerang.engine.model import ENCOUNTER, TRANSITION
from boomerang.preview.expected import most_per_step


def suspicions(compiled: Compiled) -> list[str]:
    """One sentence for everything that looks mistaken."""
    return [
        *(str(problem) for problem in warnings(compiled.case)),
        *_never(compiled),
        *_too_often(compiled),
        *_in_final_states(compiled),
        *_idle_mechanisms(compiled.case),
        *_useless(compiled.case),
        *_out_of_time(compiled.case),
    ]


def _never(compiled: Compiled) -> list[str]:
    """Events that can happen to nobody."""
    hazards, said = compiled.model.hazards, []
    reachable = _reachable(compiled)
    for k, name in enumerate(compiled.events):
        if not (np.isfinite(hazards.log_weight[k]) & (compiled.people.class_people > 0)).any():
            said.append(f"{name}: nobody has the traits that it takes, so it never happens")
        elif not (hazards.source[k] & reachable).any():
            said.append(f"{name}: nobody ever gets into a state in which it could happen")
        elif _waits_for_encounter(compiled, k):
            said.append(f"{name}: it has no rate, and no encounter turns anybody to it, so it never happens")
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
        f"{name}: the most exposed would meet it {most:.1f} times a step; take a shorter step or a lower rate"
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
        for k, name in enumerate(compiled.events):
            met = [s for s, combined in enumerate(compiled.states.combined) if combined[position] in final]
            if hazards.kind[k] != TRANSITION and hazards.source[k, met].any() and track not in chosen[name]:
                verb = "approach contacts" if hazards.kind[k] == ENCOUNTER else "meet it"
                said.append(
                    f"{name}: those who are {track} {' or '.join(final)} {verb} too, for good;"
                    f" say in `who` which states of {track} it takes if that is not meant"
                )
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
    used = _used(case, case.bundles())
    given = [("feeling", name) for name in case.feelings]
    given += [("climate", name) for name in case.climates] + [("lever", name) for name in case.levers]
    return [f"{kind} {name}: nothing depends on it" for kind, name in given if name not in used]


def _out_of_time(case: Case) -> list[str]:
    """Climates and levers whose dates all lie before or all after the period."""
    first, last, said = case.period.start, case.period.end, []
    scheduled: list[tuple[str, Climate | Lever]] = [*case.climates.items(), *case.levers.items()]
    for name, given in scheduled:
        schedules = single_schedules(given.schedule, ()) if given.schedule is not None else ()
        dates = [day for _, schedule in schedules for day, _ in schedule.points]
        if dates and (max(dates) < first or min(dates) > last):
            side = "before" if max(dates) < first else "after"
            said.append(f"{name}: all dates of its schedule lie {side} the period, {first} to {last}")
    return said


def _idle_mechanisms(case: Case) -> list[str]:
    """Mechanisms that do nothing on their own."""
    said = []
    for name in case.mechanisms:
        if not does_something(case, name, {name}):
            helpers = [other for other in case.mechanisms if does_something(case, name, {name, other})]
            needed = f"unless {' or '.join(helpers)} is on" if helpers else "alone or with any one other"
            said.append(f"mechanism {name}: it does nothing {needed}")
    return said


def does_something(case: Case, mechanism: str, on: Collection[str]) -> bool:
    """Whether a mechanism changes anything when only those in `on` are on."""
    bundle, active = case.mechanisms[mechanism], active_bundles(case, on)
    if own_events(bundle):
        return True
    moved, used = _moved(case, active), _used(case, active)
    felt = any(set(kick.amounts) & used for kick in _kicks(bundle, active))
    answered = any(lever in used and response.to in moved for lever, response in bundle.responses.items())
    return felt or answered or _has_effective_ratio(case, bundle, active, moved)


def _has_effective_ratio(case: Case, bundle: Bundle, active: Bundles, moved: set[str]) -> bool:
    names, events = Names(case), _events(active)
    terms = [
        names.term(text)
        for event, ratios in bundle.hazard_ratios.items()
        if event in events
        for text in ratios
    ]
    return any(
        term is not None and (term.name in moved or term.kind in ("selection", "numeric trait"))
        for term in terms
    )


def _events(active: Bundles) -> set[str]:
    return {name for bundle in active.values() for name, _ in own_events(bundle)}


def _kicks(bundle: Bundle, active: Bundles) -> list[Kick]:
    """The kicks of a bundle whose event can happen."""
    return [kick for kick in bundle.kicks if set(kick.when) & _events(active)]


def _moved(case: Case, active: Bundles) -> set[str]:
    """The feelings, climates and levers that are ever anything but zero."""
    moved = {name for name, climate in case.climates.items() if climate.schedule or climate.from_the_start}
    kicked = {name for bundle in active.values() for kick in _kicks(bundle, active) for name in kick.amounts}
    return moved | kicked | set(case.levers)


def _used(case: Case, active: Bundles) -> set[str]:
    """The feelings, climates and levers that any event depends on, be it by way of kicks and responses."""
    names, events = Names(case), _events(active)
    used: set[str] = set()
    for bundle in active.values():
        for _, event in own_events(bundle):
            used |= {
                *event.times,
                *_terms(names, event.hazard_ratios),
                *_terms(names, getattr(event, "chance_ratios", {})),
            }
        for target, ratios in bundle.hazard_ratios.items():
            used |= set(_terms(names, ratios)) if target in events else set()
    ways = [way for bundle in active.values() for way in _ways(bundle, active)]
    while further := {name for source, target in ways if target & used for name in source} - used:
        used |= further
    return used


def _ways(bundle: Bundle, active: Bundles) -> list[tuple[set[str], set[str]]]:
    """What passes on, and to what: responses from climates to levers, kicks from what multiplies them."""
    kicks = [(set(kick.times), set(kick.amounts)) for kick in _kicks(bundle, active)]
    return kicks + [({response.to}, {lever}) for lever, response in bundle.responses.items()]


def _terms(names: Names, ratios: Collection[str]) -> list[str]:
    """What the keys of hazard ratios name."""
    return [term.name for term in map(names.term, ratios) if term is not None]
