"""`boomerang new`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import AsJson, read_folder
from boomerang.cli.output import print_json, say
from boomerang.errors import InputError

USUAL = "village"  # the bundled case that is copied where none is named


def new(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", parser=read_folder, help="The folder to make; its name is the new case's name."
        ),
    ],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="CASE",
            help="The case to start from: a bundled case, a folder with case.yaml, or a YAML file; what is on"
            " disk goes first.",
            show_default="the bundled village",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Copy a case and the tables that it names into a new folder, to be edited."""
    from boomerang.case.bundled import FOLDER

    made = copy_case(source if source is not None else str(FOLDER / USUAL), folder)
    if as_json:
        print_json({"case": folder.resolve().name, "from": source or USUAL, "folder": str(folder)})
    else:
        say(f"Wrote {made}. Edit it, then: boomerang check {folder}")


def copy_case(source: str, folder: Path) -> Path:
    """Copy a case with the files that belong to it and name it after the new folder; returns the case file.

    Raises:
        InputError: there is no such case, it is not valid, or something of the user's is in the way.
    """
    from boomerang.case.parts.case_files import CASE_FILE
    from boomerang.case.parts.fields import as_name
    from boomerang.files import WRITING, clear, held, put_new, told_plainly

    try:
        name = as_name(folder.resolve().name)
    except ValueError as error:
        raise InputError(f"{folder}: the folder's name becomes the case's name, and {error}") from None
    contents = _contents(source, name)
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


def _contents(source: str, name: str) -> dict[str, bytes]:
    """The files of a case under another name, the case file last: where it is there, all are."""
    from boomerang.case import read_case
    from boomerang.case.bundled import find_case
    from boomerang.case.parts.case_files import CASE_FILE, files_of
    from boomerang.case.read import case_file

    file = case_file(find_case(source))
    case = read_case(file)
    contents = {table: (case.folder / table).read_bytes() for table in files_of(case)}
    return contents | {CASE_FILE: _renamed(file, name)}


def _renamed(file: Path, name: str) -> bytes:
    """A case file in which the case has another name, with its comments."""
    from boomerang.case.read import MOST_MEGABYTES
    from boomerang.case.text.files import read_text
    from boomerang.case.text.texts import quoted
    from boomerang.case.text.yaml_text import Document, read_plain

    text, written = read_text(file, MOST_MEGABYTES), name if read_plain(name) == name else quoted(name)
    renamed = re.sub(r"^case:.*$", f"case: {written}", text, count=1, flags=re.MULTILINE)
    try:
        replaced = Document(renamed, file.name).data == {**Document(text, file.name).data, "case": name}
    except InputError:
        replaced = False
    if not replaced:
        raise InputError(f"{file}: the name cannot be replaced; write it on a line of its own, as case: NAME")
    return renamed.encode()
