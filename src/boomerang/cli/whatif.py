"""`boomerang whatif`."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

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
from boomerang.cli.output import print_json, say
from boomerang.cli.progress import progress_bar

ALL = "all"


Outcome = Annotated[
    str,
    typer.Option(
        metavar="EVENT|STATE",
        help="What counts, such as depart or 'stance departed'.",
        show_default=False,
    ),
]
Policies = Annotated[
    list[str],
    typer.Option("--policy", metavar="NAME", help="A policy of the case, else all; may be repeated."),
]
Explanations = Annotated[
    list[str],
    typer.Option("--explanation", metavar="NAME", help="An explanation, else all; may be repeated."),
]
Posterior = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        parser=read_folder,
        help="An answer of explain, for weights and parameters.",
        show_default="the priors",
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the pairs in the folder, or add to them.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", parser=read_folder, help="Where everything goes.")]


def whatif(
    case: CaseName,
    outcome: Outcome,
    policies: Policies = [],  # noqa: B006
    explanations: Explanations = [],  # noqa: B006
    pairs: Annotated[int, typer.Option(metavar="N", help="Pairs of twins under each explanation.")] = 30,
    posterior: Posterior = None,
    more: Annotated[bool, typer.Option("--more", help="More of the outcome is better, not less.")] = False,
    seed: Annotated[int, typer.Option(help="The seed of draws and luck.")] = 1,
    threads: Threads = None,
    persons: Persons = None,
    until: Until = None,
    resume: Resume = False,
    out: Out = None,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Say what another policy changes, on the same people with the same luck, and which to choose."""
    from boomerang.case.scenario import scenario
    from boomerang.inference.belief import chosen_explanations
    from boomerang.report.whatif import PAIRS
    from boomerang.report.whatif import whatif as find

    given = scenario(case, persons=persons, until=read_date(until, "--until"))
    wanted = [] if explanations == [ALL] else explanations
    total = pairs * len(chosen_explanations(given, wanted))
    shown = nullcontext() if no_progress or as_json else progress_bar(total, "pairs")
    with shown as bar, told_how_to_go_on(out, "pairs", f"{PAIRS}/**/*.nc"):
        found = find(
            given,
            outcome,
            policies=policies,
            explanations=wanted,
            pairs=pairs,
            posterior=posterior,
            more=more,
            seed=seed,
            threads=threads,
            folder=out,
            resume=resume,
            progress=bar,
        )
    if as_json:
        print_json(found.to_dict())
        return
    found.print()
    if out is not None:
        say(f"Everything is in {out}: report.html, whatif.json, differences.nc, charts, pairs.")
