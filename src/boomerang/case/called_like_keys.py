"""What is called like a key cannot stand among the keys; where that goes wrong, how to write it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from boomerang.case.parts.bundle import Kick
from boomerang.case.parts.interventions import Intervention
from boomerang.case.parts.part import Part
from boomerang.case.text.errors import Problem
from boomerang.case.text.yaml_text import steps_of


@dataclass(frozen=True)
class _Spread:
    """A part among whose keys entries stand: how its path looks, and where their names are defined."""

    part: type[Part]
    path: re.Pattern[str]
    defined: Mapping[str, str]


SPREAD = (
    _Spread(
        Kick,
        re.compile(r"(?:mechanisms\.[^.]+\.)?kicks\[\d+\]"),
        {"feelings": "feeling", "climates": "climate"},
    ),
    _Spread(
        Intervention,
        re.compile(r"(?:(?:mechanisms|policies)\.[^.]+\.)?events\.[^.]+"),
        {"transitions": "transition", "acts": "act"},
    ),
)


def with_advice(problem: Problem, data: Mapping[str, Any]) -> Problem:
    """The problem, and how to write what is called like a key where that may have led to it."""
    for spread in SPREAD:
        found = spread.path.match(problem.path)
        if found is None:
            continue
        rest = problem.path[found.end() :].removeprefix(".")
        given = entries_at(data, steps_of(found[0]))
        for name, kind in _named(data, spread.defined):
            if name in spread.part.taken_keys() and name in given and rest in ("", name):
                key = spread.part.spread
                said = f"the {kind} '{name}' is called like a key of {spread.part.noun}"
                return replace(problem, message=f"{problem.message}; {said}: write `{key}: {{{name}: ...}}`")
    return problem


def entries_at(data: Any, steps: Iterable[str | int]) -> Mapping[Any, Any]:
    """The entries that stand there in the data; none where there are no such."""
    for step in steps:
        try:
            data = data[step]
        except (LookupError, TypeError):
            return {}
    return data if isinstance(data, dict) else {}


def _named(data: Mapping[str, Any], defined: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every name that the case or a mechanism defines under these keys, and of what kind it is."""
    mechanisms = data.get("mechanisms")
    bundles = [data, *(mechanisms.values() if isinstance(mechanisms, dict) else ())]
    for bundle in filter(lambda one: isinstance(one, dict), bundles):
        for key, kind in defined.items():
            names = bundle.get(key)
            yield from ((str(name), kind) for name in (names if isinstance(names, dict) else ()))
