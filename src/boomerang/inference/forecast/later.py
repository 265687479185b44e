"""Figures that became known after a cut: reading them, and what they would be in each simulated country."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from boomerang.arrays import Floats
from boomerang.case import Case, CaseError, Names, read_observations
from boomerang.case.parts.recorded import Recorded, recorded
from boomerang.case.parts.same_figure import FigureMeanings
from boomerang.case.scenario import scenario
from boomerang.case.text.texts import listed
from boomerang.compile.case import compile_case
from boomerang.errors import InputError
from boomerang.inference.table.simulator import seed_of
from boomerang.inference.table.table import Table
from boomerang.measure.announce import announce, announce_on, luck_of, mistaken
from boomerang.measure.counts import Series, day_of
from boomerang.measure.figures import NO_ERROR, Figure, figures
from boomerang.preview.unreachable import out_of_reach

SHARED = "parameters."  # where the parameters stand that observations may name


def later_figures(case: Case, cut: date | None, file: Path | None) -> list[Figure]:
    """The counts that became known after a cut: those of the case, then those of a file.

    Args:
        cut: None for the day on which the last observation of the case became known.
        file: YAML with `observations`, as in a case file.

    Raises:
        InputError: the file cannot be read, or has a figure that was known by the cut, that the case has too,
            or that a table or no run at all can give.
    """
    own = figures(case)
    cut = cut or max((figure.known for figure in own), default=case.period.start)
    return [figure for figure in own if figure.known > cut and figure.plain] + (
        _of_file(file, case, own, cut) if file else []
    )


def _of_file(file: Path, case: Case, own: list[Figure], cut: date) -> list[Figure]:
    observations, source = read_observations(file, case)
    scored = case.model_copy(update={"observations": observations})
    found, meanings = figures(scored), FigureMeanings(case, Names(case))

    def said(each: Recorded) -> Hashable:
        return meanings.counted(each.observation), each.observation.said_by

    there = {said(each): each.number for each in recorded(case)}
    faults = [
        (each.number, _fault(figure, own, cut, there.get(said(each))))
        for each, figure in zip(recorded(scored), found, strict=True)
    ]
    problems = [source.problem(("observations", number), fault) for number, fault in faults if fault]
    problems = problems or [
        source.problem(("observations", each.number, key), reason)
        for each, key, reason in out_of_reach(compile_case(scenario(case)), recorded(scored))
    ]
    if problems or not found:
        raise CaseError(problems or [source.problem(["observations"], "all of them are marked as unused")])
    return found


def _fault(figure: Figure, own: list[Figure], cut: date, there: int | None) -> str | None:
    """Why a figure of a file cannot be scored, which the case may have as an entry; None if it can."""
    counts = list(dict.fromkeys(figure.count for figure in own))
    instead = f"write it in the case, and give --known-by {cut}"
    if figure.known <= cut:
        return f"it was known on {figure.known} and the cut is {cut}; only what became known later is scored"
    if there is not None:
        return f"the case has this observation too, as observations[{there}]; leave it out here"
    if not figure.plain:
        return f"how many there are is scored, not '{figure.quantity.statistic}'; leave it out here"
    if figure.within is not None:
        return f"a table follows counts of the whole country, not within {figure.within}; {instead}"
    if figure.count not in counts:
        return f"a table follows what the case observes ({listed(counts)}), not {figure.count}; {instead}"
    return None


def simulated(table: Table, later: Sequence[Figure]) -> Floats:
    """What would be announced later in each country of a table, float64[n, figures].

    Observations of the case are in the table, as announced. Other figures are announced from the monthly
    paths, with events spread evenly over a month, the parameters of the country, luck of their own, and not
    rounded. They go on from the last observation of the same register that counts from the same day and is
    neither in error nor rounded.

    Raises:
        InputError: a figure counts beyond the end of the runs.
    """
    others = [figure for figure in later if figure.key not in table.summaries]
    end = table.months[-1]
    for figure in others:
        if np.datetime64(figure.by) > end:
            raise InputError(f"'{figure.key}' counts up to {figure.by}, and the table ends on {end}")
    starts = _starts(table, others)
    rows = [_announced(table, row, starts, values) for row, values in enumerate(_values(table, others))]
    drawn = {figure.key: [row[figure.key] for row in rows] for figure in others}
    columns = [drawn[f.key] if f.key in drawn else table.summaries[f.key].to_numpy() for f in later]
    return np.array(columns, np.float64).reshape(len(later), len(table.labels)).T


def _starts(table: Table, later: Sequence[Figure]) -> list[tuple[Figure | None, list[Figure]]]:
    """Figures that are announced together, and the observation that they go on from, if there is one."""
    groups: dict[str, list[Figure]] = {}
    for figure in later:
        groups.setdefault(figure.key if figure.state else f"{figure.register} {figure.since}", []).append(
            figure
        )
    own = figures(table.case)
    return [(_start(own, group), group) for group in groups.values()]


def _start(own: Sequence[Figure], group: Sequence[Figure]) -> Figure | None:
    first = min(group, key=lambda figure: figure.by)
    before = [
        figure
        for figure in own
        if not (figure.state or figure.rounding)
        and figure.error == NO_ERROR
        and (figure.register, figure.since) == (first.register, first.since)
        and figure.by <= first.by
    ]
    return max(before, key=lambda figure: figure.by, default=None)


def _values(table: Table, later: Sequence[Figure]) -> list[dict[str, float]]:
    """The values in each country, in base units, of the parameters that the figures name."""
    quantities = [quantity for figure in later for quantity in figure.quantities]
    names = {name for quantity in quantities for name in quantity.names}
    given = table.case.values_of()
    columns = {
        name: table.parameters[SHARED + name].to_numpy()
        if SHARED + name in table.parameters
        else np.full(len(table.labels), given[name])
        for name in sorted(names)
    }
    return [
        {name: float(column[row]) for name, column in columns.items()} for row in range(len(table.labels))
    ]


def _announced(
    table: Table,
    row: int,
    starts: list[tuple[Figure | None, list[Figure]]],
    values: dict[str, float],
) -> dict[str, float]:
    """What would be announced in the country of one row, by key."""
    case, seed = table.case, seed_of(table.about.seed, table.names[table.labels[row]], int(table.draws[row]))
    ends = (table.months - np.datetime64(case.period.start)).astype(np.float64) + 1
    found: dict[str, float] = {}
    for start, group in starts:
        path, luck = table.paths[group[0].count][row], luck_of(seed, f"later, {group[0].key}")
        if group[0].state:
            people = _people(case, ends, path, group[0], values, luck)
            found[group[0].key] = mistaken(people, group[0], values, seed)
            continue
        so_far = np.rint(path).astype(np.int64)
        series = Series(np.append(0.0, ends[:-1]), ends, np.diff(so_far, prepend=0))
        if start is None:
            counts = announce(case, values, series, group, luck)
        else:
            counted = round(table.summaries[start.key].iloc[row])
            counts = announce_on(case, values, series, start, counted, group, luck)
        for figure, count in zip(group, counts, strict=True):
            found[figure.key] = mistaken(count, figure, values, seed)
    return found


def _people(
    case: Case,
    ends: Floats,
    path: Floats,
    figure: Figure,
    values: dict[str, float],
    luck: np.random.Generator,
) -> float:
    """Those in a state who are known to the agency, from the people at the ends of months."""
    day = day_of(case, figure.by) + 1 - figure.mean_delay(values)
    people = round(float(np.interp(day, ends, path)))
    return float(luck.binomial(people, figure.share_detected(values, day)))
