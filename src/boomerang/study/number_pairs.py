"""Twins with acts added at a moment of their own: what follows, through whom, when, where and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.addresses import random_at
from boomerang.arrays import Floats
from boomerang.case.scenario import Scenario
from boomerang.compile.case import Compiled, Compiler
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError, RefusedError
from boomerang.folders import Made, in_words
from boomerang.study.kept import side_by_side_kept
from boomerang.study.number_acts import AddedActs, Held, Keep, added_name, with_added
from boomerang.study.number_rungs import everything, moved_by, parts_of, rungs_of
from boomerang.study.number_whom import groups_of
from boomerang.study.run import Run
from boomerang.version import version

GOLDEN = (5**0.5 - 1) / 2  # its multiples are spread evenly between whole numbers, however many there are
SHARE = 0.5  # of the acts of a year that are added in a pair, if nobody says how many
MOST_ACTS = 10_000_000
FORMAT = 2  # of records

Record = dict[str, Any]  # of a pair, plain data; see `_Pair`


@dataclass(frozen=True)
class AddedPairs:
    """Pairs of twins of a scenario, with and without acts added.

    Attributes:
        scenario: of both; act: what is added; outcome: the event that may follow.
        acts: how many are added in each pair, at one moment.
        first, last: the days between which the moments lie, both included.
        by: traits, `place` or `province`, by which those who meet the acts are told apart.
        seed: of pair 0; pair r has seed + r.
    """

    scenario: Scenario
    act: str
    outcome: str
    acts: int
    first: date
    last: date
    seed: int
    by: tuple[str, ...] = ()

    @property
    def made(self) -> Made:
        """What makes a folder of pairs."""
        facts = [self.scenario.digest, self.act, self.outcome, self.acts, self.first, self.last, self.seed]
        facts += [*self.by, FORMAT]
        digest = digest_of(canonical_json(facts))
        return Made(
            "number", self.scenario.case.name, version(), digest, what="number", settings=settings_of(self)
        )

    def simulate(
        self,
        draws: Sequence[Mapping[str, Any]],
        *,
        folder: Path | None = None,
        resume: bool = False,
        threads: int | None = None,
        executor: Executor | None = None,
        progress: Callable[[int], Any] | None = None,
    ) -> list[Record | None]:
        """The record of each pair; None for one of which a country is refused.

        Args:
            draws: `settings` of each pair.
            folder: where records are kept as they come; resume: go on with those that are there.
            threads, executor: as of `ensemble`; progress: called with the number of pairs done.
        """
        how: dict[str, Any] = {"threads": threads, "executor": executor, "progress": progress}
        pair = _Pair(self, Compiler(with_added(self.scenario, self.act)))
        items = list(enumerate(draws))
        return side_by_side_kept(pair, items, folder, self.made, resume=resume, **how)

    def moment(self, number: int, compiled: Compiled) -> float:
        """When the acts of a pair happen, in steps since the start of the run."""
        clock = compiled.clock
        first, last = (self.first - clock.start).days, (self.last - clock.start).days + 1
        luck = random_at(f"moments of added {self.act}, seed {self.seed}").random()
        return (first + (last - first) * ((luck + number * GOLDEN) % 1.0)) / clock.days


@dataclass(frozen=True)
class _Pair:
    """Simulates a pair; gives its record, or None if a country is refused.

    A record holds how many `acts` were added and the `moment`, in steps; how often the outcome happened
    `before`, without them; what it is more in the whole, by `parts`, in each step `since` the acts and there
    by what is `moved`, by `places` and by `traits`; and how many are added, and what it is more, where they
    are added to one group of people alone, by `whom`.
    """

    asked: AddedPairs
    compiler: Compiler

    def __call__(
        self, item: tuple[int, Mapping[str, Any]], progress: Callable[[int], Any] | None = None
    ) -> Record | None:
        number, settings = item
        try:
            compiled = self.compiler.at(settings)
            country = AddedActs(compiled, self.compiler, added_name(self.asked.scenario.case, self.asked.act))
            return self._record(country, number, progress)
        except RefusedError:
            return None
        except InputError as error:
            raise InputError(f"pair {number}: {error}") from None

    def _record(self, country: AddedActs, number: int, progress: Callable[[int], Any] | None) -> Record:
        asked, outcome = self.asked, self.asked.outcome
        moment = asked.moment(number, country.compiled)
        before = country.before(asked.seed + number, progress)

        def after(keep: Keep, held: Held) -> Run:
            return country.after(before, asked.acts, moment, keep, held, progress=progress)

        whole = after(everything, Held.NOTHING)
        further = _since(before, whole, outcome, int(moment))
        *lower, top = rungs_of(country.compiled, country.name) or (None,)
        ladder = (*lower, replace(top, held=Held.NOTHING)) if top else ()

        def made(keep: Keep, held: Held) -> Floats:
            if (keep, held) == (everything, Held.NOTHING):
                return further
            return _since(before, after(keep, held), outcome, int(moment))

        moved = moved_by(country.compiled, country.name, further, made)

        return {
            "acts": whole.counts[country.name],
            "moment": moment,
            "before": before.counts[outcome],
            "parts": parts_of(ladder, made),
            "moved": {name: more.tolist() for name, more in moved.items()},
            "since": further.tolist(),
            **_spread(before, whole, outcome),
            "whom": {by: self._by_whom(country, before, moment, by, progress) for by in asked.by},
        }

    def _by_whom(
        self,
        country: AddedActs,
        before: Run,
        moment: float,
        by: str,
        progress: Callable[[int], Any] | None,
    ) -> dict[str, tuple[int, int]]:
        """How many acts are added to each group of people alone, and how much more that brings."""
        asked, found = self.asked, dict[str, tuple[int, int]]()
        for name, whom in groups_of(country.compiled.people, by).items():
            after = country.after(before, asked.acts, moment, whom=whom, progress=progress)
            more = after.counts[asked.outcome] - before.counts[asked.outcome]
            found[name] = after.counts[country.name], more
        return found


def settings_of(asked: Any) -> dict[str, str]:
    """What can be named of pairs, or of what has the same attributes, in the words of the command."""
    settings = {
        "act": asked.act,
        "outcome": asked.outcome,
        "acts": asked.acts or "half of those of a year",
        "from": asked.first,
        "to": asked.last,
        "by": asked.by,
        "seed": asked.seed,
    }
    return in_words(settings | asked.scenario.options)


def _since(before: Run, after: Run, outcome: str, step: int) -> Floats:
    """float64[steps]: how much more of the outcome happened in each step, from one step on."""
    more = after.events_of(outcome)[step:] - before.events_of(outcome)[step:]
    return more.sum(axis=1).astype(np.float64)


def _spread(before: Run, after: Run, outcome: str) -> Record:
    """Where and to whom more of the outcome happened."""
    events = after.events_of(outcome) - before.events_of(outcome)
    traits = before.case.population.traits
    by_trait = {
        trait: _named(
            before.categories_of(trait), after.events_by(outcome, trait) - before.events_by(outcome, trait)
        )
        for trait in traits
    }
    return {
        "places": _named(before.places, events.sum(axis=0)),
        "traits": by_trait,
    }


def _named(names: NDArray[np.str_], numbers: NDArray[np.int64]) -> dict[str, int]:
    return dict(zip(names.tolist(), numbers.tolist(), strict=True))


def usual_acts(scenario: Scenario, act: str, seed: int) -> int:
    """How many acts to add in a pair: half as many as in a year of a run, and one at least."""
    from boomerang.study.simulate import simulate

    run = simulate(scenario, seed=seed)
    return max(1, round(SHARE * run.counts[act] / (run.clock.end / 365.25)))
