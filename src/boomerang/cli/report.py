"""`boomerang report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import AsJson, read_folder
from boomerang.cli.output import print_json, say

Results = Annotated[
    list[Path],
    typer.Argument(
        metavar="DIR...",
        parser=read_folder,
        help="What explain, whatif, number, story or sensitivity have written, of one case.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", parser=read_folder, help="Another file.", show_default="report.html in the first DIR"
    ),
]


def report(folders: Results, out: Out = None, as_json: AsJson = False) -> None:
    """Write results as one HTML file, to be read anywhere, without a network."""
    from boomerang.report.report import write_report

    file = write_report(folders, out)
    if as_json:
        print_json({"report": str(file), "bytes": file.stat().st_size})
    else:
        say(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB).")
