"""The events that a run is told to play become arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from boomerang.case.parts.given import Condition
from boomerang.compile.clock import Clock
from boomerang.compile.ground import Ground
from boomerang.engine.model import NOTHING_GIVEN, Givens, Hazards
from boomerang.population.mixing import name_key


def compile_given(
    conditions: Sequence[Condition], ground: Ground, clock: Clock, hazards: Hazards, events: list[str]
) -> Givens:
    """The kernel's arrays for conditions. One that stands there twice has two streams of luck."""
    if not conditions:
        return NOTHING_GIVEN
    texts = [str(condition) for condition in conditions]
    event = [events.index(condition.event) for condition in conditions]
    meant = [ground.states.all_chosen(condition.who) for condition in conditions]
    days = [((given.first - clock.start).days, (given.last - clock.start).days + 1.0) for given in conditions]
    keys = [name_key("given", text, str(texts[:i].count(text))) for i, text in enumerate(texts)]
    return Givens(
        event=np.array(event, np.int64),
        source=hazards.source[event] & np.array(meant),
        classes=np.array([ground.people.all_chosen(condition.who) for condition in conditions]),
        places=np.array([ground.lying(condition.who) for condition in conditions]),
        window=np.minimum(np.array(days) / clock.days, clock.length.sum()),
        key=np.array(keys, np.uint64),
        moment=np.zeros(len(texts)),
    )
