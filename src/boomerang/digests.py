"""Digests: what is the same has the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def digest_of(parts: Iterable[str | bytes | NDArray[Any]]) -> str:
    """SHA-256 over texts, bytes and the numbers of arrays, one after another, in hexadecimal digits."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            total.update(np.ascontiguousarray(part).data)
        else:
            total.update(part.encode() if isinstance(part, str) else part)
    return total.hexdigest()


def canonical_json(data: Any) -> bytes:
    """The one way to write plain data as JSON: without blanks, dates as text, keys in the order they have.

    That order counts: who lives where and what is drawn depend on it.
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode()
