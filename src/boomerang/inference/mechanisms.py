"""Which mechanisms are at work, whatever explanation names them: inclusion probabilities over subsets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table as Grid

from boomerang.inference.explain import compare
from boomerang.inference.learn.choice import Inclusion, inclusion
from boomerang.inference.table.subsets import SUBSETS, shared_mechanisms
from boomerang.inference.table.table import Table

CLAIM = 60  # letters of a claim in the terminal


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
    silent: NDArray[np.bool_]


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


def mechanisms_data(given: Mechanisms) -> dict[str, Any]:
    """The answer as plain data: `inclusion` by mechanism, and `subsets`, the table that it rests on."""
    claims, found = given.table.case.mechanisms, given.inclusion
    return {
        "inclusion": {
            name: {
                "claim": claims[name].claim,
                "probability": round(float(found.probability[i]), 4),
                "sd": round(float(found.sd[i]), 4),
                "prior": round(float(found.prior[i]), 4),
                "silent": bool(given.silent[i]),
            }
            for i, name in enumerate(given.names)
        },
        "subsets": {
            "countries": given.table.about.simulations,
            "shared": list(given.shared),
            "refused": round(given.table.share_refused(SUBSETS), 4),
            "digest": given.table.digest,
        },
    }


def print_mechanisms(given: Mechanisms) -> None:
    """Print the mechanisms, those first of which the data say most."""
    console = Console(highlight=False)
    count = given.table.about.simulations
    console.print(
        f"\n[bold]Which mechanisms are at work[/bold], whatever else is: {count:,} simulated countries, each "
        f"with a random subset of mechanisms on; tables in {given.table.folder}"
    )
    console.print(_grid(given))
    if given.shared:
        console.print(f"On in every country, as in all explanations: {', '.join(given.shared)}.")
    if silent := [name for name, said in zip(given.names, given.silent, strict=True) if said]:
        console.print(f"The data say nothing about {', '.join(silent)}: as likely as before, within ±.")


def _grid(given: Mechanisms) -> Grid:
    found, claims = given.inclusion, given.table.case.mechanisms
    grid = Grid(box=None, pad_edge=False, padding=(0, 2))
    grid.add_column("mechanism")
    grid.add_column("claim")
    for title in ("at work", "prior"):
        grid.add_column(title, justify="right", no_wrap=True)
    for i in np.argsort(-np.abs(found.probability - found.prior), kind="stable"):
        grid.add_row(
            given.names[i],
            shorten(claims[given.names[i]].claim, CLAIM, placeholder=" ..."),
            f"{found.probability[i]:.0%} ± {2 * found.sd[i]:.0%}",
            f"{found.prior[i]:.0%}",
        )
    return grid
