"""The obvious fast program: a compiled loop over everybody in every step, by hand for the flagship's process.

It holds one array entry for everything about everybody and draws one number for each event that a person is
at risk of. It is what a good programmer would write first; the engine is measured against it.
"""

from __future__ import annotations

import time

import numba
import numpy as np

from boomerang.compile.case import Compiled

EVENTS = (
    "speak_out",
    "fall_silent",
    "sympathise",
    "relent",
    "depart",
    "arrest",
    "release",
    "return",
    "die",
    "stop",
)


@numba.njit(nogil=True)
def _uniform(word):
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    return word, np.float64(word >> np.uint64(11)) / 9007199254740992.0


@numba.njit(nogil=True)
def _dense(classes, state, feeling, source, target, weight, strength, keep, near, steps):
    """`steps` steps over everybody; a stop is felt by the person and by `near` neighbours in the index."""
    word = np.uint64(88172645463325252)
    happened = 0
    for _ in range(steps):
        for i in range(len(state)):
            feeling[i, 0] *= keep[0]
            feeling[i, 1] *= keep[1]
            for k in range(len(source)):
                if source[k, state[i]] and weight[k, classes[i]] > 0.0:
                    felt = strength[k, 0] * feeling[i, 0] + strength[k, 1] * feeling[i, 1]
                    word, luck = _uniform(word)
                    if luck < weight[k, classes[i]] * (np.exp(felt) if felt != 0.0 else 1.0):
                        happened += 1
                        state[i] = target[k, state[i]]
                        if k == len(source) - 1:
                            for j in range(max(0, i - near // 2), min(len(state), i + near // 2)):
                                feeling[j, 0] += 0.05
                                feeling[j, 1] += 0.05
    return happened


def seconds_per_step(compiled: Compiled, steps: int = 6) -> float:
    """Mean seconds of one step of the dense loop over the whole country of a compiled flagship."""
    model = compiled.model
    chosen = [compiled.events.index(name) for name in EVENTS]
    hazards = model.hazards
    persons = model.country.persons
    per_class = np.bincount(np.repeat(np.arange(compiled.people.class_count), compiled.people.class_people))
    classes = np.repeat(np.arange(len(per_class)), per_class).astype(np.int32)
    np.random.default_rng(1).shuffle(classes)
    weight = np.exp2(hazards.log_weight[chosen] + hazards.log_rate[chosen][:, None])
    arguments = (
        hazards.source[chosen],
        hazards.target[chosen].astype(np.uint8),
        weight,
        hazards.log_feeling[chosen] * np.log(2),
        model.quantities.feeling_decay[:, 1].astype(np.float64),
        16,
    )
    state, feeling = np.zeros(persons, np.uint8), np.zeros((persons, 2), np.float32)
    _dense(classes, state, feeling, *arguments, 1)
    start = time.perf_counter()
    _dense(classes, state, feeling, *arguments, steps)
    return (time.perf_counter() - start) / steps
