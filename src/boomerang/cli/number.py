"""`boomerang number`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boomerang.cli.arguments import (
    AsJson,
    CaseName,
    NoProgress,
    Persons,
    Threads,
    Until,
    read_date,
    read_folder,
)
from boomerang.cli.going_on import told_how_to_go_on
from boomerang.cli.output import print_json
from boomerang.cli.progress import progress_bar

if TYPE_CHECKING:
    from boomerang.inference.numbers import Numbers

ALL = "all"
Explanations = Annotated[
    list[str],
    typer.Option("--explanation", metavar="NAME", help="An explanation, else all; may be repeated."),
]
Acts = Annotated[
    int | None,
    typer.Option(metavar="N", help="Acts that are added in a pair.", show_default="half of those of a year"),
]
First = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="The first day on which acts are added.")
]
Last = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help="The last day on which acts are added.")
]
By = Annotated[
    list[str],
    typer.Option(
        metavar="TRAIT|place|province",
        help="Also by who those are to whom the act happens; may be repeated.",
    ),
]
Seed = Annotated[int, typer.Option(help="The seed of draws, moments and luck.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the pairs in the folder.")]
Posterior = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        parser=read_folder,
        help="An answer of explain, for weights and parameters.",
        show_default="the priors",
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", parser=read_folder, help="Where pairs, number and chart go.")
]


def number(
    case: CaseName,
    act: Annotated[str, typer.Option(help="The transition or act of which there is one more.")],
    outcome: Annotated[str, typer.Option(help="The event that may follow.")],
    explanations: Explanations = [],  # noqa: B006
    pairs: Annotated[int, typer.Option(metavar="N", help="Pairs of twins under each explanation.")] = 30,
    acts: Acts = None,
    start: First = None,
    end: Last = None,
    by: By = [],  # noqa: B006
    posterior: Posterior = None,
    seed: Seed = 1,
    threads: Threads = None,
    persons: Persons = None,
    until: Until = None,
    out: Out = None,
    resume: Resume = False,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Say how many further outcomes one more act brings, and through whom."""
    from boomerang.case.scenario import scenario
    from boomerang.report.number import having
    from boomerang.report.number import number as find
    from boomerang.study.kept import PARTS

    given = scenario(case, persons=persons, until=read_date(until, "--until"))
    wanted = [] if explanations == [ALL] else explanations
    total = pairs * len(having(given, act, outcome, wanted))
    shown = nullcontext() if no_progress or as_json else progress_bar(total, "pairs")
    with shown as bar, told_how_to_go_on(out, "pairs", f"{PARTS}/**/*.json"):
        found = find(
            given,
            act,
            outcome,
            explanations=wanted,
            pairs=pairs,
            acts=acts,
            start=read_date(start, "--from", first=True),
            end=read_date(end, "--to"),
            by=by,
            posterior=posterior,
            seed=seed,
            threads=threads,
            folder=out,
            resume=resume,
            progress=bar,
        )
    _print(found, as_json)


def _print(found: Numbers, as_json: bool) -> None:
    from boomerang.report.data.number import number_data
    from boomerang.report.terminal.number import print_number

    if as_json:
        print_json(number_data(found))
    else:
        print_number(found)
