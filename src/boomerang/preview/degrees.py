"""How many contacts people have in a layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from boomerang.arrays import Ints
from boomerang.compile.case import Compiled
from boomerang.kernels.compiled import bind, kernel
from boomerang.population.contacts import degree_of, open_block, seed_layers
from boomerang.population.country import seed_country
from boomerang.population.mixing import name_key

SAMPLE = 2000


@kernel
def fill_degrees(country: Any, layers: Any, layer: int, persons: Ints, out: Ints) -> None:
    """The number of contacts of each of some persons."""
    for i in range(len(persons)):
        block = open_block(country, layers, layer, persons[i])
        out[i] = degree_of(layers, layer, block, persons[i])


def mean_degrees(compiled: Compiled, seed: int = 1) -> dict[str, tuple[float, float]]:
    """(share of people with contacts, mean number of contacts of these) of each layer, from a sample."""
    model = compiled.model
    keys = np.array([name_key("layer", name) for name in compiled.layers], np.uint64)
    country, layers = bind(seed_country(model.country, seed)), bind(seed_layers(model.layers, keys, seed))
    number = model.country.persons
    persons = np.unique(np.random.default_rng(seed).integers(0, number, min(SAMPLE, number)))
    result = {}
    for layer, name in enumerate(compiled.layers):
        degrees = np.empty(len(persons), np.int64)
        fill_degrees(country, layers, layer, persons, degrees)
        having = degrees[degrees > 0]
        result[name] = (len(having) / len(persons), float(having.mean()) if len(having) else 0.0)
    return result
