"""Random subsets of the mechanisms of a case."""

from __future__ import annotations

from boomerang.addresses import number_at
from boomerang.case import Case
from boomerang.case.scenario import Scenario
from boomerang.errors import InputError
from boomerang.preview.suspicions import does_something

SUBSETS = (
    "Subsets"  # stands where a table names its explanations; none has this name, as theirs are lower-case
)


def shared_mechanisms(case: Case) -> tuple[str, ...]:
    """The mechanisms that all explanations of a case share, in the order of the case; none without any.

    Raises:
        InputError: no mechanism is left that could be on or off.
    """
    given = [explanation.mechanisms for explanation in case.explanations.values()]
    shared = tuple(name for name in case.mechanisms if given and all(name in on for on in given))
    if len(shared) == len(case.mechanisms):
        raise InputError(f"{case.name} has no mechanism that could be on in one country and off in another")
    return shared


def draw_subset(scenario: Scenario, shared: tuple[str, ...], seed: int, row: int) -> tuple[str, ...]:
    """The mechanisms that are on in a row, of those of the scenario, in the order of the case.

    Those of `shared` are on, each of the others with probability 1/2, by an address of its own. Of these, one
    that would do nothing in such company, because what it builds on is off, counts as off.
    """
    drawn = {name for name in scenario.mechanisms if name in shared or _heads(seed, row, name)}
    return tuple(
        name
        for name in scenario.mechanisms
        if name in shared or (name in drawn and does_something(scenario.case, name, drawn))
    )


def _heads(seed: int, row: int, mechanism: str) -> bool:
    """A coin of its own for each row and mechanism."""
    return number_at(f"subset, seed {seed}, row {row}, {mechanism}") < 2**63
