"""`boomerang run`."""

from __future__ import annotations

import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boomerang.cli.arguments import (
    AsJson,
    CaseName,
    Followed,
    NoProgress,
    Persons,
    Threads,
    Until,
    read_date,
    read_folder,
    read_settings,
)
from boomerang.cli.output import print_json
from boomerang.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from boomerang.case.scenario import Scenario
    from boomerang.report.totals import Totals
    from boomerang.study.run import Run
    from boomerang.study.simulate import Prepared


Given = Annotated[
    list[str],
    typer.Option(
        metavar="'EVENT: WHO in DAY..DAY'",
        help="An event to play once, such as 'depart: sex man in 2013-04..2013-05'; may be repeated.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", parser=read_folder, help="Where the results go.", show_default="runs/..."),
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the replicates that are in the folder already.")
]


def run(
    case: CaseName,
    seed: Annotated[
        int, typer.Option(help="The seed of the luck; the next replicate has the next seed.")
    ] = 1,
    replicates: Annotated[int, typer.Option(help="How many countries to simulate.")] = 1,
    threads: Threads = None,
    explanation: Annotated[str | None, typer.Option(help="Only the mechanisms of this explanation.")] = None,
    without: Annotated[
        list[str], typer.Option(metavar="MECHANISM", help="Switch a mechanism off; may be repeated.")
    ] = [],  # noqa: B006
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="PATH=VALUE", help="Replace a value of the case; may be repeated."),
    ] = [],  # noqa: B006
    policy: Followed = None,
    persons: Persons = None,
    until: Until = None,
    given: Given = [],  # noqa: B006
    out: Out = None,
    resume: Resume = False,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Simulate one country, or many, say what happened and write the results."""
    if resume and replicates == 1:
        raise InputError("--resume goes on with many runs; give their number with --replicates")
    seconds: dict[str, float] = {}
    with _timed(seconds, "load"):
        from boomerang.case.scenario import scenario

        asked = scenario(
            case,
            settings=read_settings(settings),
            explanation=explanation,
            without=without,
            persons=persons,
            until=read_date(until, "--until"),
            given=given,
            policy=policy,
        )
    prepared = _prepare(asked, seed, replicates, threads, seconds)
    folder = out or _default_folder(asked, seed, replicates)
    seeds, quiet = range(seed, seed + replicates), no_progress or as_json
    if replicates == 1:
        totals = _one(prepared, folder, seed, quiet, seconds)
    else:
        totals = _many(prepared, folder, seeds, threads, resume, quiet, seconds)
    _print(totals, seconds, folder, as_json)


@contextmanager
def _timed(seconds: dict[str, float], what: str) -> Iterator[None]:
    """Note how long something takes, with what it imports."""
    start = time.perf_counter()
    yield
    seconds[what] = time.perf_counter() - start


def _prepare(
    asked: Scenario, seed: int, replicates: int, threads: int | None, seconds: dict[str, float]
) -> Prepared:
    with _timed(seconds, "compile"):
        from boomerang.study.ensemble import check_replicates
        from boomerang.study.simulate import check_seed, prepare

        check_replicates(replicates, threads)
        check_seed(seed, replicates)
        return prepare(asked)


def _default_folder(asked: Scenario, seed: int, replicates: int) -> Path:
    """runs/CASE-seedN-<8 digits of a digest of all that decides the results>."""
    from boomerang.digests import canonical_json, digest_of
    from boomerang.version import version

    digits = digest_of(canonical_json([version(), asked.digest, seed, replicates]))[:8]
    return Path("runs") / f"{asked.case.name}-seed{seed}-{digits}"


def _one(prepared: Prepared, folder: Path, seed: int, quiet: bool, seconds: dict[str, float]) -> Totals:
    """Simulate one country and write it."""
    from boomerang.folders import check_folder
    from boomerang.report.totals import Totals
    from boomerang.study.storage import made_of
    from boomerang.version import version

    check_folder(folder, made_of(prepared.compiled.scenario, seed, version()))
    with _timed(seconds, "simulate"), _progress_bar(prepared.compiled.clock.steps, "steps", quiet) as bar:
        run = prepared.run(seed, bar)
    with _timed(seconds, "write"):
        run.write(folder)
    return Totals.of([run])


def _many(
    prepared: Prepared,
    folder: Path,
    seeds: range,
    threads: int | None,
    resume: bool,
    quiet: bool,
    seconds: dict[str, float],
) -> Totals:
    """Simulate many countries, each written as soon as it is done."""
    from boomerang.report.totals import Totals
    from boomerang.study.replicates import simulate_into

    totals = Totals()
    with _timed(seconds, "simulate and write"), _progress_bar(len(seeds), "countries", quiet) as bar:

        def take(number: int, run: Run) -> None:
            totals.add(number, run)
            if bar is not None:
                bar(len(totals))

        try:
            simulate_into(folder, prepared, seeds, take, resume=resume, threads=threads)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_how_to_go_on(folder, len(seeds))) from None
    return totals


def _how_to_go_on(folder: Path, replicates: int) -> str:
    from boomerang.case.parts.case_files import RUN_FILE

    finished = len(list(folder.glob(f"*/{RUN_FILE}")))
    what = f"{finished} of {replicates} runs are in {folder}"
    return f"{what}; the same command with --resume goes on from there" if finished else ""


def _progress_bar(total: int, noun: str, quiet: bool) -> AbstractContextManager[Callable[[int], Any] | None]:
    """A function that shows how much is done; nothing where nobody watches."""
    from boomerang.cli.progress import progress_bar

    return nullcontext() if quiet else progress_bar(total, noun)


def _print(runs: Totals, seconds: dict[str, float], folder: Path, as_json: bool) -> None:
    """Say what happened, to people or to machines."""
    if as_json:
        print_json(summary_data(runs, seconds, folder))
    else:
        from boomerang.report.summary import print_summary

        print_summary(runs, seconds, folder)


def summary_data(runs: Totals, seconds: dict[str, float], folder: Path) -> dict[str, Any]:
    """The JSON object of a run; lists, one entry a replicate, where there are several."""
    from boomerang.preview.cost import peak_memory_mb

    first = runs.first

    def each(given: list[Any]) -> Any:
        return given if len(runs) > 1 else given[0]

    return {
        "case": first.case.name,
        "version": first.version,
        "seed": first.seed,
        "replicates": len(runs),
        "persons": first.persons,
        "steps": first.steps,
        "mechanisms": list(first.mechanisms),
        "policy": first.scenario.policy,
        "given": first.scenario.options["given"],
        "events": {name: each(counts) for name, counts in runs.counts.items()},
        "touched": each([facts.touched for facts in runs.facts]),
        "touches": each([facts.touches for facts in runs.facts]),
        "seconds": {name: round(taken, 4) for name, taken in seconds.items()},
        "peak_memory_mb": round(peak_memory_mb(), 1),
        "digest": each([facts.digest for facts in runs.facts]),
        "out": str(folder),
    }
