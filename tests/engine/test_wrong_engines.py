"""Engines that are wrong on purpose: the comparisons of test_agreement.py must catch each of them.

The fast engine gets a model that was tampered with; the reference keeps the true one.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from compare import differences
from features import feature

from boomerang.engine.model import ENCOUNTER, Model

Tamper = Callable[[Model], Model]


def part(name: str, **changes: Callable[[Any], Any]) -> Tamper:
    """Tampering with arrays of one part of a model."""

    def tamper(model: Model) -> Model:
        given = getattr(model, name)
        changed = {field: change(getattr(given, field).copy()) for field, change in changes.items()}
        return model._replace(**{name: given._replace(**changed)})

    return tamper


def zero(array: np.ndarray) -> np.ndarray:
    return np.zeros_like(array)


def one_step_late(array: np.ndarray) -> np.ndarray:
    """Along the last axis, what held one step before."""
    return np.concatenate([array[..., :1], array[..., :-1]], axis=-1)


def without_kicks_of_encounters(model: Model) -> Model:
    """An engine in which nothing follows from an encounter besides the transition."""
    amount = model.kicks.amount.copy()
    for event in np.flatnonzero(model.hazards.kind == ENCOUNTER):
        amount[slice(*model.kicks.bundle_start[[event, event + 1]])] = 0
    return model._replace(kicks=model.kicks._replace(amount=amount))


WRONG: dict[str, tuple[str, Tamper]] = {
    "rates 5 % too high": ("acts", part("hazards", log_rate=lambda logs: logs + np.log2(1.05))),
    "no difference between states": ("states raise hazards", part("hazards", log_state=zero)),
    "sign of a feeling swapped": ("kick to self", part("hazards", log_feeling=np.negative)),
    "feelings wear off a step late": ("kick to self", part("quantities", feeling_decay=one_step_late)),
    "no kick to self": ("kick to self", part("kicks", amount=zero)),
    "kick to the wrong layer": (
        "kick to the household",
        part("kicks", bundle_layer=lambda layers: layers + 1),
    ),
    "one contact too few": ("kick to neighbours", part("layers", degree=lambda degrees: degrees - 1)),
    "all receivers alike": ("kick weighed by the receiver", part("kicks", receiver=zero)),
    "kick not scaled": ("kick times lever and climate", part("kicks", bundle_times=zero)),
    "kick to a climate not weighed": (
        "climate kicked by states and traits",
        part("kicks", push_state=np.ones_like),
    ),
    "climate never wears off": ("climate of the nation", part("quantities", keep=np.ones_like)),
    "schedule a step late": (
        "lever with a schedule",
        part("quantities", schedule=lambda table: one_step_late(table.T).T),
    ),
    "last step whole": ("last step cut off", part("quantities", length=np.ones_like)),
    "climate not squared": ("climate squared", part("cells", term_kind=lambda kinds: np.minimum(kinds, 1))),
    "rate not multiplied by a lever": ("lever scaled by a column", part("cells", term_kind=np.ones_like)),
    "no response": ("response that relaxes", part("quantities", response_gain=zero)),
    "response without delay": ("response that relaxes", part("quantities", response_keep=zero)),
    "chance doubled": ("encounters", part("hazards", log_chance=lambda logs: logs + 1)),
    "chance the same for all": (
        "encounters",
        part("hazards", log_chance=lambda logs: np.full_like(logs, logs.max())),
    ),
    "ladder that leaves out a rung": (
        "ladder of states",
        part("hazards", target=lambda target: np.take_along_axis(target, target, axis=1)),
    ),
    "somebody from outside who comes through a contact": (
        "encounters with somebody from outside",
        part("hazards", layer=zero),
    ),
    "schedules for each mixed up": (
        "schedules for each",
        part("quantities", schedule=lambda table: table[:, ::-1]),
    ),
    "one person too few": ("interventions", part("interventions", people=lambda people: people - 1)),
    "drawn from everywhere": ("interventions", part("interventions", places=np.ones_like)),
    "drawn without regard to class": ("interventions", part("hazards", log_weight=zero)),
    "rank not required": (
        "two tracks",
        part("hazards", source=lambda source: source | np.roll(source, 1, axis=1)),
    ),
    "places all alike": ("places in who and hazard ratios", part("hazards", log_place=zero)),
    "contacts turned wherever they live": ("encounters between places", part("hazards", chance_place=zero)),
    "feelings kicked wherever people live": ("kicks weighed by place", part("kicks", bundle_place=zero)),
    "climates kicked from wherever": ("kicks weighed by place", part("kicks", push_place=zero)),
    "no kicks of encounters": ("kicks of encounters", without_kicks_of_encounters),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_engine_is_caught(name: str) -> None:
    case, tamper = WRONG[name]
    assert differences(case, tamper(feature(case).model))
