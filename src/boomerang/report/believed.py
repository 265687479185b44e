"""What an answer of `explain` in a folder leaves to be believed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from boomerang.addresses import random_at
from boomerang.case.scenario import Scenario, digest_of_case
from boomerang.errors import InputError
from boomerang.files import damage_told
from boomerang.folders import check_unchanged
from boomerang.inference.belief import Belief, Settings, chosen_explanations
from boomerang.inference.table.shards import Shelf, check_cases
from boomerang.report.data.parameters import read_posterior, settings_of
from boomerang.report.sections.findings import ANSWER_FILE, TABLE
from boomerang.version import version

if TYPE_CHECKING:
    from xarray import Dataset

POSTERIOR_FILE, AGAIN = "posterior.nc", "explain the case again"


def believed_after(
    folder: Path, scenario: Scenario, explanations: Sequence[str], count: int, seed: int
) -> Belief:
    """The explanations of an answer with their probabilities, and draws of its posterior.

    Args:
        folder: where `explain` put everything; scenario: what is simulated.
        explanations: names of the case; none for all that the answer leaves any probability.
        count: draws of each; the first are the same however many there are. seed: of their choice.

    Raises:
        InputError: there is no answer, or it is of another case or version, or was changed; an explanation
            is not in it.
    """
    _check(folder, scenario)
    names = chosen_explanations(scenario, explanations)
    with damage_told(folder / ANSWER_FILE, AGAIN):
        given = json.loads((folder / ANSWER_FILE).read_bytes())["posterior"]
        said = np.array([float(given[name]) for name in names])
    if not explanations:
        names, said = tuple(np.array(names)[said > 0].tolist()), said[said > 0]
    if not said.sum() > 0:
        raise InputError(f"{folder}: this answer gives {' or '.join(names)} no probability")
    with damage_told(folder / POSTERIOR_FILE, AGAIN):
        tree = read_posterior(folder / POSTERIOR_FILE)
        draws = {name: _draws(tree[f"{name}/posterior"].to_dataset(), count, seed) for name in names}
        answer = str(tree.attrs["digest"])[:12]
    return Belief(names, said / said.sum(), draws, f"the answer {answer} of explain")


def persons_of(folder: Path) -> int | None:
    """How many people the countries of an answer had; None for the case's own number."""
    return Shelf.read(folder / TABLE).about.persons


def _check(folder: Path, scenario: Scenario) -> None:
    """Refuse an answer that is not there, or of something else."""
    if missing := [name for name in (ANSWER_FILE, POSTERIOR_FILE) if not (folder / name).is_file()]:
        raise InputError(
            f"{folder}: there is no answer of explain in this folder ({', '.join(missing)} missing)"
        )
    about, case = Shelf.read(folder / TABLE).about, scenario.case
    if about.name != case.name or about.case != digest_of_case(case, about.policy):
        other = about.name if about.name != case.name else f"another state of {case.name}"
        raise InputError(f"{folder}: this answer is of another case, {other}; {AGAIN}")
    if about.version != version():
        raise InputError(
            f"{folder}: this answer is of another version of boomerang, {about.version}; {AGAIN}"
        )
    check_unchanged(folder, AGAIN)
    check_cases(folder)


def _draws(posterior: Dataset, count: int, seed: int) -> list[Settings]:
    """Draws in an order of their own, again from the first once all are used."""
    size = posterior.sizes["draw"]
    order = random_at(f"draws of a posterior, seed {seed}").permutation(size)
    return [settings_of(posterior, int(order[number % size])) for number in range(count)]
