"""`boomerang explain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from boomerang.cli.arguments import (
    AsJson,
    CaseName,
    NoProgress,
    Persons,
    Threads,
    read_date,
    read_folder,
)
from boomerang.cli.output import print_json, say
from boomerang.cli.progress import progress_bar
from boomerang.errors import InputError

ANALYSIS = "steps of the analysis"


KnownBy = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Use only what was known by then.", show_default="everything"),
]
Prior = Annotated[
    list[str],
    typer.Option(
        metavar="EXPLANATION=WEIGHT", help="Prior weight of an explanation, else 1; may be repeated."
    ),
]
Score = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Score the predictions against later observations: YAML as in a case."),
]
Backtest = Annotated[
    bool, typer.Option("--backtest", help="Answer at earlier dates too, and score what each predicted.")
]
Mechanisms = Annotated[
    bool,
    typer.Option(
        "--mechanisms",
        help="Say how likely each mechanism is at work, from as many countries again.",
    ),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the table in the folder, or make it longer.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", parser=read_folder, help="Where everything goes.", show_default="explained/CASE"
    ),
]


def explain(
    case: CaseName,
    simulations: Annotated[
        int, typer.Option(metavar="N", help="How many countries to simulate for each explanation.")
    ] = 200,
    known_by: KnownBy = None,
    prior: Prior = [],  # noqa: B006
    score: Score = None,
    backtest: Backtest = False,
    seed: Annotated[int, typer.Option(help="The seed of draws and luck.")] = 1,
    threads: Threads = None,
    persons: Persons = None,
    mechanisms: Mechanisms = False,
    resume: Resume = False,
    out: Out = None,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Say which explanation fits what was known, how sure that is, and what to observe next."""
    from boomerang.case.scenario import scenario

    given, by, weights = scenario(case, persons=persons), read_date(known_by, "--known-by"), read_prior(prior)
    from boomerang.report.explain import default_folder
    from boomerang.report.explain import explain as find

    total = simulations * len(given.case.explanations) * (2 if mechanisms else 1)
    folder = out or default_folder(given.case)
    shown = nullcontext() if no_progress or as_json else progress_bar(total, "countries")
    with shown as bar, told_how_to_go_on(folder):
        found = find(
            given,
            simulations,
            known_by=by,
            prior=weights,
            seed=seed,
            threads=threads,
            mechanisms=mechanisms,
            backtest=backtest,
            score=score,
            folder=folder,
            resume=resume,
            progress=bar,
            analysis=partial(bar, noun=ANALYSIS) if bar else None,
        )
    if as_json:
        print_json(found.to_dict())
    else:
        found.print()
    for sentence in found.undrawn:
        say(f"{sentence}; the rest is there", error=True)


@contextmanager
def told_how_to_go_on(folder: Path) -> Iterator[None]:
    """Let an interrupt say what is kept, and how to go on from there."""
    from boomerang.inference.table.shards import SHARD
    from boomerang.report.explanation import TABLES

    try:
        yield
    except KeyboardInterrupt:
        kept = any(SHARD.fullmatch(file.name) for table in TABLES for file in (folder / table).glob("*"))
        what = f"the countries simulated so far are in {folder}; the same command with --resume goes on"
        raise KeyboardInterrupt(f"{what} from there" if kept else "") from None


def read_prior(given: Iterable[str]) -> dict[str, float]:
    """The weights of `--prior EXPLANATION=WEIGHT`."""
    weights = {}
    for text in given:
        name, equals, number = text.rpartition("=")
        if name.strip() in weights:
            raise InputError(f"--prior '{text}': {name.strip()} has two weights; give one")
        try:
            weights[name.strip()] = float(number)
        except ValueError:
            equals = ""
        if not (name.strip() and equals):
            raise InputError(f"--prior '{text}': write EXPLANATION=WEIGHT, such as chance=2")
    return weights
