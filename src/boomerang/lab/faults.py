"""What is said where something fails in the lab."""

from __future__ import annotations

from boomerang.errors import InputError


def in_a_sentence(error: Exception) -> str:
    """What somebody can do about it; a fault of the lab says that it is one."""
    if isinstance(error, InputError):
        return str(error)
    if isinstance(error, MemoryError):
        return "There is not enough memory for this now; try a smaller case, or again later."
    return f"This is a fault of the lab ({type(error).__name__}: {error}); please report it."
