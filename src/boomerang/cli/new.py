"""`boomerang new`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import AsJson, print_json
from boomerang.errors import InputError


def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to make; its name is the new case's name.")
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
        typer.echo(f"Wrote {made}. Edit it, then: boomerang check {folder}")


def copy_case(source: str, folder: Path) -> Path:
    """Copy the folder of a bundled case and name the case after the new folder; returns the case file."""
    from boomerang.case.bundled import bundled_cases
    from boomerang.case.parts.fields import as_name
    from boomerang.case.text.texts import unknown

    bundled = bundled_cases()
    if source not in bundled:
        raise InputError(unknown(source, "bundled case", bundled))
    if folder.exists() and (folder.is_file() or any(folder.iterdir())):
        raise InputError(f"{folder}: there is something of that name already; choose another name")
    try:
        name = as_name(folder.resolve().name)
    except ValueError as error:
        raise InputError(f"{folder}: the folder's name becomes the case's name, and {error}") from None
    shutil.copytree(bundled[source], folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "case.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub(r"^case:.*$", f"case: {name}", text, count=1, flags=re.MULTILINE), encoding="utf-8"
    )
    return file
