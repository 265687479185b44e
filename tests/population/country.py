"""A small country with everything uneven, and the ranges that its people live in."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine.model import Model
from boomerang.engine.simulate import seeded

PEOPLE = {"north": 83, "hill": 2, "lake": 41, "south": 60, "camp": 1}
PROVINCES = ["upper", "upper", "middle", "lower", "lower"]
HOUSEHOLD, NEIGHBOURHOOD = 4.4, 25.0
TRAITS = {"sex": {"woman": 0.52, "man": 0.48}, "corps": {"none": 0.7, "private": 0.25, "officer": 0.05}}


def compiled_country(
    contacts: dict[str, Any] | None = None,
    people: dict[str, int] = PEOPLE,
    traits: dict[str, Any] = TRAITS,
) -> Compiled:
    """The country, with some contact layers."""
    places = [
        {"place": name, "people": count, "province": province}
        for (name, count), province in zip(people.items(), PROVINCES, strict=False)
    ]
    data = {
        "case": "country",
        "title": "A small country",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 month"},
        "population": {
            "places": places,
            "household": f"{HOUSEHOLD} people",
            "neighbourhood": f"{NEIGHBOURHOOD} people",
            "traits": traits,
            "contacts": contacts or {},
        },
        "tracks": {"stance": ["loyal", "gone"]},
    }
    return compile_case(scenario(case_from_data(data, Path())))


def seeded_country(compiled: Compiled, seed: int = 1) -> Model:
    """The model with the people and ties of a seed."""
    return seeded(compiled.model, seed, compiled.events, compiled.layers)


def ranges(people: dict[str, int] = PEOPLE) -> dict[str, NDArray[np.int64]]:
    """The number of everybody's household, neighbourhood, place, province and nation, from the definition.

    A place is cut into round(people / mean) nearly equal neighbourhoods, and these likewise into households.
    """
    rows: list[tuple[int, int, int, int]] = []
    provinces = list(dict.fromkeys(PROVINCES))
    neighbourhood = household = -1
    for place, count in enumerate(people.values()):
        province = provinces.index(PROVINCES[place])
        for area in parts(count, NEIGHBOURHOOD):
            neighbourhood += 1
            for size in parts(area, HOUSEHOLD):
                household += 1
                rows += [(household, neighbourhood, place, province)] * size
    columns = np.array(rows).T
    names = ("household", "neighbourhood", "place", "province")
    return dict(zip(names, columns, strict=True)) | {"nation": np.zeros(len(rows), np.int64)}


def parts(size: int, mean: float) -> list[int]:
    """The sizes of max(1, round(size / mean)) nearly equal parts, cut at the whole numbers below k / n."""
    number = max(1, int(size / mean + 0.5))
    return [size * (k + 1) // number - size * k // number for k in range(number)]
