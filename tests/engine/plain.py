"""Runs that are the same compiled and as plain Python; as a program it writes them into a folder."""

import sys

import numpy as np
from features import FOLDER, feature, feature_data
from numpy.typing import NDArray

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine import simulate
from boomerang.engine.everybody import homes, ties
from boomerang.engine.model import Model
from boomerang.engine.workspace import Rooms, allocate
from boomerang.kernels.compiled import bind

FEATURES = (
    "everything at once",
    "kick to a restricted layer",
    "kick to whole groups",
    "kick to households that are alike",
    "encounters in tiny groups",
    "encounters among some classes",
    "encounters with somebody from outside",
    "listed persons and ties",
    "steep hazard",
    "steep hazard of a class",
    "climate of a group",
    "tracks that start by trait",
    "interventions",
    "places in who and hazard ratios",
    "encounters between places",
    "kicks weighed by place",
    "kicks of encounters",
)
GIVEN, SCANT = "given events", "room for little"
GIVEN_EVENTS = (
    "leave: sex man in 2010-01..2010-01",
    "resent in 2010-02..2010-02",
    "leave in 2010-05..2010-06",
)
RUNS = (*FEATURES, GIVEN, SCANT)


def run(name: str) -> dict[str, NDArray[np.generic]]:
    """Counts, people, values and log of a run; and who lives where and knows whom."""
    compiled = _compiled(name)
    if name == SCANT:
        simulate._own.work = allocate(compiled.model, Rooms(candidates=3, pool=8, log=2, queue=4))
    outcome = simulate.simulate_model(compiled.model, 3, compiled.events, compiled.layers)
    told = {"count": outcome.count, "people": outcome.people, "value": outcome.value, **outcome.log}
    return told | _population(simulate.seeded(compiled.model, 3, compiled.events, compiled.layers))


def _population(model: Model) -> dict[str, NDArray[np.generic]]:
    place, trait_class = homes(bind(model.country))
    degree, contacts = ties(model)
    return {"place": place, "class": trait_class, "degree": np.concatenate([*degree, [0]])} | {
        f"contacts {number}": slots for number, slots in enumerate(contacts)
    }


def _compiled(name: str) -> Compiled:
    if name != GIVEN:
        return feature("everything at once" if name == SCANT else name)
    data = feature_data("transitions")
    return compile_case(scenario(case_from_data(data, FOLDER), given=GIVEN_EVENTS))


if __name__ == "__main__":
    np.seterr(over="ignore")  # uint64 arithmetic wraps around, as it should
    for name in RUNS:
        np.savez(f"{sys.argv[1]}/{name}.npz", **run(name))
