"""The quantities of a case: its expressions, rates and durations, wherever they stand."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from pydantic import RootModel

from boomerang.case.parts.part import Part
from boomerang.case.parts.values import Duration, Expression, Rate
from boomerang.case.text.yaml_text import Steps

Quantity = Expression | Rate | Duration
PLAIN = (str, int, float, date)  # hold none, and it takes long to ask of them whether they are models


def quantities(part: object, steps: Steps = ()) -> list[tuple[Steps, Quantity]]:
    """Find every expression, rate and duration of a part, with its path."""
    if isinstance(part, (Expression, Rate, Duration)):
        return [(steps, part)]
    if isinstance(part, RootModel):
        return quantities(part.root, steps)
    return [
        found
        for step, inner in _entries(part)
        if inner and not isinstance(inner, PLAIN)
        for found in quantities(inner, (*steps, step))
    ]


def _entries(part: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(part, Part):
        values = vars(part)
        return [(key, values[name]) for key, name in _keys(type(part))]
    if isinstance(part, dict):
        return [(str(key), inner) for key, inner in part.items()]
    return enumerate(part) if isinstance(part, tuple) else ()


@cache
def _keys(kind: type[Part]) -> list[tuple[str, str]]:
    """Of each field of a kind of part, its key in a file and its name."""
    return [(field.alias or name, name) for name, field in kind.model_fields.items()]
