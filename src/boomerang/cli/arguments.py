"""Arguments and options that several commands share, and reading what was given for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from boomerang.errors import InputError

CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE", help="A bundled case, a folder with case.yaml, or a YAML file.", show_default=False
    ),
]
Persons = Annotated[int | None, typer.Option(metavar="N", help="Another size of the population.")]
Followed = Annotated[str | None, typer.Option(metavar="NAME", help="Follow this policy of the case.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="An earlier last day.")]
Threads = Annotated[int | None, typer.Option(help="How many at a time.", show_default="all processors")]

NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]


def read_folder(text: str) -> Path:
    """The folder that an option was given."""
    if not text.strip():
        raise InputError("the name of the folder is empty; write one, such as results, or . for this folder")
    return Path(text)


def read_settings(given: Iterable[str]) -> dict[str, str]:
    """The paths and values of `--set PATH=VALUE`."""
    settings = {}
    for text in given:
        path, equals, value = text.partition("=")
        if not (path.strip() and equals and value.strip()):
            raise InputError(
                f"--set '{text}': write PATH=VALUE, such as feelings.grievance.half-life='18 months'"
            )
        if path.strip() in settings:
            raise InputError(f"--set '{text}': {path.strip()} is set twice; give one value")
        settings[path.strip()] = value.strip()
    return settings


def read_date(text: str | None, option: str, *, first: bool = False) -> date | None:
    """The date that an option was given; of a month, a quarter or a year the last day, or the first."""
    from boomerang.case.parts.filed.spans import read_end

    if text is None:
        return None
    try:
        return read_end(text.strip(), last=not first)
    except ValueError as error:
        raise InputError(f"{option}: {error}") from None
