"""What is worked out once for each argument."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Owner = TypeVar("Owner")
Key = TypeVar("Key")
Made = TypeVar("Made")


def once_each(method: Callable[[Owner, Key], Made]) -> Callable[[Owner, Key], Made]:
    """Method decorator: what is made of an argument is kept as long as the object lives.

    It is not to be changed.
    """
    name = f"_{method.__name__} so far"

    @wraps(method)
    def kept(self: Owner, key: Key) -> Made:
        known: dict[Key, Made] = vars(self).setdefault(name, {})
        if key not in known:
            known[key] = method(self, key)
        return known[key]

    return kept
