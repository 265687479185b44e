"""How strongly what happens comes back: the gain of every loop through a climate, and through a response.

Events kick a climate, and it moves the hazards of events; or a lever answers the climate, and the lever moves
the hazards. The gain of such a loop is the impulse of the climate or lever that an impulse of 1 brings in the
end. Below 1 the loop amplifies what drives it by 1 / (1 - gain); from 1 on it feeds itself, until the lever
reaches the end of its range.

The estimate is linear: what one more event brings in a country in calm (`calm.py`). It follows

- kicks of feelings, of oneself and of contacts, and what they add to hazards until they have worn off;
- changes of state, and what those who make them meet otherwise than if they had stayed;
- encounters, which turn a contact with the mean chance, and what they kick then;
- kicks of climates, and what these do to hazards and, through responses, to levers,

each up to the length of the period. People who meet an event are averaged over places and classes, so that a
loop within places has the mean gain of these. Feelings that change the chance of an encounter and levers that
scale a kick are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from boomerang.arrays import Floats
from boomerang.compile.case import Compiled
from boomerang.compile.quantities import response_pairs
from boomerang.compile.wires import FactorWire, KickWire, RatioWire
from boomerang.engine.model import ENCOUNTER
from boomerang.preview.calm import LN2, Calm
from boomerang.preview.company import contacts_of, others_of, receivers

MOVERS = (FactorWire, RatioWire)  # wires that let a climate move an event
_NO_GAIN = 1e-12
_MOMENTS = 300  # at which a kick that wears off is looked at
_AT_ONCE = 10**4  # pairs of a receiver and an event that are worked out together
_TO_DIVIDE = 10  # multiplications of a gain that are done as fast as one of the others
_MOST_WORK = 2 * 10**8  # multiplications, which take about a second


@dataclass(frozen=True)
class Loop:
    """The loop through one response, without any other; `gain` is None where events multiply anyway."""

    lever: str
    climate: str
    gain: float | None


@dataclass(frozen=True)
class ClimateLoop:
    """The loop through one climate that events kick and that moves events, without any response.

    owners: the mechanisms that kick it or let it move events, in the order of the case; None for the case.
    gain: None where events multiply without it too.
    """

    climate: str
    owners: tuple[str | None, ...]
    gain: float | None


@dataclass(frozen=True)
class Loops:
    """The loops of a case.

    Attributes:
        climates: one for every climate that events kick and that moves them again.
        each: one for every pair of a lever and the climate that it answers.
        together: the gain of all of them at once; None without responses, and where events multiply anyway.
        growth: how many events an event brings without any response; None if there is none to leave out.
            From 1 on events multiply on their own, and gains mean nothing.
        untold: whether there are too many states, events, kicks or combinations of traits to work this out.
    """

    climates: tuple[ClimateLoop, ...] = ()
    each: tuple[Loop, ...] = ()
    together: float | None = None
    growth: float | None = None
    untold: bool = False


def find_loops(compiled: Compiled) -> Loops:
    """Estimate the gain of every loop through a climate or a response, and of all responses together."""
    through = _through(compiled)
    if not (compiled.wiring.responses or through):
        return Loops()
    calm, events = Calm(compiled), range(len(compiled.events))
    if not (calm.affordable() and _work(calm, len(through) + len(compiled.wiring.responses)) <= _MOST_WORK):
        return Loops(untold=True)
    slopes = np.array([calm.slopes(j) for j in events]).reshape(len(events), len(calm.values))
    kicked, nothing = np.zeros_like(slopes), np.zeros((len(events), len(events)))
    path, spread = np.eye(len(events)), nothing.copy()
    for i in events:
        shares = calm.shares(i)
        met = _met(calm, i, shares)
        kicked[i] = met.chance * _kicked(calm, i, met)
        path[i] += _path(calm, i, shares.sum(axis=0))
        spread[i] = met.chance * _spread(calm, i, met)
    spread += kicked @ slopes.T
    climates = tuple(
        ClimateLoop(name, owners, gain)
        for name, owners in through.items()
        if (gain := _gain_through(path, spread, _by(compiled, name, kicked, slopes))) != 0
    )
    if not compiled.wiring.responses:
        return Loops(climates)
    answers = _answers(compiled, kicked, slopes)
    growth = _dominant(spread @ path)
    if growth >= 1:
        return Loops(climates, tuple(Loop(*names, None) for names in answers), None, growth)
    brought = path @ np.linalg.inv(np.eye(len(events)) - spread @ path)
    each = tuple(Loop(*names, _dominant(brought @ answer)) for names, answer in answers.items())
    return Loops(climates, each, _dominant(brought @ sum(answers.values(), nothing)), growth)


def _work(calm: Calm, loops: int) -> int:
    """How many multiplications it takes to work out what kicks bring, and the gain of so many loops."""
    bundles, groups, _ = calm.model.kicks.amount.shape
    pushes, cells = len(calm.model.kicks.push_amount), calm.counts.size
    felt = calm.events * (groups * _MOMENTS + calm.counts.shape[1])
    return bundles * (felt + cells) + pushes * cells + loops * calm.events**3 // _TO_DIVIDE


def _through(compiled: Compiled) -> dict[str, tuple[str | None, ...]]:
    """The climates that events kick and that hazards depend on, and whose wires these are."""
    found = {}
    for name in compiled.case.climates:
        kicks = [wire.owner for wire in compiled.wiring.into(name) if isinstance(wire, KickWire)]
        moves = [wire.owner for wire in compiled.wiring.out_of(name) if isinstance(wire, MOVERS)]
        if kicks and moves:
            owners = {*kicks, *moves}
            found[name] = tuple(owner for owner in compiled.wiring.owners if owner in owners)
    return found


def _by(compiled: Compiled, climate: str, kicked: Floats, slopes: Floats) -> Floats:
    """float64[K, K]: events that an event brings through a climate."""
    first = compiled.values.start[climate]
    part = slice(first, first + compiled.values.count[climate])
    return kicked[:, part] @ slopes[:, part].T


def _gain_through(path: Floats, spread: Floats, climate: Floats) -> float | None:
    """The gain through a climate: 0 if it does not come back, None where events multiply anyway."""
    without = spread - climate
    if _dominant(without @ path) >= 1:
        return None
    gain = _dominant(path @ np.linalg.inv(np.eye(len(path)) - without @ path) @ climate)
    return gain if abs(gain) > _NO_GAIN else 0.0


def loop_warnings(loops: Loops) -> list[str]:
    """One sentence for every loop that feeds itself."""
    if loops.untold:
        return [
            "loops are not looked for: there are too many states, events, kicks or combinations of traits"
        ]
    if loops.growth is not None and loops.growth >= 1:
        return [
            f"an event brings {loops.growth:.2g} others without any response: events multiply on their own,"
            " and what the responses add cannot be told"
        ]
    said = [
        f"the climate {loop.climate} has a loop gain of {loop.gain:.2g}: from 1 on it feeds itself"
        for loop in loops.climates
        if loop.gain is not None and loop.gain >= 1 and loops.growth is None
    ]
    said += [
        f"{loop.lever} answers {loop.climate} with a loop gain of {loop.gain:.2g}: from 1 on it feeds itself"
        " until the lever reaches the end of its range"
        for loop in loops.each
        if loop.gain is not None and loop.gain >= 1
    ]
    if not said and loops.together is not None and loops.together >= 1:
        said.append(f"the responses have a loop gain of {loops.together:.2g} together: they feed each other")
    return said


def _dominant(matrix: Floats) -> float:
    """The eigenvalue that matters in the long run: the one of largest size, with its sign."""
    values = np.linalg.eigvals(matrix) if matrix.size else np.zeros(1)
    largest = values[np.argmax(abs(values))]
    return float(abs(largest) if abs(largest.imag) > 1e-9 * abs(largest) else largest.real)


def _answers(compiled: Compiled, kicked: Floats, slopes: Floats) -> dict[tuple[str, str], Floats]:
    """(lever, climate) -> float64[K, K]: events that an event brings through the response."""
    answers: dict[tuple[str, str], Floats] = {}
    for wire in compiled.wiring.responses:
        answer = answers.setdefault((wire.lever, wire.climate), np.zeros((len(kicked), len(kicked))))
        for lever, climate in response_pairs(wire, compiled.values):
            answer += wire.gain * np.outer(kicked[:, climate], slopes[:, lever])
    return answers


def _path(calm: Calm, event: int, shares: Floats) -> Floats:
    """float64[K]: events of the same person, over those they would have met without the event.

    `shares`: float64[C], of the classes among those who meet it.
    """
    rates = calm.by_class @ shares
    shift = calm.moved(rates, event, _before(calm, event, shares))
    path: Floats = rates * (calm.state_ratio @ shift)
    return path


def _before(calm: Calm, event: int, shares: Floats) -> Floats:
    """float64[S]: the states in which people of such classes (float64[C]) meet an event."""
    met = (shares @ calm.states_of) * calm.state_ratio[event]
    met = met if met.any() else calm.state_ratio[event]
    return met / max(met.sum(), 1e-300)


@dataclass(frozen=True)
class _Met:
    """Who undergoes an event, on whom its kicks depend.

    Attributes:
        event: the event itself; of an encounter the transition that it turns somebody to.
        shares: float64[P, C], of places and classes among them.
        chance: that there is somebody, as an encounter may turn nobody.
    """

    event: int
    shares: Floats
    chance: float


def _met(calm: Calm, event: int, shares: Floats) -> _Met:
    """`shares`: float64[P, C], of those who meet it, and in an encounter of those who approach somebody."""
    hazards = calm.model.hazards
    if hazards.kind[event] != ENCOUNTER:
        return _Met(event, shares, 1.0)
    log_chance = hazards.log_chance[event] + hazards.chance_place[event][:, None]
    at_risk = calm.states_of @ hazards.source[hazards.turns[event]]
    turned = (
        others_of(calm, int(hazards.layer[event]), shares) * np.exp2(np.minimum(log_chance, 0.0)) * at_risk
    )
    chance = float(turned.sum())
    return _Met(int(hazards.turns[event]), turned / max(chance, 1e-300), chance)


def _kicked(calm: Calm, event: int, met: _Met) -> Floats:
    """float64[V]: what an event does to climates, as value x days until it has worn off."""
    model, area = calm.model, np.zeros(len(calm.values))
    kicks, quantities = model.kicks, model.quantities
    for u in range(kicks.push_start[event], kicks.push_start[event + 1]):
        by_state = float(_before(calm, met.event, met.shares.sum(axis=0)) @ kicks.push_state[u])
        scale = _scale(calm, kicks.push_times[u], kicks.push_times[u + 1])
        scale = scale * kicks.place_weight[kicks.push_place[u]]
        size = kicks.push_amount[u] * by_state * met.shares * kicks.push_class[u] * scale[:, None]
        quantity = kicks.push_quantity[u]
        place, who = quantities.value_of_place[quantity], quantities.value_of_class[quantity]
        if (place >= 0).all():
            np.add.at(area, place, size.sum(axis=1))
        else:
            np.add.at(area, who, size.sum(axis=0))
    keep = np.minimum(quantities.keep, 1 - 1e-12)
    days = calm.days * (1 - keep ** (calm.horizon / calm.days)) / (1 - keep)
    return area * days


def _scale(calm: Calm, first: int, last: int) -> Floats:
    """float64[P]: the product of the climates and levers that scale a kick."""
    quantities = calm.model.kicks.times_quantity[first:last]
    number = calm.model.quantities.value_of_place[quantities]
    return calm.values[number].prod(axis=0)


def _spread(calm: Calm, event: int, met: _Met) -> Floats:
    """float64[K]: events that an event brings to others, and to oneself by feelings."""
    hazards, kicks, shares = calm.model.hazards, calm.model.kicks, met.shares
    spread = np.zeros(calm.events)
    for bundle in range(kicks.bundle_start[event], kicks.bundle_start[event + 1]):
        layer = int(kicks.bundle_layer[bundle])
        scale = float(shares.sum(axis=1) @ _scale(calm, *kicks.bundle_times[[bundle, bundle + 1]]))
        weight = kicks.place_weight[kicks.bundle_place[bundle]]
        scale *= float(others_of(calm, layer, shares).sum(axis=1) @ weight)
        felt = _felt(calm, kicks.amount[bundle] * scale)[kicks.receiver].T
        if layer < 0:
            after = np.zeros(calm.states)
            np.add.at(after, hazards.target[met.event], _before(calm, met.event, shares.sum(axis=0)))
            spread += (calm.by_class * felt) @ shares.sum(axis=0) * (calm.state_ratio @ after)
        else:
            met_by = contacts_of(calm, layer, shares) * receivers(calm, layer)
            spread += (calm.by_class * felt * calm.mean_ratio) @ met_by
    if met.event != event:
        spread[met.event] += 1
    return spread


def _felt(calm: Calm, amount: Floats) -> Floats:
    """float64[G, K]: what a kick adds to a hazard until it has worn off, x days, by receiver group."""
    decay = calm.model.quantities.feeling_decay
    moments = np.unique(np.geomspace(1, decay.shape[1] - 1, _MOMENTS).astype(int)) - 1
    gaps = np.diff(moments)
    # The sum over all steps, in straight lines between the moments.
    weights = (np.append(gaps + 1, 0) + np.append(0, gaps - 1)) / 2 * calm.days
    felt = np.zeros((len(amount), calm.events))
    for part in np.array_split(np.arange(len(amount)), felt.size // _AT_ONCE + 1):
        pull = calm.model.hazards.log_feeling[None, :, :] * amount[part, None, :]
        row, event = np.nonzero(pull.any(axis=2))
        moved = np.expm1(LN2 * np.minimum(pull[row, event] @ decay[:, moments], 60.0)) @ weights
        felt[part[row], event] = moved
    return felt
