"""The one error type for a user's mistakes."""

from __future__ import annotations


class InputError(Exception):
    """Something that the user can put right; the text says where it is and what to do."""
