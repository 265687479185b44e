"""Which mechanisms are at work, whatever explanation names them: inclusion probabilities over subsets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from boomerang.arrays import Flags
from boomerang.inference.compare import compare
from boomerang.inference.learn.choice import Inclusion, inclusion
from boomerang.inference.table.subsets import shared_mechanisms
from boomerang.inference.table.table import Table
from boomerang.processors import one_blas_thread


@dataclass(frozen=True)
class Mechanisms:
    """What a table of random subsets says of each mechanism at the observed figures.

    Attributes:
        table: the simulated countries, each with its own subset of mechanisms on.
        names: mechanisms that are on in some countries and off in others, in the order of the case.
        shared: those that are on in all.
        inclusion: of `names`.
        silent: bool[m], of `names`: the probability is the prior within two standard deviations.
    """

    table: Table
    names: list[str]
    shared: tuple[str, ...]
    inclusion: Inclusion
    silent: Flags


@one_blas_thread()
def which_mechanisms(table: Table, *, by: date | None = None, threads: int | None = None) -> Mechanisms:
    """How likely each mechanism is at work, averaged over what else is.

    Args:
        table: of random subsets, as `build` makes it of `[SUBSETS]`.
        by: use only what was known by then; None for all observations.
        threads: at a time; changes no result.

    Raises:
        InputError: nothing was known by then.
    """
    data, shared = compare(table, by=by), shared_mechanisms(table.case)
    names = [name for name in table.mechanisms if name not in shared]
    on = table.mechanisms[names].to_numpy()
    found = inclusion(data.X, on, data.x0, seed=table.about.seed, threads=threads)
    silent = np.abs(found.probability - found.prior) <= 2 * found.sd
    return Mechanisms(table, names, shared, found, silent)
