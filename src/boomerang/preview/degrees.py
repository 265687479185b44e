"""How many contacts people have in a layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from boomerang.arrays import Ints, Ints2
from boomerang.compile.case import Compiled
from boomerang.kernels.compiled import bind, kernel
from boomerang.population.contacts import degree_of, open_block, seed_layers
from boomerang.population.country import seed_country
from boomerang.population.mixing import name_key
from boomerang.preview.standing import standing

SAMPLE = 2000


@kernel
def fill_degrees(country: Any, layers: Any, layer: int, persons: Ints, out: Ints2) -> None:
    """The number of contacts of each of some persons, and how many others these are chosen from."""
    for i in range(len(persons)):
        block = open_block(country, layers, layer, persons[i])
        out[0, i] = degree_of(layers, layer, block, persons[i])
        out[1, i] = out[0, i] if layers.edges[layer] >= 0 else max(np.int64(0), block.length - 1)


def mean_degrees(compiled: Compiled, seed: int = 1) -> dict[str, tuple[float, float]]:
    """(share of people with contacts, mean number of contacts of these) of each layer, from a sample."""
    result = {}
    for name, (degrees, _) in _sampled(compiled, seed).items():
        having = degrees[degrees > 0]
        result[name] = (len(having) / len(degrees), float(having.mean()) if len(having) else 0.0)
    return result


def met_again(compiled: Compiled, seed: int = 1) -> list[str]:
    """One sentence for every layer in which some have more contacts than there are others."""
    said = []
    for name, (degrees, others) in _sampled(compiled, seed).items():
        again = degrees > others
        if again.any():
            share = again.sum() / (degrees > 0).sum()
            number = f"{others[again].mean():.3g}"
            there = f"{number} {'other' if number == '1' else 'others'}"
            message = (
                f"{share:.0%} of its people have {degrees[again].max()} contacts, and only"
                f" {there} to be them, whom each event reaches several times; lower `each`, or leave it out"
                " and all meet"
            )
            said.append(
                standing(compiled.case, ("population", "contacts", name), f"contacts {name}", message)
            )
    return said


def _sampled(compiled: Compiled, seed: int) -> dict[str, Ints2]:
    """int64[2, n] for each layer: contacts of n people, and how many others there are."""
    if not compiled.layers:
        return {}  # to seed a country of many households takes long
    model = compiled.model
    keys = np.array([name_key("layer", name) for name in compiled.layers], np.uint64)
    country, layers = bind(seed_country(model.country, seed)), bind(seed_layers(model.layers, keys, seed))
    number = model.country.persons
    persons = np.unique(np.random.default_rng(seed).integers(0, number, min(SAMPLE, number)))
    found = {}
    for layer, name in enumerate(compiled.layers):
        found[name] = np.empty((2, len(persons)), np.int64)
        fill_degrees(country, layers, layer, persons, found[name])
    return found
