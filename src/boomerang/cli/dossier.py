"""`boomerang dossier`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import AsJson, CaseName, read_folder
from boomerang.cli.output import print_json, say
from boomerang.errors import InputError

Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", parser=read_folder, help="A file, .md or .html.", show_default="print Markdown"
    ),
]


def dossier(case: CaseName, out: Out = None, as_json: AsJson = False) -> None:
    """Describe the model of a case by the ODD protocol, with its parameters, priors, sources and digests."""
    if out is not None and out.suffix not in (".md", ".html"):
        raise InputError(f"{out}: a dossier is Markdown or HTML; give a file that ends in .md or .html")
    from boomerang.report.document.markdown import markdown_of
    from boomerang.report.dossier.whole import dossier as describe

    document = describe(case)
    if out is None:
        text = markdown_of(document)
        print_json({"markdown": text}) if as_json else say(text.rstrip("\n"))
        return
    from boomerang.report.document.page import html_of
    from boomerang.report.report import write_new

    text = html_of(document) if out.suffix == ".html" else markdown_of(document)
    write_new(out, text.encode(), "dossier")
    print_json({"dossier": str(out)}) if as_json else say(f"Wrote {out}.")
