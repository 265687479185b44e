"""What a policy changes: a country as it was and its twin under the policy, one less the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case, Names
from boomerang.case.text.texts import free_name, unknown
from boomerang.compile.tallies import PLACE
from boomerang.errors import InputError
from boomerang.measure.counts import ends_of_months, is_state, paths_of
from boomerang.study.results import EVENT, Variable, is_coordinate
from boomerang.study.run import Run

TOTAL, HAPPENED, SIDE = "total", "happened", "side"
MONTH_END, BY_MONTH, BY_PLACE = "month_end", "by_month", "by_place"
POLICY, EXPLANATION, PAIR, WEIGHT = "policy", "explanation", "pair", "weight"  # of many records
OWN = {TOTAL, HAPPENED, SIDE, EVENT, PLACE, MONTH_END, BY_MONTH, BY_PLACE, POLICY, EXPLANATION, PAIR, WEIGHT}
SIDES = np.array(["as it was", "under the policy"])

Record = dict[str, Variable]


@dataclass(frozen=True)
class Compared:
    """Measures a pair of twins: how often the outcome happened to each, and in what they differ.

    Attributes:
        outcome: an event, or a track and its state, such as `stance departed`.
    """

    outcome: str

    def __call__(self, before: Run, after: Run) -> Record:
        """The record of a pair.

        Returns:
            `total`, float64[2]: the outcome in the whole run, or people in the state at its end, as it was
            and under the policy; `happened`, int64[2, events], each event of the case. All else are
            differences, under the policy less as it was: `by_month`, the outcome in each month, or people in
            the state at its end; `by_place`; `by trait NAME`, of an event, by category; `tally NAME`, the
            tallies of the case.

        Raises:
            InputError: something differs before the policy begins.
        """
        check_same_before(before, after)
        record = {SIDE: Variable((SIDE,), SIDES), **_both(before, after, self.outcome)}
        record |= _over_time(before, after, self.outcome) | _by_place(before, after, self.outcome)
        if not is_state(before.case, self.outcome):
            record |= _by_traits(before, after, self.outcome)
        axes = _axes_of_traits(before)
        for tally in before.case.tallies:
            record |= _tally(before, after, tally, axes)
        return record


def check_outcome(case: Case, outcome: str) -> None:
    """Refuse what no run counts.

    Raises:
        InputError: the case has no such event or state.
    """
    names = Names(case)
    states = [f"{track} {state}" for track, given in names.tracks.items() for state in given]
    if outcome not in names.events and outcome not in states:
        raise InputError(unknown(outcome, f"event or state of {case.name}", [*names.events, *states]))


def check_same_before(before: Run, after: Run) -> None:
    """Refuse twins that differ before the policy of the second begins; it is at work from its day on.

    Raises:
        InputError: something happened to one of them and not to the other.
    """
    policy = after.case.policies[after.scenario.policy] if after.scenario.policy else None
    if policy is None or policy.start is None:
        return
    whole = int((before.moments[1:] <= np.datetime64(policy.start)).sum())  # steps that lie before all of it
    alike = all(
        np.array_equal(before.events_of(event)[:whole], after.events_of(event)[:whole])
        for event in Names(before.case).events
    )
    if not alike or not _same_log(before, after, before.moments[whole]):
        raise InputError(
            f"with seed {before.seed} '{after.scenario.policy}' changes what happened before {policy.start},"
            " which no policy may; please report this as a fault of boomerang"
        )


def _same_log(before: Run, after: Run, end: np.datetime64) -> bool:
    """Whether the same events are logged until a moment, one by one, to the same people."""
    rows = [int((run.log["time"].values < end).sum()) for run in (before, after)]
    return rows[0] == rows[1] and all(
        np.array_equal(before.log[name].values[: rows[0]], after.log[name].values[: rows[0]])
        for name in ("time", "person", "place")
    )


def _both(before: Run, after: Run, outcome: str) -> Record:
    """The outcome, and how often each event of the case happened, on both sides."""
    names = list(Names(before.case).events)
    happened = [[run.counts.get(name, 0) for name in names] for run in (before, after)]
    total = [_places(run, outcome).sum() for run in (before, after)]
    return {
        EVENT: Variable((EVENT,), np.array(names)),
        TOTAL: Variable((SIDE,), np.array(total, np.float64)),
        HAPPENED: Variable((SIDE, EVENT), np.array(happened, np.int64)),
    }


def _over_time(before: Run, after: Run, outcome: str) -> Record:
    ends = ends_of_months(before.case, before.scenario.last_day)
    difference = _months(after, outcome) - _months(before, outcome)
    return {
        MONTH_END: Variable((MONTH_END,), ends.astype("datetime64[s]")),
        BY_MONTH: Variable((MONTH_END,), difference),
    }


def _by_place(before: Run, after: Run, outcome: str) -> Record:
    difference = _places(after, outcome) - _places(before, outcome)
    return {PLACE: Variable((PLACE,), before.places), BY_PLACE: Variable((PLACE,), difference)}


def _by_traits(before: Run, after: Run, outcome: str) -> Record:
    record: Record = {}
    for trait, axis in _axes_of_traits(before).items():
        difference = after.events_by(outcome, trait) - before.events_by(outcome, trait)
        record[axis] = Variable((axis,), before.categories_of(trait))
        record[f"by trait {trait}"] = Variable((axis,), difference)
    return record


def _axes_of_traits(run: Run) -> dict[str, str]:
    """The dimension of each trait: as in a run, unless something else of many records has this name."""
    return {trait: free_name(run.axis_of(trait), "trait", OWN) for trait in run.case.population.traits}


def _tally(before: Run, after: Run, name: str, axes: dict[str, str]) -> Record:
    """A tally of the case, and the labels along its dimensions.

    Args:
        axes: the dimension of each trait.
    """
    one, other = before.tally_of(name), after.tally_of(name)
    here = {before.axis_of(trait): axis for trait, axis in axes.items()}
    labels = {
        here.get(dim, dim): Variable((here.get(dim, dim),), before.variables[dim].values) for dim in one.dims
    }
    return {**labels, f"tally {name}": Variable(tuple(labels), other.values - one.values)}


def _places(run: Run, outcome: str) -> NDArray[np.int64]:
    """int64[places]: how often it happened, or how many people are in the state at the end."""
    if is_state(run.case, outcome):
        return np.asarray(run.people_in(outcome)[-1], np.int64)
    return run.events_of(outcome).sum(axis=0)


def _months(run: Run, outcome: str) -> NDArray[np.float64]:
    """float64[months]: how often it happened in each month, or people in the state at its end.

    Events of a step that two months share count for both, by its days in each.
    """
    path = paths_of(run, [outcome])[outcome]
    return path if is_state(run.case, outcome) else np.diff(path, prepend=0.0)


def joined(records: list[Record], dimension: str, labels: NDArray[np.generic]) -> Record:
    """Records of the same shape along a first dimension more; what labels their dimensions stands once."""
    found: Record = {dimension: Variable((dimension,), np.asarray(labels))}
    for name, first in records[0].items():
        if is_coordinate(name, first):
            found[name] = first
        else:
            values = np.stack([record[name].values for record in records])
            found[name] = Variable((dimension, *first.dims), values, first.attributes)
    return found


def differences(record: Record) -> Iterator[tuple[str, Variable]]:
    """What of a record, or of many joined, are differences."""
    for name, variable in record.items():
        if not is_coordinate(name, variable) and name not in (TOTAL, HAPPENED):
            yield name, variable


def differs(record: Record) -> bool:
    """Whether anything at all differs between twins."""
    total, happened = record[TOTAL].values, record[HAPPENED].values
    both = total[..., 0] != total[..., 1], happened[..., 0, :] != happened[..., 1, :]
    return any(part.any() for part in both) or any(v.values.any() for _, v in differences(record))
