"""What a person wants to know of an answer first, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from rich.table import Table as Grid
from rich.text import Text

from boomerang.case import Names
from boomerang.case.parts.planned import planned_in
from boomerang.inference.caution import cautions, reaches
from boomerang.inference.explain import Answer
from boomerang.inference.forecast.predict import AVERAGE
from boomerang.inference.learn.honesty import Sensitivity
from boomerang.inference.learn.next_observation import NextObservations
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.table.table import Table
from boomerang.measure.observables import not_computed
from boomerang.report.terminal.screen import Screen, bold, dim, line

GAP, NARROWEST = 2, 10  # between columns; letters of the first column, or of who says it
SHOWN = 8  # further observations
HANGING = 3  # observations on which the answer hangs
TELLING = 0.02  # total variation distance from which leaving out an observation is worth a line


def print_answer(answer: Answer, known_by: date | None, folder: Path | None) -> None:
    """Print an answer.

    Args:
        known_by: as it was asked for.
        folder: where everything is; None if only the table is kept.
    """
    console, table = Screen(), answer.data.table
    console.print(_asked(answer, known_by))
    console.print(explanations(answer, console.width))
    _print_lines(console, _refused(table))
    console.print(line(bold("Verdict:"), f" {answer.verdict.sentence}."))
    _print_lines(console, [line(bold("Caution:"), f" {sentence}") for sentence in cautions(answer)])
    _print_lines(console, _outside(answer))
    _print_lines(console, _series(answer))
    console.print(_errors(answer))
    _print_lines(console, _hanging(answer.sensitivity, list(answer.data.entries), table.names))
    _print_lines(console, reaches(answer))
    console.print(_further(answer.next))
    if missing := not_computed(table.case):
        console.print("Not computed: " + "; ".join(missing) + ".")
    everything = f"Everything is in {folder}: explanation.json, posterior.nc, charts, table."
    console.print(everything if folder else f"The table is in {table.folder}; nothing else was written.")


def _print_lines(console: Screen, lines: Iterable[str | Text]) -> None:
    for given in lines:
        console.print(given)


def _asked(answer: Answer, known_by: date | None) -> Text:
    """What was asked, and from how much it was answered."""
    table, seen = answer.data.table, len(answer.data.keys)
    observations = "observation" if seen == 1 else "observations"
    until = f" by {known_by}" if known_by else ""
    return line(
        bold(table.case.title),
        f": {seen} {observations} known{until}, "
        f"{table.about.simulations} simulated countries for each explanation",
    )


def explanations(answer: Answer, width: int) -> Grid:
    """The explanations, likeliest first, and what each says about the last month; a line each if it fits."""
    table, count = answer.data.table, most_observed(answer)
    ahead = answer.paths[count].samples
    last = f"{'by' if count in Names(table.case).events else 'on'} {table.months[-1]}"
    titles = ("probability", "2nd\nmethod", "p of\ndata", "mistaken", f"{count}\n{last}")
    order = np.argsort(-answer.posterior.probability, kind="stable")
    rows = [[*_row(answer, i), _range(ahead[table.names[i]])] for i in order]
    rows.append(["", "", "", "", _range(ahead[AVERAGE])])
    taken = [max(map(len, [*title.split("\n"), *cells])) for title, *cells in zip(titles, *rows, strict=True)]
    left = width - sum(taken) - GAP * len(taken)
    grid = Grid(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    grid.add_column("explanation, who says it", max_width=max(left, NARROWEST))
    for title in titles:
        grid.add_column(title, justify="right", no_wrap=True)
    for name, row in zip([table.names[i] for i in order], rows, strict=False):
        grid.add_row(_claimed(name, table.case.explanations[name].by, left), *row)
    grid.add_row(AVERAGE, *rows[-1])
    return grid


def _claimed(name: str, by: str, width: int) -> Text:
    """An explanation and who says it, shortened to a line; the name alone where there is no room for more."""
    room = width - len(name) - len(", ")
    said = by if len(by) <= room else f"{by[: room - 1].rstrip()}…" if room >= NARROWEST else ""
    return line(name, dim(f", {said}")) if said else line(name)


def _row(answer: Answer, i: int) -> list[str]:
    """What is said of explanation i: the probabilities, and how well it does."""
    posterior = answer.posterior
    return [
        f"{posterior.probability[i]:.0%} ± {2 * posterior.sd[i]:.0%}",
        f"{answer.cross_check.probability[i]:.0%}",
        f"{answer.outside.p_value[i]:.2g}",
        f"{1 - answer.honesty.confusion[i, i]:.0%}",
    ]


def most_observed(answer: Answer) -> str:
    """The count of which there are most observations, the first of them."""
    counts = [figure.count for figure in answer.data.figures]
    return max(answer.paths, key=counts.count)


def _range(sample: Sample) -> str:
    """The median of the last column and its 90 % interval."""
    low, middle, high = sample.quantiles([0.05, 0.5, 0.95])[:, -1]
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def _refused(table: Table) -> list[str]:
    """How much of the priors could not be simulated."""
    shares = {name: round(table.share_refused(name), 4) for name in table.names}
    told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items() if share)
    if not told:
        return []
    too_few = " or there are too few people for an intervention" if any(planned_in(table.case)) else ""
    return [
        f"Refused and replaced, because the hazards of the country run away{too_few}: {told} of the draws. "
        "The priors are those given that this does not happen."
    ]


def _errors(answer: Answer) -> str:
    """How far the answer can be trusted."""
    errors = answer.honesty
    return (
        f"On simulated countries whose explanation is known, the method errs in {errors.error_rate:.0%} "
        f"(guessing: {errors.chance_error:.0%}), and in {errors.local_error:.0%} of those like the observed "
        f"one. Its probabilities are off by {errors.calibration.error:.1%} on average, and a second method "
        f"puts {answer.disagreement:.0%} of the probability elsewhere."
    )


def _outside(answer: Answer) -> list[str]:
    """The observations that no explanation makes, unless the verdict says so already."""
    beyond = {
        name: np.isin(columns, answer.outside.summaries) for name, columns in answer.data.entries.items()
    }
    far = [
        f"“{name}”" if len(columns) == 1 else f"{columns.sum()} of the {len(columns)} figures of “{name}”"
        for name, columns in beyond.items()
        if columns.any()
    ]
    if not far or answer.verdict.kind == "none fits":
        return []
    lies = "lies" if len(answer.outside.summaries) == 1 else "lie"
    return [f"{', '.join(far)} {lies} outside the central 99 % of every explanation."]


def _series(answer: Answer) -> list[str]:
    """How the likeliest explanation makes each series of a file."""
    top = int(answer.posterior.probability.argmax())
    return [
        f"“{fit.name}” ({len(fit.columns)} figures) if {answer.data.table.names[top]} is true:"
        f" level p = {fit.level[top]:.2g}, shape p = {fit.shape[top]:.2g}."
        for fit in answer.series
    ]


def _hanging(given: Sensitivity, keys: Sequence[str], names: Sequence[str]) -> list[str]:
    """The observations on which the answer hangs."""
    most = np.argsort(-given.shift, kind="stable")[:HANGING]
    return [
        f"Without “{keys[j]}” the probabilities move by {given.shift[j]:.0%}; "
        f"the likeliest is then {names[top]} ({given.dropped[j, top]:.0%})."
        for j in most
        if given.shift[j] > max(TELLING, 2 * given.noise)
        for top in [given.dropped[j].argmax()]
    ]


def _further(given: NextObservations) -> Grid:
    """What to observe next, most telling first."""
    grid = Grid(title="Worth observing next", title_justify="left", box=None, pad_edge=False, padding=(0, 2))
    grid.add_column("quantity")
    grid.add_column(f"drop in log loss, of {given.loss:.2f}", justify="right")
    rows = zip(given.names, given.gain, given.low, given.high, strict=True)
    for name, gain, low, high in list(rows)[:SHOWN]:
        grid.add_row(name, f"{gain:.2f} ({low:.2f} to {high:.2f})")
    return grid
