"""What a person wants to know of an answer first, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from rich.table import Table as Plain
from rich.text import Text

from boomerang.case import Names
from boomerang.case.parts.planned import planned_in
from boomerang.inference.caution import cautions, reaches
from boomerang.inference.explain import Answer
from boomerang.inference.forecast.predict import AVERAGE
from boomerang.inference.learn.next_observation import NextObservations
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.table.table import Table
from boomerang.measure.observables import not_computed
from boomerang.report.terminal.decisive import decisive_told
from boomerang.report.terminal.fitted import learned_told, never_made, series_told
from boomerang.report.terminal.screen import GAP, LEAST_NAME, Grid, Screen, bold, dim, line

METHODS, MISTAKEN = "two\nmethods", "mistaken"
LEFT_OUT = (MISTAKEN, METHODS)  # columns, where a terminal is narrow
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
    console.print(_who_says_it(answer, console.width))
    _print_lines(console, _refused(table))
    _print_lines(console, never_made(answer, console.width))
    console.print(line(bold("Verdict:"), f" {answer.verdict.sentence}."))
    _print_lines(console, [line(bold("Caution:"), f" {sentence}") for sentence in cautions(answer)])
    console.print(_outside(answer))
    _print_lines(console, series_told(answer, console.width))
    _print_lines(console, learned_told(answer))
    console.print(_errors(answer))
    _print_lines(console, [line(bold("Decisive:"), f" {sentence}") for sentence in decisive_told(answer)])
    _print_lines(console, _hanging(answer))
    _print_lines(console, reaches(answer))
    console.print(_further(answer.next))
    if missing := not_computed(table.case):
        console.print("Not computed: " + "; ".join(missing) + ".")
    everything = f"Everything is in {folder}: report.html, explanation.json, posterior.nc, charts, table."
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
    """The explanations, likeliest first, and what each says about the last month; a line each.

    Long names are folded. Where there is no room for every column, those of `LEFT_OUT` are missing, the first
    of them first.
    """
    names = [answer.data.table.names[i] for i in _likeliest_first(answer)]
    columns = {"explanation": [*names, AVERAGE], **_columns(answer)}
    for title in LEFT_OUT:
        taken = [_taken(*column) for column in columns.items()]
        if min(taken[0], LEAST_NAME + GAP) + sum(taken[1:]) - GAP > width:
            del columns[title]
    grid = Grid(["explanation"], list(columns)[1:])
    for row in zip(*columns.values(), strict=True):
        grid.add_row(*row)
    return grid


def _taken(title: str, cells: Sequence[str]) -> int:
    """How wide a column is."""
    return max(map(len, [*title.split("\n"), *cells])) + GAP


def _columns(answer: Answer) -> dict[str, list[str]]:
    """The columns beside the names, by their titles; the last cell is that of the average."""
    table, count, posterior = answer.data.table, most_observed(answer), answer.posterior
    last = f"{'by' if count in Names(table.case).events else 'on'} {table.months[-1]}"
    ahead, order = answer.paths[count].samples, _likeliest_first(answer)
    said = [[f"{100 * each.probability[i]:.0f}" for each in answer.methods.values()] for i in order]
    columns = {
        "probability": [f"{posterior.probability[i]:.0%} ± {2 * posterior.sd[i]:.0%}" for i in order],
        METHODS: [", ".join(each) + "%" for each in said],
        "p of\ndata": [f"{answer.outside.p_value[i]:.2g}" for i in order],
        MISTAKEN: [f"{1 - answer.honesty.confusion[i, i]:.0%}" for i in order],
    }
    predicted = [_range(ahead[name]) for name in [*(table.names[i] for i in order), AVERAGE]]
    return {title: [*cells, ""] for title, cells in columns.items()} | {f"{count}\n{last}": predicted}


def _likeliest_first(answer: Answer) -> list[int]:
    return np.argsort(-answer.posterior.probability, kind="stable").tolist()


def _who_says_it(answer: Answer, width: int) -> Plain:
    """Who puts forward each explanation."""
    grid = Plain(box=None, show_header=False, pad_edge=False, padding=(0, GAP, 0, 0))
    grid.add_column(overflow="fold", max_width=max(LEAST_NAME, width // 2))
    grid.add_column()
    for name in (answer.data.table.names[i] for i in _likeliest_first(answer)):
        grid.add_row(dim(name), dim(answer.data.table.case.explanations[name].by))
    return grid


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
        f"one. Its probabilities are off by {errors.calibration.error:.1%} on average, and the two methods "
        f"of which they are the average disagree about {answer.disagreement:.0%}."
    )


def _outside(answer: Answer) -> str:
    """The observations that no explanation makes."""
    beyond = {
        name: np.isin(columns, answer.outside.summaries) for name, columns in answer.data.entries.items()
    }
    far = [
        f"“{name}”" if len(columns) == 1 else f"{columns.sum()} of the {len(columns)} figures of “{name}”"
        for name, columns in beyond.items()
        if columns.any()
    ]
    if not far:
        return "No figure lies outside what the explanations make."
    lies = "lies" if len(answer.outside.summaries) == 1 else "lie"
    return f"{', '.join(far)} {lies} outside the central 99 % of every explanation."


def _hanging(answer: Answer) -> list[str]:
    """The observations on which the answer hangs, without the reason."""
    if answer.data.only is not None:
        return [f"“{answer.data.only}” is all that was observed: without it nothing is left to judge by."]
    given, keys, names = answer.sensitivity, list(answer.data.entries), answer.data.table.names
    explained = [each.entry for each in answer.decisive]
    most = np.argsort(-given.shift, kind="stable")[:HANGING]
    return [
        f"Without “{keys[j]}” the probabilities move by {given.shift[j]:.0%}; "
        f"the likeliest is then {names[top]} ({given.dropped[j, top]:.0%})."
        for j in most
        if given.shift[j] > max(TELLING, 2 * given.noise) and keys[j] not in explained
        for top in [given.dropped[j].argmax()]
    ]


def _further(given: NextObservations) -> Grid:
    """What to observe next, most telling first."""
    title = "Worth observing next"
    grid = Grid(
        ["quantity"],
        [f"drop in log loss, of {given.loss:.2f}"],
        title=title,
        title_justify="left",
        padding=(0, 2),
    )
    rows = zip(given.names, given.gain, given.low, given.high, strict=True)
    for name, gain, low, high in list(rows)[:SHOWN]:
        grid.add_row(name, f"{gain:.2f} ({low:.2f} to {high:.2f})")
    return grid
