"""One tiny case for every feature of the engine, read from features.yaml."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from boomerang.case import case_from_data
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case

FOLDER = Path(__file__).parent
_FILE = YAML(typ="safe", pure=True).load(FOLDER / "features.yaml")
FEATURES: list[str] = list(_FILE["features"])


@cache
def feature(name: str) -> Compiled:
    """The compiled case of a feature, under its policy if it has one, with transitions and acts logged."""
    case = case_from_data(feature_data(name), FOLDER)
    return compile_case(scenario(case, policy=next(iter(case.policies), None)))


def feature_data(name: str) -> dict[str, Any]:
    """The data of a feature's case."""
    own = dict(_FILE["features"][name])
    data = _FILE["base"] | _FILE["patterns"].get(own.pop("like", None), {}) | own
    return data | {"log": [event for kind in ("transitions", "acts") for event in data.get(kind, {})]}
