"""The quantities of a case: its expressions, rates and durations, wherever they stand."""

from collections.abc import Iterable, Iterator

from pydantic import RootModel

from boomerang.case.parts.part import Part
from boomerang.case.parts.values import Duration, Expression, Rate
from boomerang.case.text.yaml_text import Steps

Quantity = Expression | Rate | Duration


def quantities(part: object, steps: Steps = ()) -> Iterator[tuple[Steps, Quantity]]:
    """Find every expression, rate and duration of a part, with its path."""
    if isinstance(part, (Expression, Rate, Duration)):
        yield steps, part
    elif isinstance(part, RootModel):
        yield from quantities(part.root, steps)
    else:
        for step, inner in _entries(part):
            yield from quantities(inner, (*steps, step))


def _entries(part: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(part, Part):
        return [(field.alias or name, getattr(part, name)) for name, field in type(part).model_fields.items()]
    if isinstance(part, dict):
        return [(str(key), inner) for key, inner in part.items()]
    return enumerate(part) if isinstance(part, tuple) else ()
