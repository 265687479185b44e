"""The one error type for a user's mistakes, the kinds of it that can be caught apart, and a warning."""

from __future__ import annotations

from boomerang.characters import brief


class InputError(Exception):
    """Something that the user can put right; the text says where it is and what to do.

    Of what the user has written it shows no more than helps to recognise it.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(brief(message))


class RefusedError(InputError):
    """A country cannot be simulated, though its case is valid; one with other values perhaps can."""


class RunawayError(RefusedError):
    """The hazards of a country feed themselves until more would happen than can be simulated."""


class TooFewError(RefusedError):
    """An event is to happen to more people than there are to whom it can."""


class Notice(UserWarning):
    """Something that goes on all the same, but that the user should know."""
