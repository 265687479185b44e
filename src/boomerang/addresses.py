"""Luck by address: a text such as "table, seed 3, row 7" always leads to the same random numbers.

The address is hashed with SHA-256, so that neighbouring addresses have nothing in common and the numbers are
the same on every machine.
"""

from __future__ import annotations

import hashlib

import numpy as np


def random_at(address: str) -> np.random.Generator:
    """A generator of its own for an address."""
    return np.random.default_rng(int.from_bytes(_digest(address)))


def number_at(address: str) -> int:
    """A number of its own for an address, 0 .. 2**64 - 1."""
    return int.from_bytes(_digest(address)[:8])


def _digest(address: str) -> bytes:
    return hashlib.sha256(address.encode()).digest()
