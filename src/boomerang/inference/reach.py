"""Parameters whose posterior reaches beyond all that was drawn from the prior."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from boomerang.inference.learn.posterior import Estimate


def beyond_prior(estimates: Sequence[Estimate]) -> dict[str, dict[str, float]]:
    """For each explanation the share of the posterior beyond every draw of the prior, where there is any.

    The parameters that reach furthest come first.
    """
    found = {}
    for estimate in estimates:
        shares = estimate.beyond_prior
        order = np.argsort(-shares, kind="stable")
        found[estimate.explanation] = {
            estimate.parameters[j]: round(float(shares[j]), 4) for j in order if shares[j] > 0
        }
    return found


def plain_name(path: str) -> str:
    """`mechanisms.restriction.parameters.pull` as `restriction: pull`."""
    owner, _, name = path.rpartition("parameters.")
    return f"{owner.removeprefix('mechanisms.').rstrip('.')}: {name}" if owner else name
