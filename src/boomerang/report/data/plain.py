"""Numbers as JSON holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

DIGITS = 4  # of shares, probabilities and scores


def number(value: float, digits: int = DIGITS) -> float | None:
    """Rounded; None for what could not be computed, which JSON has no number for."""
    return round(float(value), digits) if np.isfinite(value) else None


def numbers(values: Iterable[float], digits: int = DIGITS) -> list[float | None]:
    """Several of them."""
    return [number(value, digits) for value in values]


def by_name(names: Sequence[str], values: Iterable[float]) -> dict[str, float | None]:
    """One number for each name."""
    return dict(zip(names, numbers(values), strict=True))


def record(row: dict[Any, Any]) -> dict[str, Any]:
    """A row of a table, its numbers rounded."""
    return {str(name): number(value) if isinstance(value, float) else value for name, value in row.items()}
