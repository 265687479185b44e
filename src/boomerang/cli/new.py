"""`boomerang new`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import AsJson, read_folder
from boomerang.cli.output import print_json, say
from boomerang.errors import InputError

CASE_FILE = "case.yaml"


def new(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", parser=read_folder, help="The folder to make; its name is the new case's name."
        ),
    ],
    source: Annotated[
        str, typer.Option("--from", metavar="CASE", help="The bundled case to start from.")
    ] = "village",
    as_json: AsJson = False,
) -> None:
    """Copy a bundled case into a new folder, to be edited."""
    made = copy_case(source, folder)
    if as_json:
        print_json({"case": folder.resolve().name, "from": source, "folder": str(folder)})
    else:
        say(f"Wrote {made}. Edit it, then: boomerang check {folder}")


def copy_case(source: str, folder: Path) -> Path:
    """Copy the folder of a bundled case and name the case after the new folder; returns the case file."""
    from boomerang.case.bundled import bundled_cases
    from boomerang.case.parts.fields import as_name
    from boomerang.case.text.texts import unknown
    from boomerang.files import WRITING, clear, held, put_new, told_plainly

    bundled = bundled_cases()
    if source not in bundled:
        raise InputError(unknown(source, "bundled case", bundled))
    try:
        name = as_name(folder.resolve().name)
    except ValueError as error:
        raise InputError(f"{folder}: the folder's name becomes the case's name, and {error}") from None
    contents = _contents(bundled[source], name)
    refused = InputError(f"{folder}: there is something of that name already; choose another name")
    if folder.is_file() or (folder / CASE_FILE).exists():
        raise refused
    what, advice = "case", "choose another folder"
    with held(folder, what, advice), told_plainly(folder, what, advice):
        if not all(place.name in contents or place.name.startswith(WRITING) for place in folder.iterdir()):
            raise refused
        clear(folder)
        put_new(folder, contents, what)
    return folder / CASE_FILE


def _contents(source: Path, name: str) -> dict[str, bytes]:
    """The files of a bundled case under another name, the case file last: where it is there, all are."""
    files = sorted(file for file in source.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    contents = {file.relative_to(source).as_posix(): file.read_bytes() for file in files}
    text = contents.pop(CASE_FILE)
    return contents | {CASE_FILE: re.sub(rb"^case:.*$", b"case: " + name.encode(), text, count=1, flags=re.M)}
