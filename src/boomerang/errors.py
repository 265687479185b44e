"""The one error type for a user's mistakes, a kind of it that can be caught apart, and a warning."""

from __future__ import annotations


class InputError(Exception):
    """Something that the user can put right; the text says where it is and what to do."""


class RunawayError(InputError):
    """The hazards of a country feed themselves until more would happen than can be simulated."""


class Notice(UserWarning):
    """Something that goes on all the same, but that the user should know."""
