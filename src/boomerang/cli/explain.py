"""`boomerang explain`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boomerang.cli.arguments import AsJson, CaseName, print_json, read_date
from boomerang.errors import InputError

if TYPE_CHECKING:
    from boomerang.case import Case
    from boomerang.inference.table import Table


def explain(
    case: CaseName,
    simulations: Annotated[
        int, typer.Option(metavar="N", help="How many countries to simulate for each explanation.")
    ] = 200,
    known_by: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Use only what was known by then.", show_default="everything"),
    ] = None,
    prior: Annotated[
        list[str],
        typer.Option(
            metavar="EXPLANATION=WEIGHT", help="Prior weight of an explanation, else 1; may be repeated."
        ),
    ] = [],  # noqa: B006
    seed: Annotated[int, typer.Option(help="The seed of draws and luck.")] = 1,
    threads: Annotated[
        int | None, typer.Option(help="How many at a time.", show_default="all processors")
    ] = None,
    persons: Annotated[int | None, typer.Option(metavar="N", help="Another size of the population.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the table in the folder, or make it longer.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where everything goes.", show_default="explained/CASE")
    ] = None,
    as_json: AsJson = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.")] = False,
) -> None:
    """Say which explanation fits what was known, how sure that is, and what to observe next."""
    from boomerang.study.bundled import load

    loaded = load(case)
    by, weights = read_date(known_by, "--known-by"), read_prior(prior)
    folder = out or Path("explained") / loaded.name
    quiet = no_progress or as_json
    _check(loaded, simulations, weights)
    start = time.perf_counter()
    table = _table(loaded, simulations, folder / "table", seed, persons, threads, resume, quiet)
    simulated = time.perf_counter() - start
    from boomerang.inference.charts import write_charts
    from boomerang.inference.explain import analyse, compare
    from boomerang.inference.report import answer_data, print_answer, write_answer

    answer = analyse(compare(table, by=by, prior=weights), threads=threads)
    charts = write_charts(answer, folder)
    data = answer_data(answer, known_by=known_by, simulated=simulated, charts=charts)
    write_answer(answer, data, folder)
    if as_json:
        print_json(data)
    else:
        print_answer(answer, data, folder)


def _check(case: Case, simulations: int, weights: dict[str, float]) -> None:
    """Refuse what cannot be analysed before any time is spent."""
    from boomerang.inference.choice import FEWEST
    from boomerang.inference.explain import weights_of

    weights_of(list(case.explanations), weights)
    if simulations < FEWEST:
        raise InputError(
            f"--simulations {simulations}: the comparison needs at least {FEWEST} of each explanation"
        )


def read_prior(given: Iterable[str]) -> dict[str, float]:
    """The weights of `--prior EXPLANATION=WEIGHT`."""
    weights = {}
    for text in given:
        name, equals, number = text.rpartition("=")
        try:
            weights[name.strip()] = float(number)
        except ValueError:
            equals = ""
        if not (name.strip() and equals):
            raise InputError(f"--prior '{text}': write EXPLANATION=WEIGHT, such as chance=2")
    return weights


def _table(
    case: Case,
    simulations: int,
    folder: Path,
    seed: int,
    persons: int | None,
    threads: int | None,
    resume: bool,
    quiet: bool,
) -> Table:
    """Build the reference table, with a progress bar."""
    from boomerang.cli.progress import progress_bar
    from boomerang.inference.table import build

    total = simulations * len(case.explanations)
    with nullcontext() if quiet else progress_bar(total, "countries") as bar:
        return build(
            case,
            simulations,
            folder=folder,
            seed=seed,
            persons=persons,
            threads=threads,
            resume=resume,
            progress=bar,
        )
