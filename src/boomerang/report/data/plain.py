"""Numbers as JSON holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from boomerang.case.text.texts import rounded
from boomerang.characters import visible

DIGITS = 4  # of shares, probabilities and scores


def json_text(data: Any, indent: int = 2, plain: bool = False) -> str:
    """Data as JSON that every reader takes: what is no finite number is null, what is no text a code.

    Args:
        plain: write codes for all letters beyond those of ASCII, which every output has.
    """
    return visible(json.dumps(_finite(data), ensure_ascii=plain, indent=indent, allow_nan=False))


def _finite(data: Any) -> Any:
    if isinstance(data, float):
        return data if np.isfinite(data) else None
    if isinstance(data, dict):
        return {key: _finite(given) for key, given in data.items()}
    return [_finite(given) for given in data] if isinstance(data, (list, tuple)) else data


def number(value: float, digits: int = DIGITS) -> float | None:
    """Rounded; None for what could not be computed, which JSON has no number for."""
    return round(float(value), digits) if np.isfinite(value) else None


def numbers(values: Iterable[float], digits: int = DIGITS) -> list[float | None]:
    """Several of them."""
    return [number(value, digits) for value in values]


def with_sign(value: float) -> str:
    """The same with a + where it is more than 0."""
    return rounded(value) if round(value, 1) <= 0 else f"+{rounded(value)}"


def misfit(apart: float) -> str:
    """By how many standard deviations something lies above (+) or below (−), in as few letters as tell it."""
    return with_sign(apart).replace("-", "−")


def percent(share: float) -> str:
    """A share in whole per cent; small ones are not called 0."""
    return "<1%" if 0 < share < 0.005 else ">99%" if 0.995 < share < 1 else f"{share:.0%}"


def probability_text(data: Mapping[str, Any], name: str) -> str:
    """The probability of an explanation in an answer's data, and two standard deviations of it."""
    return f"{percent(data['posterior'][name])} ± {percent(2 * data['posterior_sd'][name])}"


def by_name(names: Sequence[str], values: Iterable[float]) -> dict[str, float | None]:
    """One number for each name."""
    return dict(zip(names, numbers(values), strict=True))


def record(row: dict[Any, Any]) -> dict[str, Any]:
    """A row of a table, its numbers rounded."""
    return {str(name): number(value) if isinstance(value, float) else value for name, value in row.items()}
