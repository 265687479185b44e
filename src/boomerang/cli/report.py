"""`boomerang report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import AsJson, read_folder
from boomerang.cli.output import print_json, say

Answered = Annotated[
    Path,
    typer.Argument(
        metavar="DIR", parser=read_folder, help="What boomerang explain has written.", show_default=False
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", parser=read_folder, help="Another file.", show_default="DIR/report.html"),
]


def report(folder: Answered, out: Out = None, as_json: AsJson = False) -> None:
    """Write an answer as one HTML file, to be read anywhere, without a network."""
    from boomerang.report.report import write_report

    file = write_report(folder, out)
    if as_json:
        print_json({"report": str(file), "bytes": file.stat().st_size})
    else:
        say(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB).")
