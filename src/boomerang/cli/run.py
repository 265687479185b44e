"""`boomerang run`."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boomerang.cli.arguments import AsJson, CaseName, print_json, read_date, read_settings
from boomerang.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from boomerang.case import Case
    from boomerang.study.run import Run
    from boomerang.study.simulate import Prepared


@dataclass(frozen=True)
class Request:
    """What `run` was asked for."""

    case: str
    seed: int
    replicates: int
    threads: int | None
    explanation: str | None
    without: tuple[str, ...]
    settings: dict[str, str]
    persons: int | None
    until: str | None
    given: tuple[str, ...]


def run(
    case: CaseName,
    seed: Annotated[
        int, typer.Option(help="The seed of the luck; the next replicate has the next seed.")
    ] = 1,
    replicates: Annotated[int, typer.Option(help="How many countries to simulate.")] = 1,
    threads: Annotated[
        int | None, typer.Option(help="How many at a time.", show_default="all processors")
    ] = None,
    explanation: Annotated[str | None, typer.Option(help="Only the mechanisms of this explanation.")] = None,
    without: Annotated[
        list[str], typer.Option(metavar="MECHANISM", help="Switch a mechanism off; may be repeated.")
    ] = [],  # noqa: B006
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="PATH=VALUE", help="Replace a value of the case; may be repeated."),
    ] = [],  # noqa: B006
    persons: Annotated[int | None, typer.Option(metavar="N", help="Another size of the population.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="An earlier last day.")] = None,
    given: Annotated[
        list[str],
        typer.Option(
            metavar="'EVENT: WHO in DAY..DAY'",
            help="An event to play once, such as 'depart: sex man in 2013-04..2013-05'; may be repeated.",
        ),
    ] = [],  # noqa: B006
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the results go.", show_default="runs/...")
    ] = None,
    as_json: AsJson = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="Show no progress bar.")] = False,
) -> None:
    """Simulate one country, or many, say what happened and write the results."""
    seconds: dict[str, float] = {}
    chosen, changed = tuple(without), read_settings(settings)
    asked = Request(
        case, seed, replicates, threads, explanation, chosen, changed, persons, until, tuple(given)
    )
    prepared = _prepare(asked, seconds)
    folder = out or _default_folder(asked, prepared)
    _check_folders(asked, folder)
    runs = _simulate(asked, prepared, seconds, quiet=no_progress or as_json)
    _write(runs, folder, seconds)
    if as_json:
        print_json(summary_data(asked, runs, seconds, folder))
    else:
        from boomerang.report.summary import print_summary

        print_summary(runs, seconds, folder)


def _prepare(asked: Request, seconds: dict[str, float]) -> Prepared:
    """Load and compile the case; imports count where they are needed."""
    start = time.perf_counter()
    from boomerang.case.bundled import load

    case: Case = load(asked.case, asked.settings)
    until = read_date(asked.until, "--until")
    seconds["load"] = time.perf_counter() - start
    start = time.perf_counter()
    from boomerang.study.ensemble import check_replicates
    from boomerang.study.simulate import check_seed, prepare

    check_replicates(asked.replicates, asked.threads)
    check_seed(asked.seed, asked.replicates)
    prepared = prepare(
        case,
        explanation=asked.explanation,
        without=asked.without,
        persons=asked.persons,
        until=until,
        given=asked.given,
    )
    seconds["compile"] = time.perf_counter() - start
    return prepared


def _default_folder(asked: Request, prepared: Prepared) -> Path:
    """runs/CASE-seedN-<8 digits of a digest of all inputs>."""
    from boomerang.study.storage import digest_of_inputs

    digits = digest_of_inputs(prepared, asked.seed, asked.replicates)[:8]
    return Path("runs") / f"{prepared.compiled.case.name}-seed{asked.seed}-{digits}"


def _folders(folder: Path, replicates: int) -> list[Path]:
    """The folder of a run, or one numbered sub-folder a replicate."""
    if replicates == 1:
        return [folder]
    width = len(str(replicates))
    return [folder / f"{number:0{width}}" for number in range(1, replicates + 1)]


def _check_folders(asked: Request, folder: Path) -> None:
    """Refuse a folder that must not be written before any time is spent."""
    from boomerang.case.text.texts import listed
    from boomerang.study.storage import check_folder

    wanted = _folders(folder, asked.replicates)
    for place in (folder, *wanted):
        check_folder(place)
    found = folder.iterdir() if folder.is_dir() else ()
    others = sorted(place.name for place in found if place.name.isdigit() and place not in wanted)
    if asked.replicates > 1 and others:
        raise InputError(f"{folder}: this folder holds other runs ({listed(others)}); choose another folder")


def _simulate(asked: Request, prepared: Prepared, seconds: dict[str, float], quiet: bool) -> list[Run]:
    start = time.perf_counter()
    many = asked.replicates > 1
    total = asked.replicates if many else prepared.compiled.clock.steps
    with nullcontext() if quiet else _progress_bar(total, "countries" if many else "steps") as bar:
        if many:
            from boomerang.study.ensemble import run_replicates

            runs = run_replicates(prepared, asked.replicates, asked.seed, threads=asked.threads, progress=bar)
        else:
            runs = [prepared.run(asked.seed, bar)]
    seconds["simulate"] = time.perf_counter() - start
    return runs


def _progress_bar(total: int, noun: str) -> AbstractContextManager[Callable[[int], Any] | None]:
    """A function that shows how much is done; nothing where nobody watches."""
    from boomerang.cli.progress import progress_bar

    return progress_bar(total, noun)


def _write(runs: list[Run], folder: Path, seconds: dict[str, float]) -> None:
    start = time.perf_counter()
    for one, place in zip(runs, _folders(folder, len(runs)), strict=True):
        one.write(place)
    seconds["write"] = time.perf_counter() - start


def summary_data(asked: Request, runs: list[Run], seconds: dict[str, float], folder: Path) -> dict[str, Any]:
    """The JSON object of a run; lists, one entry a replicate, where there are several."""
    from boomerang.preview.cost import peak_memory_mb

    first = runs[0]

    def each(given: list[Any]) -> Any:
        return given if len(runs) > 1 else given[0]

    return {
        "case": first.case.name,
        "version": first.version,
        "seed": asked.seed,
        "replicates": len(runs),
        "persons": first.persons,
        "steps": first.steps,
        "mechanisms": list(first.mechanisms),
        "given": list(first.options.given),
        "events": {name: each([one.counts[name] for one in runs]) for name in first.counts},
        "touched": each([one.touched for one in runs]),
        "touches": each([one.touches for one in runs]),
        "seconds": {name: round(taken, 4) for name, taken in seconds.items()},
        "peak_memory_mb": round(peak_memory_mb(), 1),
        "digest": each([one.digest for one in runs]),
        "out": str(folder),
    }
