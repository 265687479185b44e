"""The version of the installed package."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """The version of the installed distribution; `unknown` where the source is not installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("boomerang-sim")
    except PackageNotFoundError:
        return "unknown"
