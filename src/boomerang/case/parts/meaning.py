"""What parts of a case mean, however they are written: to find what is said twice."""

from collections.abc import Hashable, Mapping
from math import prod
from typing import Any

from pydantic import RootModel

from boomerang.case.parts.part import Part
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import Expression

IGNORED = ("note",)  # says nothing that counts
SELECTING = ("count", "within")  # texts that may select people


def meaning(value: Any) -> Hashable:
    """The same for what means the same: lists in another order, `a or b` and `b or a`, 2 x 3 and 6."""
    if isinstance(value, Part):
        named = {name: getattr(value, name) for name in type(value).model_fields if name not in IGNORED}
        selected = {name: tuple(map(whom, named[name])) for name in SELECTING if name in named}
        return type(value).__name__, meaning(named | selected)
    if isinstance(value, Mapping):
        return frozenset((meaning(key), meaning(entry)) for key, entry in value.items())
    if isinstance(value, (list, tuple)):
        return frozenset(map(meaning, value))
    if isinstance(value, Expression):
        numbers = prod(factor for factor in value.factors if not isinstance(factor, str))
        return numbers, tuple(sorted(value.names)), str(value).startswith("up to ")
    if isinstance(value, Selector):
        return value.meaning
    return meaning(value.root) if isinstance(value, RootModel) else repr(value)


def whom(text: Selector | str) -> Selector | str:
    """Whom a text selects; a text that selects nobody as it is."""
    try:
        return text if isinstance(text, Selector) else Selector.from_text(text)
    except ValueError:
        return text
