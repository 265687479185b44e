"""How many further outcomes one more act brings, in one call."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.case import Case
from boomerang.case.parts.fields import as_date
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.case.text.texts import listed, so_many
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError
from boomerang.folders import Made, OutputFolder, claimed, in_words
from boomerang.inference.belief import (
    PRIORS,
    Belief,
    believed_before,
    chosen_explanations,
    under,
)
from boomerang.inference.numbers import Numbers
from boomerang.report.believed import believed_after
from boomerang.report.data.call import Call, explanations_asked, posterior_asked, said
from boomerang.report.data.number import number_data
from boomerang.study.draws import draw_priors
from boomerang.study.ensemble import check_replicates
from boomerang.study.kept import ADVICE, PARTS, check_parts
from boomerang.study.number import FEWEST, Number
from boomerang.study.number_acts import can_happen, check_act
from boomerang.study.number_pairs import MOST_ACTS, AddedPairs, settings_of, usual_acts
from boomerang.study.number_whom import check_by
from boomerang.study.sensitivity import check_event
from boomerang.study.simulate import check_seed
from boomerang.version import version

DATASET_FILE = "number.nc"
EVERYTHING = "everything on"  # stands for an explanation where the case has none


def number(
    scenario: str | Path | Case | Scenario,
    act: str,
    outcome: str,
    *,
    explanations: Collection[str] = (),
    pairs: int = 30,
    acts: int | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    by: Collection[str] = (),
    posterior: str | Path | None = None,
    seed: int = 1,
    threads: int | None = None,
    executor: Executor | None = None,
    folder: str | Path | None = None,
    resume: bool = False,
    progress: Callable[[int], Any] | None = None,
) -> Numbers:
    """Say how many further outcomes one more act brings, through whom, when, where and to whom.

    In each pair of twins acts are added at one moment, to people drawn by hazard among those to whom the act
    can happen; all else, people and luck, is the same. See `rungs_of` for what counts as whose part.

    Args:
        scenario: as of `simulate`. A mechanism that is off in it is off under every explanation.
        act: a transition or act; outcome: an event. Added acts do not count as outcomes.
        explanations: names; none for all, or with `posterior` for all that are possible.
        pairs: of twins under each explanation, each with a draw of the parameters.
        acts: how many are added in a pair, of which the number is the mean; None for half of those of a year.
        start, end: the days between which acts are added; None for those of the run.
        by: traits, `place`, `province`: also by whom acts happen to, from one run more for each such group.
        posterior: the folder of an answer of `explain`, for weights and parameters; None for the priors.
        seed: of pair 0, moments and draws; pair r has seed + r. threads, executor: as of `ensemble`.
        folder: where pairs, number.json, charts and a report are put; resume: go on with the pairs there.
        progress: called with the number of pairs done, of all explanations together.

    Raises:
        InputError: something given is not valid, the act cannot happen, or the folder cannot be written.
    """
    given = as_scenario(scenario)
    first, last = _day(start, "from", given.case.period.start), _day(end, "to", given.last_day)
    _check(given, act, outcome, acts, by, first, last)
    _check_pairs(pairs, seed, threads, resume=resume and folder is None)
    belief = _belief(given, tuple(explanations), pairs, posterior, seed)
    asked = _Asked(given, act, outcome, belief, pairs, acts, first, last, seed, tuple(dict.fromkeys(by)))
    how: dict[str, Any] = {"threads": threads, "executor": executor, "progress": progress}
    if folder is None:
        return asked.found(None, resume, how)
    return _kept(asked, Path(folder), resume, how)


def _kept(asked: _Asked, folder: Path, resume: bool, how: dict[str, Any]) -> Numbers:
    """The numbers, with all that is told of them in a folder."""
    with claimed(folder, asked.made, ADVICE, [PARTS]) as held:
        check_parts(held.folder, resume, "pairs")
        found = asked.found(held.folder / PARTS, resume, how)
        _fill(held, asked.call, found)
        return found


def _fill(held: OutputFolder, call: Call, found: Numbers) -> None:
    """Write the number, its charts and its report into a folder that is held."""
    from boomerang.report.charts import drawings_of
    from boomerang.report.filling import fill, write_dataset

    beside = partial(write_dataset, found.dataset, DATASET_FILE)
    fill(held, call, number_data(found), drawings_of(found), ADVICE, beside)


@dataclass(frozen=True)
class _Asked:
    """All that decides the numbers."""

    scenario: Scenario
    act: str
    outcome: str
    belief: Belief
    pairs: int
    acts: int | None
    first: date
    last: date
    seed: int
    by: tuple[str, ...]

    @property
    def made(self) -> Made:
        """What makes a folder of them."""
        facts = [self.scenario.digest, self.act, self.outcome, self.belief.digest, self.acts]
        digest = digest_of(canonical_json([*facts, self.first, self.last, self.seed, *self.by]))
        size = so_many(self.pairs, "pair")
        settings = settings_of(self) | in_words({"explanations": self.belief.explanations})
        return Made("number", self.scenario.case.name, version(), digest, size, "number", settings)

    @property
    def call(self) -> Call:
        """The call that makes them again."""
        arguments = {
            "act": self.act,
            "outcome": self.outcome,
            "explanations": explanations_asked(self.belief, self.scenario)
            if self.scenario.case.explanations
            else [],
            "pairs": self.pairs,
            "acts": self.acts,
            "by": list(self.by),
            "start": None if self.first == self.scenario.case.period.start else self.first.isoformat(),
            "end": None if self.last == self.scenario.last_day else self.last.isoformat(),
            "posterior": posterior_asked(self.belief),
            "seed": self.seed,
        }
        return Call("number", self.scenario, version(), said(arguments))

    def found(self, folder: Path | None, resume: bool, how: dict[str, Any]) -> Numbers:
        """The numbers, whose pairs are kept in a folder."""
        told, without = how["progress"], self._without()
        numbers: dict[str, Number] = {}
        for name in [name for name in self.belief.explanations if name not in without]:
            done = self.pairs * len(numbers)
            home = folder / name if folder is not None else None
            how["progress"] = None if told is None else lambda here, done=done: told(done + here)
            asked = self._pairs(name)
            records = asked.simulate(self.belief.draws[name], folder=home, resume=resume, **how)
            numbers[name] = Number.of(asked, records)
        parts = (self.scenario, self.act, self.outcome, self.belief, numbers, without, self.first, self.last)
        return Numbers(*parts)

    def _pairs(self, explanation: str) -> AddedPairs:
        scenario = _under(self.scenario, explanation)
        acts = self.acts or usual_acts(scenario, self.act, self.seed)
        return AddedPairs(scenario, self.act, self.outcome, acts, self.first, self.last, self.seed, self.by)

    def _without(self) -> dict[str, str]:
        """The explanations under which act or outcome cannot happen.

        Raises:
            InputError: that is all of them.
        """
        lacking = {}
        for name in self.belief.explanations:
            scenario = _under(self.scenario, name)
            missing = [event for event in (self.act, self.outcome) if not can_happen(scenario, event)]
            if missing:
                lacking[name] = f"under {name} there is no {missing[0]}"
        if len(lacking) == len(self.belief.explanations):
            names = listed(self.belief.explanations)
            raise InputError(f"no {self.act} can be followed by a {self.outcome} under {names}; name another")
        return lacking


def having(scenario: Scenario, act: str, outcome: str, explanations: Collection[str]) -> list[str]:
    """The explanations, of those named or else of all, under which act and outcome can happen.

    Raises:
        InputError: there is no such act, outcome or explanation.
    """
    check_act(scenario.case, act)
    check_event(scenario.case, outcome)
    some = explanations or scenario.case.explanations
    names = chosen_explanations(scenario, tuple(explanations)) if some else (EVERYTHING,)
    return [
        name for name in names if all(can_happen(_under(scenario, name), each) for each in (act, outcome))
    ]


def _under(scenario: Scenario, explanation: str) -> Scenario:
    """The scenario under an explanation; as it is where the case has none."""
    return under(scenario, explanation) if scenario.case.explanations else scenario


def _belief(
    given: Scenario, explanations: tuple[str, ...], pairs: int, posterior: str | Path | None, seed: int
) -> Belief:
    if posterior is not None:
        return believed_after(Path(posterior), given, explanations, pairs, seed)
    if explanations or given.case.explanations:
        return believed_before(given, explanations, pairs, seed)
    drawn = draw_priors(given, pairs, seed=seed)
    draws = [drawn.loc[row].to_dict() for row in range(pairs)]
    return Belief((EVERYTHING,), np.ones(1), {EVERYTHING: draws}, PRIORS)


def _check_pairs(pairs: int, seed: int, threads: int | None, *, resume: bool) -> None:
    """Refuse what cannot be simulated; `resume` is whether to go on without a folder."""
    check_seed(seed, pairs)
    check_replicates(pairs, threads, "pairs")
    if pairs < FEWEST:
        raise InputError(
            f"{so_many(pairs, 'pair is', 'pairs are')} too few for an interval; give {FEWEST} or more"
        )
    if resume:
        raise InputError("there is nothing to resume without a folder; give the folder of the pairs")


def _check(
    given: Scenario, act: str, outcome: str, acts: int | None, by: Collection[str], first: date, last: date
) -> None:
    """Refuse what cannot be asked."""
    check_act(given.case, act)
    check_event(given.case, outcome)
    check_by(given.case, by)
    if acts is not None and not 1 <= acts <= MOST_ACTS:
        raise InputError(f"{acts} acts cannot be added; give 1 to {MOST_ACTS}")
    start, end = given.case.period.start, given.last_day
    if not start <= first <= last <= end:
        raise InputError(
            f"acts cannot be added from {first} to {last}; give two days in order, from {start} to {end}"
        )


def _day(given: date | str | None, what: str, usual: date) -> date:
    if given is None:
        return usual
    try:
        return as_date(given)
    except ValueError as error:
        raise InputError(f"{what}: {error}") from None
