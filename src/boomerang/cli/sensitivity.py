"""`boomerang sensitivity`."""

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
from boomerang.cli.output import print_json, say
from boomerang.cli.progress import progress_bar

if TYPE_CHECKING:
    from boomerang.case.scenario import Scenario


Existing = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        parser=read_folder,
        help="Use the countries that explain has left there, and simulate none.",
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="DIR", parser=read_folder, help="Where to write indices and chart.")
]


def sensitivity(
    case: CaseName,
    outcome: Annotated[list[str], typer.Option(help="An event whose number counts; may be repeated.")],
    method: Annotated[str, typer.Option(help="morris, sobol or pawn.")] = "morris",
    explanation: Annotated[str | None, typer.Option(help="Only the mechanisms of this explanation.")] = None,
    simulations: Annotated[
        int, typer.Option(metavar="N", help="The most countries that may be simulated.")
    ] = 1000,
    replicates: Annotated[int, typer.Option(help="Countries at each point, with the same luck at all.")] = 1,
    table: Existing = None,
    seed: Annotated[int, typer.Option(help="The seed of design and luck.")] = 1,
    threads: Threads = None,
    persons: Persons = None,
    until: Until = None,
    out: Out = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the points in the folder.")] = False,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Say which parameters matter for what happens."""
    from boomerang.case.scenario import scenario

    last, quiet = read_date(until, "--until"), no_progress or as_json
    given = scenario(case, explanation=explanation, persons=persons, until=last)
    from boomerang.report.data.sensitivity import sensitivity_data
    from boomerang.report.sensitivity import sensitivity as find
    from boomerang.report.terminal.sensitivity import print_sensitivity
    from boomerang.study.kept import PARTS

    points = 0 if table else _announced(given, method, outcome, simulations, replicates, seed, threads, quiet)
    shown = nullcontext() if quiet or not points else progress_bar(points, "points")
    with shown as bar, told_how_to_go_on(out, "points", f"{PARTS}/**/*.json"):
        found = find(
            given,
            outcome,
            method=method,
            simulations=simulations,
            replicates=replicates,
            seed=seed,
            table=table,
            folder=out,
            resume=resume,
            threads=threads,
            progress=bar,
        )
    if as_json:
        print_json(sensitivity_data(found))
    else:
        print_sensitivity(found)


def _announced(
    given: Scenario,
    method: str,
    outcomes: list[str],
    simulations: int,
    replicates: int,
    seed: int,
    threads: int | None,
    quiet: bool,
) -> int:
    """Say what it will cost. Gives the number of points."""
    from boomerang.preview.cost import forecast
    from boomerang.processors import processors
    from boomerang.study.parallel import check_threads
    from boomerang.study.sensitivity import Design
    from boomerang.study.sensitivity_methods import method_of
    from boomerang.study.simulate import prepare

    check_threads(threads)
    design = Design.of(given, method_of(method), outcomes, simulations, replicates, seed)
    if not quiet:
        each = forecast(prepare(given).compiled)
        seconds = design.countries * each.seconds / (threads or processors())
        say(
            f"{design.countries:,} countries ({design.blocks:,} {design.method.blocks} of"
            f" {design.points // design.blocks} points, {replicates} at each): it takes about"
            f" {seconds:,.1f} s and {each.memory_mb:,.0f} MB.",
            error=True,
        )
    return design.points
