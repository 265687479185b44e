"""Pairs of twins, of a country as it was and under policies, for each explanation of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from boomerang.arrays import Floats, Floats2
from boomerang.case.parts.schema import AS_IT_WAS, Policy
from boomerang.case.scenario import Scenario, begins_late
from boomerang.case.text.texts import so_many, unknown
from boomerang.errors import InputError
from boomerang.inference.belief import Belief, under
from boomerang.inference.pair_files import PairFiles
from boomerang.measure.paired import POLICY, TOTAL, Compared, Record, joined
from boomerang.study.twins import twins_as_they_come

REFUSED: Record = {}
FEW = 10  # pairs below which nothing can be relied on
LUCK = "in so few pairs, perhaps by luck"
EACH = 2  # pairs that share a draw, so that luck and parameters can be told apart


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of twins, of a country as it was and under each policy.

    Attributes:
        scenario: as it was, with the mechanisms that can be on.
        policies: in the order of the case.
        belief: the explanations, their weights and draws; draw k is that of the pairs 2 k and 2 k + 1.
        outcome: what is compared.
        seed: of pair 0; pair r has seed + r under every explanation.
        records: for each explanation one a pair, with a first dimension `policy`; empty where one of its
            countries was refused.
    """

    scenario: Scenario
    policies: tuple[str, ...]
    belief: Belief
    outcome: str
    seed: int
    records: Mapping[str, Sequence[Record]]

    def kept(self, explanation: str) -> list[int]:
        """The numbers of the pairs that were not refused."""
        return [number for number, record in enumerate(self.records[explanation]) if record]

    @property
    def told(self) -> str:
        """How many there are under each explanation, in words."""
        sizes = [len(self.kept(name)) for name in self.belief.explanations]
        fewest = f"{min(sizes)} to " if min(sizes) < max(sizes) else ""
        return fewest + so_many(max(sizes), "pair")

    @property
    def any(self) -> str:
        """What stands after `in` where something was seen in no pair."""
        return "the only pair" if self.told == "1 pair" else f"any of the {self.told}"

    def totals(self, explanation: str) -> tuple[Floats, Floats2]:
        """The outcome of the pairs that were not refused.

        Returns:
            float64[pairs], as it was, and float64[policies, pairs].
        """
        given = self.records[explanation]
        both = np.array([given[number][TOTAL].values for number in self.kept(explanation)])
        return both[:, 0, 0], both[:, :, 1].T


def chosen_policies(scenario: Scenario, wanted: Sequence[str]) -> tuple[str, ...]:
    """The policies that are asked for, in the order of the case; where none is, all that change the run.

    Raises:
        InputError: the case has no such policy, or it begins after the last day; there is none to compare.
    """
    case = scenario.case
    if scenario.policy is not None:
        raise InputError(f"the scenario follows '{scenario.policy}' already; leave out its policy")
    for name in wanted:
        if name not in case.policies:
            raise InputError(unknown(name, f"policy of {case.name}", case.policies))
    some = [name for name, policy in case.policies.items() if policy != Policy() and name != AS_IT_WAS]
    late = {name: begins_late(case, name, scenario.until) for name in wanted or some}
    reasons = [reason for reason in late.values() if reason]
    if reasons and (wanted or len(reasons) == len(some)):
        raise InputError("; ".join(reasons))
    chosen = tuple(name for name in case.policies if late.get(name) == "" and name != AS_IT_WAS)
    if not chosen:
        raise InputError(f"{case.name} has no policy to compare with the country as it was")
    return chosen


def notes_on_policies(scenario: Scenario, chosen: Sequence[str], every: bool) -> tuple[str, ...]:
    """What must be known of the days from which policies count: some begin too late, or on other days."""
    case, notes = scenario.case, []
    late = [name for name in case.policies if begins_late(case, name, scenario.until)] if every else []
    if late:
        named = " and ".join(f"'{name}' (from {case.policies[name].start})" for name in late)
        verb = "are" if len(late) > 1 else "is"
        notes.append(f"{named} {verb} left out, because the last day is {scenario.last_day}")
    starts: dict[date, list[str]] = {}
    for name in chosen:
        day = max(case.policies[name].start or case.period.start, case.period.start)
        starts.setdefault(day, []).append(f"'{name}'")
    if len(starts) > 1:
        days = "; ".join(f"{', '.join(names)} on {day}" for day, names in sorted(starts.items()))
        notes.append(
            f"the policies do not begin on the same day: {days}; what each changes is counted from its own"
            f" first day to {scenario.last_day}"
        )
    return tuple(notes)


def luck_in(pairs: int) -> str:
    """What stands before all that so many pairs are said to tell where they are few, else nothing."""
    return LUCK if pairs < FEW else ""


def notes_on_pairs(pairs: int, each: int = EACH) -> tuple[str, ...]:
    """What must be known where there are few pairs, so many of which share a draw."""
    if pairs >= FEW:
        return ()
    draws, verb = so_many(-(-pairs // each), "draw"), "is" if pairs == 1 else "are"
    return (
        f"{so_many(pairs, 'pair')} of each explanation, from {draws} of the parameters, {verb} too few to"
        f" rely on any sign or interval here; simulate {FEW} or more",
    )


def simulate_pairs(
    scenario: Scenario,
    policies: Sequence[str],
    belief: Belief,
    pairs: int,
    outcome: str,
    *,
    seed: int,
    files: PairFiles | None = None,
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int], Any] | None = None,
) -> Pairs:
    """Simulate pairs of twins under each explanation, or read those that are kept already.

    Args:
        scenario: as it was.
        policies: as `chosen_policies` gives them.
        belief: with a draw for every two pairs at least.
        pairs: under each explanation.
        outcome: as of `Compared`.
        files: where each pair is put as soon as it is done; None to keep them in memory alone.
        seed, threads, executor: as of `ensemble`.
        progress: called with the number of pairs done.

    Raises:
        InputError: twins differ before a policy begins, all pairs of an explanation are refused, or the
            folder cannot be used.
    """
    lean = replace(scenario, case=scenario.case.model_copy(update={"observations": (), "observable": ()}))
    how: dict[str, Any] = {"seed": seed, "threads": threads, "executor": executor}
    records: dict[str, list[Record]] = {}
    for name in belief.explanations:
        done = pairs * len(records)
        filling = _Filling(name, tuple(policies), files, done, progress)
        filling.read(pairs)
        draws = {r: belief.draws[name][r // EACH] for r in range(pairs) if r not in filling.found}
        if draws:
            before = under(lean, name)
            after = [before.changed(policy=policy) for policy in policies]
            twins_as_they_come(before, after, draws, Compared(outcome), filling.take, **how, refused=REFUSED)
        records[name] = [filling.found[number] for number in range(pairs)]
        if not any(records[name]):
            raise InputError(
                f"under {name} every pair is refused, because its hazards run away or an intervention finds"
                " too few people"
            )
    return Pairs(scenario, tuple(policies), belief, outcome, seed, records)


class _Filling:
    """Collects the pairs of an explanation.

    Attributes:
        found: the records by number.
    """

    def __init__(
        self,
        explanation: str,
        policies: tuple[str, ...],
        files: PairFiles | None,
        done: int,
        progress: Callable[[int], Any] | None,
    ) -> None:
        self.found: dict[int, Record] = {}
        self._explanation, self._policies, self._files = explanation, policies, files
        self._told = partial(_tell, progress, done)

    def read(self, pairs: int) -> None:
        """Take what is kept of the first `pairs`."""
        if self._files is not None:
            self.found |= self._files.read(self._explanation, pairs)
            self._told(len(self.found))

    def take(self, number: int, measured: list[Record]) -> None:
        """Take a pair that is done: its record under each policy."""
        whole = joined(measured, POLICY, np.array(self._policies)) if all(measured) else REFUSED
        self.found[number] = whole
        if self._files is not None:
            self._files.write(self._explanation, number, whole)
        self._told(len(self.found))


def _tell(progress: Callable[[int], Any] | None, before: int, done: int) -> None:
    if progress is not None:
        progress(before + done)
