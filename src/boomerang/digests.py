"""Digests: what is the same has the same one."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray


def digest_of(*parts: str | bytes | NDArray[Any]) -> str:
    """SHA-256 over texts, bytes and the memory of arrays, one after another, in hexadecimal digits."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            total.update(np.ascontiguousarray(part).data)
        else:
            total.update(part.encode() if isinstance(part, str) else part)
    return total.hexdigest()


def canonical_json(data: Any) -> bytes:
    """The one way to write plain data as JSON; keys keep their order, which decides what a case simulates.

    Dates become texts.

    Raises:
        ValueError: a number that is not finite.
    """
    text = json.dumps(
        data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=date.isoformat
    )
    return text.encode()
