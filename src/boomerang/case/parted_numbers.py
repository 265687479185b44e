"""A decimal comma parts entries in braces, and what is behind it becomes a key; how to write the number."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boomerang.case.called_like_keys import entries_at
from boomerang.case.text.errors import Problem
from boomerang.case.text.texts import number_text
from boomerang.case.text.yaml_text import steps_of

BEHIND = r"\d+(?: .*)?"  # a comma


def with_point(problem: Problem, data: Mapping[str, Any]) -> Problem:
    """The problem, and how to write a number whose decimals have become a key."""
    *above, key = steps_of(problem.path) or ("",)
    if not re.fullmatch(BEHIND, str(key)):
        return problem
    entries = entries_at(data, above)
    before = list(entries)[: list(entries).index(key)] if key in entries else []
    number = entries[before[-1]] if before and entries[key] is None else None
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return problem
    said = f"a comma parts entries in braces: write {before[-1]}: {number_text(number)}.{key}"
    return replace(problem, message=f"{problem.message}; {said}")
