"""`boomerang explain`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boomerang.cli.arguments import AsJson, CaseName, print_json, read_date
from boomerang.errors import InputError

if TYPE_CHECKING:
    from boomerang.case import Case
    from boomerang.inference.table.table import Table
    from boomerang.measure.figures import Figure


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
    score: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Score the predictions against later observations: YAML as in a case."
        ),
    ] = None,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Answer at earlier dates too, and score what each predicted.")
    ] = False,
    seed: Annotated[int, typer.Option(help="The seed of draws and luck.")] = 1,
    threads: Annotated[
        int | None, typer.Option(help="How many at a time.", show_default="all processors")
    ] = None,
    persons: Annotated[int | None, typer.Option(metavar="N", help="Another size of the population.")] = None,
    mechanisms: Annotated[
        bool,
        typer.Option(
            "--mechanisms",
            help="Say how likely each mechanism is at work, from as many countries again.",
        ),
    ] = False,
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
    from boomerang.case.bundled import load

    loaded = load(case)
    asked = _Asked(
        case=loaded,
        simulations=simulations,
        known_by=known_by,
        by=read_date(known_by, "--known-by"),
        prior=read_prior(prior),
        score=score,
        backtest=backtest,
        mechanisms=mechanisms,
        seed=seed,
        threads=threads,
        persons=persons,
        resume=resume,
        folder=out or Path("explained") / loaded.name,
        quiet=no_progress or as_json,
    )
    later = _check(asked)
    start = time.perf_counter()
    table = _table(asked, "table")
    subsets = _table(asked, "subsets") if mechanisms else None
    data, tell = _answer(asked, table, subsets, later, time.perf_counter() - start)
    if as_json:
        print_json(data)
    else:
        tell()


@dataclass(frozen=True)
class _Asked:
    """The options of the command, read."""

    case: Case
    simulations: int
    known_by: str | None
    by: date | None
    prior: dict[str, float]
    score: Path | None
    backtest: bool
    mechanisms: bool
    seed: int
    threads: int | None
    persons: int | None
    resume: bool
    folder: Path
    quiet: bool


def _check(asked: _Asked) -> list[Figure]:
    """Refuse what cannot be analysed before any time is spent. Returns the figures to be scored."""
    from boomerang.inference.explain import weights_of
    from boomerang.inference.forecast.later import later_figures
    from boomerang.inference.forecast.outlook import cuts_of
    from boomerang.inference.learn.choice import FEWEST
    from boomerang.inference.table.subsets import shared_mechanisms
    from boomerang.measure.figures import figures_by

    weights_of(list(asked.case.explanations), asked.prior)
    if asked.simulations < FEWEST:
        raise InputError(
            f"--simulations {asked.simulations}: the comparison needs at least {FEWEST} of each explanation"
        )
    later = later_figures(asked.case, asked.by, asked.score)
    known = figures_by(asked.case, asked.by)
    if asked.backtest:
        cuts_of(known)
    if asked.mechanisms:
        shared_mechanisms(asked.case)  # refuses a case without any to look for
    return later


def _answer(
    asked: _Asked, table: Table, subsets: Table | None, later: list[Figure], simulated: float
) -> tuple[dict[str, Any], Callable[[], None]]:
    """Analyse the tables and write everything. Returns the answer as data, and what prints it."""
    from boomerang.inference.explain import analyse, compare
    from boomerang.inference.forecast.outlook import look_back
    from boomerang.inference.mechanisms import mechanisms_data, print_mechanisms, which_mechanisms
    from boomerang.measure.figures import figures_by
    from boomerang.report.answer import answer_data, print_answer, write_answer
    from boomerang.report.charts import write_charts
    from boomerang.report.scored import print_scored, score_later, scored_data

    prior, threads = asked.prior, asked.threads
    answer = analyse(compare(table, by=asked.by, prior=prior), threads=threads)
    scores = score_later(answer, later) if later else None
    known = figures_by(asked.case, asked.by)
    back = look_back(table, known, prior=prior, threads=threads) if asked.backtest else None
    found = which_mechanisms(subsets, by=asked.by, threads=threads) if subsets else None
    charts = write_charts(answer, asked.folder)
    data = answer_data(answer, known_by=asked.known_by, simulated=simulated, charts=charts)
    data |= scored_data(scores, back)
    data |= mechanisms_data(found) if found else {}
    write_answer(answer, data, asked.folder)

    def tell() -> None:
        print_answer(answer, data, asked.folder)
        print_scored(scores, back)
        if found:
            print_mechanisms(found)

    return data, tell


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


def _table(asked: _Asked, folder: str) -> Table:
    """Build the reference table of all explanations, or as large a one of "subsets", with a progress bar."""
    from boomerang.case.scenario import scenario
    from boomerang.cli.progress import progress_bar
    from boomerang.inference.table.subsets import SUBSETS
    from boomerang.inference.table.table import build

    total = asked.simulations * len(asked.case.explanations)
    subsets = folder == "subsets"
    with nullcontext() if asked.quiet else progress_bar(total, "countries") as bar:
        return build(
            scenario(asked.case, persons=asked.persons),
            total if subsets else asked.simulations,
            folder=asked.folder / folder,
            seed=asked.seed,
            explanations=[SUBSETS] if subsets else None,
            threads=asked.threads,
            resume=asked.resume,
            progress=bar,
        )
