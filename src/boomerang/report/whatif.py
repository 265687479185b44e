"""What another policy would have changed, in one call."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

from boomerang.case import Case
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError
from boomerang.folders import Made, claimed, in_words
from boomerang.inference.belief import Belief, believed_before
from boomerang.inference.judged import Judged
from boomerang.inference.pair_files import ADVICE, PairFiles
from boomerang.inference.pairs import EACH, chosen_policies, notes_on_pairs, notes_on_policies, simulate_pairs
from boomerang.measure.paired import check_outcome
from boomerang.report.believed import believed_after, persons_of
from boomerang.report.comparison import Comparison
from boomerang.study.ensemble import check_replicates
from boomerang.study.simulate import check_seed
from boomerang.version import version

PAIRS = "pairs"  # the folder of all pairs, beside the comparison


def whatif(
    scenario: str | Path | Case | Scenario,
    outcome: str,
    *,
    policies: Collection[str] = (),
    explanations: Collection[str] = (),
    pairs: int = 30,
    posterior: str | Path | None = None,
    more: bool = False,
    seed: int = 1,
    threads: int | None = None,
    executor: Executor | None = None,
    folder: str | Path | None = None,
    resume: bool = False,
    progress: Callable[[int], Any] | None = None,
) -> Comparison:
    """Say what policies change, on the same people with the same luck, under each explanation.

    Args:
        scenario: as of `simulate`. A mechanism that is off in it is off under every explanation.
        outcome: what counts: an event, such as `depart`, or a track and its state, such as `stance departed`.
        policies: names of policies of the case; none for all.
        explanations: names of explanations; none for all, or with `posterior` for all that are possible.
        pairs: of each explanation. Every two pairs share a draw of the parameters.
        posterior: the folder of an answer of `explain`, which says how likely the explanations are, and
            their parameters; None for the priors, and explanations of the same weight.
        more: whether more of the outcome is better, and not less.
        seed: of pair 0 and of the draws; pair r has seed + r.
        threads, executor: as of `ensemble`; no result depends on them.
        folder: where pairs and the comparison are put; resume: go on with its pairs, or add to them.
        progress: called with the number of pairs done, of all explanations together.

    Raises:
        InputError: something given is not valid or of another case, or the folder cannot be written.
    """
    given = as_scenario(scenario)
    _check(given, outcome, pairs, seed, threads, resume=resume and folder is None)
    chosen = chosen_policies(given, tuple(policies))
    belief = _belief(given, tuple(explanations), -(-pairs // EACH), posterior, seed)
    made = _made(given, chosen, belief, outcome, seed)
    how: dict[str, Any] = {"seed": seed, "threads": threads, "executor": executor, "progress": progress}
    find = partial(simulate_pairs, given, chosen, belief, pairs, outcome, **how)
    notes = _notes(given, posterior) + notes_on_policies(given, chosen, not policies) + notes_on_pairs(pairs)
    if folder is None:
        return Comparison(Judged(find(), more, notes))
    with claimed(Path(folder), made, ADVICE, (PAIRS,)) as held:
        files = PairFiles(held.folder / PAIRS, made.digest).begin(resume)
        comparison = Comparison(Judged(find(files=files), more, notes))
        comparison.fill(held)
        return comparison


def _check(
    given: Scenario, outcome: str, pairs: int, seed: int, threads: int | None, *, resume: bool
) -> None:
    """Refuse what cannot be simulated; `resume` is whether to go on without a folder."""
    check_replicates(pairs, threads, "pairs")
    check_seed(seed, pairs)
    check_outcome(given.case, outcome)
    if resume:
        raise InputError("there is nothing to resume without a folder; give the folder of the pairs")


def _belief(
    given: Scenario, explanations: tuple[str, ...], count: int, posterior: str | Path | None, seed: int
) -> Belief:
    if posterior is None:
        return believed_before(given, explanations, count, seed)
    return believed_after(Path(posterior), given, explanations, count, seed)


def _made(given: Scenario, policies: tuple[str, ...], belief: Belief, outcome: str, seed: int) -> Made:
    """What makes a folder: all that decides the pairs but their number."""
    digest = digest_of(canonical_json([given.digest, policies, belief.digest, outcome, seed]))
    settings = {"policies": policies, "explanations": belief.explanations, "outcome": outcome, "seed": seed}
    told = in_words(settings | given.options)
    return Made("whatif", given.case.name, version(), digest, what="comparison", settings=told)


def _notes(given: Scenario, posterior: str | Path | None) -> tuple[str, ...]:
    """What must be known of the draws."""
    if posterior is None:
        return (
            "parameters are drawn from the priors and all explanations weigh the same, because no answer of"
            " explain was given",
        )
    learned = persons_of(Path(posterior))
    if learned == given.persons:
        return ()
    return (
        f"the parameters were learned in countries of {learned or 'the full number of'} persons, and these"
        " have another number",
    )
