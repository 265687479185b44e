"""`boomerang verify`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import AsJson, NoProgress, read_folder
from boomerang.cli.output import print_json, say
from boomerang.cli.progress import progress_bar

Results = Annotated[
    Path,
    typer.Argument(
        metavar="DIR",
        parser=read_folder,
        help="What boomerang run or explain has written.",
        show_default=False,
    ),
]
DIFFERENT = 1  # the exit code where a digest is not the same


def verify(
    folder: Results,
    countries: Annotated[
        int, typer.Option(metavar="N", help="How many to simulate again, of replicates or of a table.")
    ] = 4,
    seed: Annotated[int, typer.Option(help="The seed by which these are drawn.")] = 1,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Simulate what is in a folder again, and say whether the same comes out, to the last bit."""
    from boomerang.case.text.texts import so_many
    from boomerang.inference.verify import verify as compare

    shown = nullcontext() if no_progress or as_json else progress_bar(countries, "countries")
    with shown as bar:
        compared = compare(folder, countries=countries, seed=seed, progress=bar)
    if as_json:
        rows = [
            {"what": each.what, "wanted": each.wanted, "found": each.found, "same": each.same}
            for each in compared
        ]
        print_json({"same": all(each.same for each in compared), "of": compared[0].of, "countries": rows})
    else:
        for each in compared:
            say(each.sentence)
        if compared[0].of > 1:
            say(f"Simulated again: {len(compared):,} of {so_many(compared[0].of, 'country', 'countries')}.")
    if not all(each.same for each in compared):
        raise typer.Exit(DIFFERENT)
