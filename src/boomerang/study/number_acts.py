"""Acts added to a country: an event of their own like the act, whose kicks can be held back one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from boomerang.arrays import Floats, Floats2
from boomerang.case import Case, Names
from boomerang.case.parts.bundle import Bundle, Encounter
from boomerang.case.scenario import Scenario
from boomerang.case.text.texts import free_name, unknown
from boomerang.compile.case import Compiled, Compiler
from boomerang.compile.kicks import KickCompiler
from boomerang.compile.wires import KickWire, Wire
from boomerang.compile.wiring import Wiring
from boomerang.engine.model import Continuation, Interventions, Model, Quantities
from boomerang.errors import InputError
from boomerang.population.mixing import name_key
from boomerang.study.number_whom import Whom, everybody
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared

NEVER = 60.0  # log2: the added event has a hazard, so that people are picked by it, but never happens by it

Keep = Callable[[KickWire], bool]


class Held(Enum):
    """What follows its path in the country without added acts, whatever happens."""

    NOTHING = "nothing"
    LEVERS = "levers"
    ALL = "levers and climates"


def added_name(case: Case, act: str) -> str:
    """The name of the event that added acts are, which no event of the case has."""
    planned = [name for bundle in case.bundles().values() for name in bundle.interventions]
    return free_name(f"one more {act}", "added", [*Names(case).events, *planned])


def with_added(scenario: Scenario, act: str) -> Scenario:
    """The scenario with an event more, which is like the act in all it needs and does.

    It happens in runs only where `AddedActs` says so; what counts the act does not count it. Without what was
    or could be observed, the log and the tallies of the case, none of which is needed.

    """
    case, name = scenario.case, added_name(scenario.case, act)
    mechanisms = {
        key: part.model_copy(update=_like(part, act, name)) for key, part in case.mechanisms.items()
    }
    spared: dict[str, Any] = {"observations": (), "observable": (), "log": (), "tallies": {}}
    changed: Case = case.model_copy(update={**_like(case, act, name), **spared, "mechanisms": mechanisms})
    return replace(scenario, case=changed)


def check_act(case: Case, act: str) -> None:
    """Refuse what cannot be added.

    Raises:
        InputError: there is no such transition or act.
    """
    names = Names(case)
    if act not in names.events:
        raise InputError(unknown(act, f"event of {case.name}", names.events))
    event = names.events[act]
    if isinstance(event, Encounter):
        raise InputError(
            f"'{act}' is an encounter, which cannot be added; name the transition, '{event.turns}'"
        )


def can_happen(scenario: Scenario, event: str) -> bool:
    """Whether an event of the case belongs to it, or to a mechanism that is on."""
    owner = Names(scenario.case).owners[event]
    return owner is None or owner in scenario.mechanisms


def _like(bundle: Bundle, act: str, name: str) -> dict[str, Any]:
    """What of a bundle changes: whatever it says of the act holds for the added event too."""
    entries = ("transitions", "acts", "hazard_ratios")
    changed: dict[str, Any] = {key: _doubled(getattr(bundle, key), act, name) for key in entries}
    changed["kicks"] = tuple(
        kick.model_copy(update={"when": (*kick.when, name)}) if act in kick.when else kick
        for kick in bundle.kicks
    )
    return changed


def _doubled(entries: Mapping[str, Any], act: str, name: str) -> dict[str, Any]:
    return {**entries, name: entries[act]} if act in entries else dict(entries)


@dataclass(frozen=True)
class AddedActs:
    """A country with an event for acts to be added.

    Attributes:
        compiled: of `with_added`; compiler: that compiled it.
        name: of the event.
    """

    compiled: Compiled
    compiler: Compiler
    name: str

    def before(self, seed: int, progress: Callable[[int], Any] | None = None) -> Run:
        """The country without added acts.

        Raises:
            RefusedError: as of `Prepared.run`.
        """
        return Prepared(self._with(lambda era, case, wiring: self._slowed(era))).run(seed, progress)

    def after(
        self,
        before: Run,
        acts: int,
        moment: float,
        keep: Keep = lambda kick: True,
        held: Held = Held.NOTHING,
        whom: Whom | None = None,
        progress: Callable[[int], Any] | None = None,
    ) -> Run:
        """The same country, with the same luck, and acts added.

        Args:
            before: without them.
            acts: to how many people at most, drawn by hazard among those to whom it can happen.
            moment: when, in steps since the start.
            keep: which kicks of the added acts are at work; those of all other events are.
            held: what is as in `before` all the same.
            whom: to whom alone; None for everybody.
            progress: as of `simulate`.

        Raises:
            RefusedError: as of `Prepared.run`.
        """

        def changed(model: Model, case: Case, wiring: Wiring) -> Model:
            return self._slowed(model)._replace(
                interventions=self._played(model, acts, moment, whom or everybody(self.compiled.people)),
                kicks=self._kicks(case, wiring, keep, held),
                quantities=self._quantities(model.quantities, before, held),
            )

        return Prepared(self._with(changed)).run(before.seed, progress)

    def _with(self, changed: Callable[[Model, Case, Wiring], Model]) -> Compiled:
        """The compiled scenario with its model changed, and that with which a policy goes on."""
        own, later = self.compiled, self.compiled.later
        found = replace(own, model=changed(own.model, own.case, own.wiring))
        if later is None or own.later_wiring is None:
            return found
        then = changed(later.model, own.scenario.followed, own.later_wiring)
        return replace(found, later=Continuation(later.step, then))

    @property
    def _number(self) -> int:
        return self.compiled.events.index(self.name)

    def _slowed(self, model: Model) -> Model:
        log_rate = model.hazards.log_rate.copy()
        log_rate[self._number] -= NEVER
        return model._replace(hazards=model.hazards._replace(log_rate=log_rate))

    def _played(self, model: Model, acts: int, moment: float, whom: Whom) -> Interventions:
        """What is played anyway, and the added acts."""
        number, planned = self._number, model.interventions
        added = Interventions(
            event=np.array([number]),
            people=np.array([acts]),
            up_to=np.array([True]),
            source=model.hazards.source[number][None],
            classes=whom.classes[None],
            places=whom.places[None],
            window=np.array([[moment, moment]]),
            key=np.array([name_key("added", self.name)], np.uint64),
            moment=np.zeros(1),
        )
        if not len(planned.event):
            return added
        return Interventions(*(np.concatenate(pair) for pair in zip(planned, added, strict=True)))

    def _kicks(self, case: Case, wiring: Wiring, keep: Keep, held: Held) -> Any:
        """The kernel's arrays without the kicks that are held back, and those of climates that are held."""
        climates = case.climates if held is Held.ALL else ()

        def stays(wire: Wire) -> bool:
            if not isinstance(wire, KickWire):
                return True
            return wire.name not in climates and (wire.event != self.name or keep(wire))

        left = replace(wiring, wires=tuple(wire for wire in wiring.wires if stays(wire)))
        return KickCompiler(self.compiler.ground, self.compiled.clock, case, left).compile()

    def _quantities(self, quantities: Quantities, before: Run, held: Held) -> Quantities:
        """What climates and levers follow: where they are held, the values of `before`, and nothing else."""
        if held is Held.NOTHING:
            return quantities
        levels = _levels_of(self.compiled, before)
        schedule = np.where(quantities.lever | (held is Held.ALL), levels, quantities.schedule)
        at_start: Floats = np.zeros_like(quantities.at_start) if held is Held.ALL else quantities.at_start
        nothing = np.zeros(0, np.int64)
        return quantities._replace(
            schedule=schedule,
            at_start=at_start,
            response_lever=nothing,
            response_climate=nothing,
            response_gain=np.zeros(0),
            response_keep=np.zeros(0),
        )


def _levels_of(compiled: Compiled, run: Run) -> Floats2:
    """float64[steps + 1, V]: climates and levers of a run, in the order of the kernel."""
    columns = [run.level_of(name).reshape(len(run.moments), -1) for name in compiled.values.names]
    return np.concatenate(columns, axis=1) if columns else np.zeros((len(run.moments), 0))
