"""What each mechanism adds to the number of an event, found by running the country with and without it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np

from boomerang.arrays import Floats
from boomerang.case import Case
from boomerang.case.parts.names import Names
from boomerang.case.scenario import Scenario, as_scenario
from boomerang.case.text.texts import unknown
from boomerang.compile.case import Compiler
from boomerang.errors import InputError
from boomerang.study.accounting import ANYWAY, told_apart
from boomerang.study.accounting_shapley import MOST_EXACT, PERMUTATIONS, ShapleyValues, shapley
from boomerang.study.simulate import Prepared


def by_switching_off(
    scenario: str | Path | Case | Scenario,
    event: str,
    seeds: Collection[int],
    most_exact: int = MOST_EXACT,
    permutations: int = PERMUTATIONS,
) -> tuple[dict[str, float], dict[str, float]]:
    """What each mechanism adds to the number of an event, by running the country without it.

    Unlike `Accounting.totals` this counts also what follows from what did not happen. Up to `most_exact`
    mechanisms all subsets are run, with every seed; of more, orders are drawn.

    Args:
        scenario: as of `simulate`.
        event: a transition, act or encounter; seeds: of the runs.
        most_exact, permutations: as of `shapley`.

    Returns:
        The Shapley value of each mechanism, and what happens without any under `ANYWAY`: means over the
        seeds. The standard error of each: from seed to seed, and of the orders that were drawn.

    Raises:
        InputError: the case has no such event.
    """
    given = as_scenario(scenario)
    compiler, names, known = Compiler(given), given.mechanisms, Names(given.case).events
    if event not in known:
        raise InputError(unknown(event, f"event of {given.case.name}", known))

    def worth(on: tuple[int, ...]) -> Floats:
        prepared = Prepared(compiler.switched([names[number] for number in on]).at({}))
        counts = [prepared.run(seed).counts.get(event, 0) for seed in seeds]
        return np.array(counts, np.float64)

    shares: ShapleyValues = shapley(len(names), worth, most_exact, permutations, f"mechanisms, {event}")
    each = np.vstack([shares.value, worth(())]) if len(names) else worth(())[None]
    spread = each.std(axis=1, ddof=1) / np.sqrt(each.shape[1]) if each.shape[1] > 1 else 0 * each[:, 0]
    drawn = np.append(shares.error.mean(axis=1), 0.0) if len(names) else np.zeros(1)
    keys = (*told_apart(names, ANYWAY), ANYWAY)
    errors = np.hypot(spread, drawn).tolist()
    return dict(zip(keys, each.mean(axis=1).tolist(), strict=True)), dict(zip(keys, errors, strict=True))
