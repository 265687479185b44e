"""Which mechanisms are at work, in the terminal."""

from __future__ import annotations

from textwrap import shorten

import numpy as np

from boomerang.inference.mechanisms import Mechanisms
from boomerang.report.terminal.screen import Grid, Screen, bold, line

CLAIM = 60  # letters of a claim


def print_mechanisms(given: Mechanisms) -> None:
    """Print the mechanisms, those first of which the data say most."""
    console = Screen()
    count = given.table.about.simulations
    console.print(
        line(
            "\n",
            bold("Which mechanisms are at work"),
            f", whatever else is: {count:,} simulated countries, each with a random subset of mechanisms on; "
            f"tables in {given.table.folder}",
        )
    )
    console.print(_grid(given))
    if given.shared:
        console.print(f"On in every country, as in all explanations: {', '.join(given.shared)}.")
    if silent := [name for name, said in zip(given.names, given.silent, strict=True) if said]:
        console.print(f"The data say nothing about {', '.join(silent)}: as likely as before, within ±.")


def _grid(given: Mechanisms) -> Grid:
    found, claims = given.inclusion, given.table.case.mechanisms
    grid = Grid(("mechanism", "claim"), ("at work", "prior"), padding=(0, 2))
    for i in np.argsort(-np.abs(found.probability - found.prior), kind="stable"):
        grid.add_row(
            given.names[i],
            shorten(claims[given.names[i]].claim, CLAIM, placeholder=" ..."),
            f"{found.probability[i]:.0%} ± {2 * found.sd[i]:.0%}",
            f"{found.prior[i]:.0%}",
        )
    return grid
