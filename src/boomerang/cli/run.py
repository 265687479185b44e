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
    NoProgress,
    Persons,
    Threads,
    read_date,
    read_folder,
    read_settings,
)
from boomerang.cli.output import print_json
from boomerang.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from boomerang.case.scenario import Scenario
    from boomerang.study.run import Run
    from boomerang.study.simulate import Prepared


Given = Annotated[
    list[str],
    typer.Option(
        metavar="'EVENT: WHO in DAY..DAY'",
        help="An event to play once, such as 'depart: sex man in 2013-04..2013-05'; may be repeated.",
    ),
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
    persons: Persons = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="An earlier last day.")] = None,
    given: Given = [],  # noqa: B006
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", parser=read_folder, help="Where the results go.", show_default="runs/..."
        ),
    ] = None,
    as_json: AsJson = False,
    no_progress: NoProgress = False,
) -> None:
    """Simulate one country, or many, say what happened and write the results."""
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
        )
    prepared = _prepare(asked, seed, replicates, threads, seconds)
    folder = out or _default_folder(asked, seed, replicates)
    _check_folders(folder, asked, seed, replicates)
    with _timed(seconds, "simulate"):
        runs = _simulate(prepared, seed, replicates, threads, quiet=no_progress or as_json)
    with _timed(seconds, "write"):
        for one, place in zip(runs, _folders(folder, replicates), strict=True):
            one.write(place)
    _print(runs, seconds, folder, as_json)


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


def _folders(folder: Path, replicates: int) -> list[Path]:
    """The folder of a run, or one numbered sub-folder a replicate."""
    if replicates == 1:
        return [folder]
    width = len(str(replicates))
    return [folder / f"{number:0{width}}" for number in range(1, replicates + 1)]


def _check_folders(folder: Path, asked: Scenario, seed: int, replicates: int) -> None:
    """Refuse a folder that must not be written before any time is spent."""
    from dataclasses import replace

    from boomerang.case.text.texts import listed
    from boomerang.folders import check_folder
    from boomerang.study.storage import made_of
    from boomerang.version import version

    wanted = _folders(folder, replicates)
    if replicates > 1:
        found = folder.iterdir() if folder.is_dir() else ()
        others = sorted(place.name for place in found if place.name.isdigit() and place not in wanted)
        if others:
            raise InputError(
                f"{folder}: this folder holds other runs ({listed(others)}); choose another folder"
            )
        many = replace(made_of(asked, seed, version()), command="run --replicates")
        check_folder(folder, many, [place.name for place in wanted])
    for number, place in enumerate(wanted):
        check_folder(place, made_of(asked, seed + number, version()))


def _simulate(
    prepared: Prepared, seed: int, replicates: int, threads: int | None, quiet: bool
) -> Sequence[Run]:
    many = replicates > 1
    total = replicates if many else prepared.compiled.clock.steps
    with nullcontext() if quiet else _progress_bar(total, "countries" if many else "steps") as bar:
        if not many:
            return [prepared.run(seed, bar)]
        from boomerang.study.ensemble import run_replicates

        return run_replicates(prepared, replicates, seed, threads=threads, progress=bar)


def _progress_bar(total: int, noun: str) -> AbstractContextManager[Callable[[int], Any] | None]:
    """A function that shows how much is done; nothing where nobody watches."""
    from boomerang.cli.progress import progress_bar

    return progress_bar(total, noun)


def _print(runs: Sequence[Run], seconds: dict[str, float], folder: Path, as_json: bool) -> None:
    """Say what happened, to people or to machines."""
    if as_json:
        print_json(summary_data(runs, seconds, folder))
    else:
        from boomerang.report.summary import print_summary

        print_summary(runs, seconds, folder)


def summary_data(runs: Sequence[Run], seconds: dict[str, float], folder: Path) -> dict[str, Any]:
    """The JSON object of a run; lists, one entry a replicate, where there are several."""
    from boomerang.preview.cost import peak_memory_mb

    first = runs[0]

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
        "given": first.scenario.options["given"],
        "events": {name: each([one.counts[name] for one in runs]) for name in first.counts},
        "touched": each([one.touched for one in runs]),
        "touches": each([one.touches for one in runs]),
        "seconds": {name: round(taken, 4) for name, taken in seconds.items()},
        "peak_memory_mb": round(peak_memory_mb(), 1),
        "digest": each([one.digest for one in runs]),
        "out": str(folder),
    }
