"""What parts of a case mean, however they are written: to find what is said twice."""

from collections.abc import Hashable, Mapping
from math import prod
from typing import Any

from pydantic import RootModel

from boomerang.case.parts.part import Part
from boomerang.case.parts.selectors import Selector, selected
from boomerang.case.parts.values import Expression

IGNORED = ("note",)  # says nothing that counts
SELECTING = ("count", "within")  # texts that may select people


def meaning(value: Any) -> Hashable:
    """The same for what means the same: lists in another order, `a or b` and `b or a`, 2 x 3 and 6."""
    if isinstance(value, Part):
        named = {name: given for name, given in vars(value).items() if name not in IGNORED}
        people = {name: tuple(map(whom, named[name])) for name in SELECTING if name in named}
        return type(value).__name__, meaning(named | people)
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


def whom(given: Any) -> Any:
    """Whom a text selects; what is no text, or selects nobody, as it is."""
    return (selected(given) or given) if isinstance(given, str) else given
