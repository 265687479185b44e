"""The answer for people and for machines: a table in the terminal, a JSON object, the posterior as netCDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table as Grid

from boomerang.case import Names
from boomerang.errors import InputError
from boomerang.files import put_whole
from boomerang.inference.explain import Answer, claims
from boomerang.inference.forecast.predict import AVERAGE
from boomerang.inference.learn.posterior import to_datatree, write_posterior
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.reach import beyond_prior, reaches
from boomerang.measure.observables import not_computed
from boomerang.report.caution import cautions

SHOWN = 8  # further observations in the terminal
TELLING = 0.02  # total variation distance from which leaving out an observation is worth a line


def answer_data(
    answer: Answer, *, known_by: str | None, simulated: float, charts: list[str]
) -> dict[str, Any]:
    """The answer as plain data, in the order in which it is read; `charts`: files beside it."""
    table, names = answer.data.table, answer.data.table.names
    return {
        "case": table.case.name,
        "version": table.about.version,
        "known_by": known_by,
        "simulations": table.about.simulations,
        "refused": {name: round(table.share_refused(name), 4) for name in names},
        "seed": table.about.seed,
        "persons": table.about.persons,
        "verdict": answer.verdict.sentence,
        "cautions": cautions(answer),
        "posterior": _by_name(names, answer.posterior.probability),
        "posterior_sd": _by_name(names, answer.posterior.sd),
        "prior": _by_name(names, answer.data.prior),
        "cross_check": _by_name(names, answer.cross_check.probability),
        "disagreement": round(answer.agreement, 4),
        "error_rate": round(answer.error_rate, 4),
        "chance_error": round(answer.chance_error, 4),
        "local_error": round(answer.local_error, 4),
        "calibration_error": round(answer.calibration.error, 4),
        "reliability": {
            name: _rounded(getattr(answer.calibration, name)) for name in ("predicted", "observed", "share")
        },
        "confusion": {name: _by_name(names, row) for name, row in zip(names, answer.confusion, strict=True)},
        "p_value": _by_name(names, answer.outside.p_value),
        "outside": [answer.data.keys[i] for i in answer.outside.summaries],
        "sensitivity": _sensitivity(answer),
        "beyond_prior": beyond_prior(answer),
        "predictive": _predictive(answer),
        "next_observations": _next_observations(answer),
        "not_computed": not_computed(table.case),
        "observations": {
            key: round(float(np.expm1(x)), 6) for key, x in zip(answer.data.keys, answer.data.x0, strict=True)
        },
        "charts": charts,
        "seconds": {"simulate": round(simulated, 2), "analyse": round(answer.seconds, 2)},
        "digest": table.digest,
    }


def _sensitivity(answer: Answer) -> dict[str, Any]:
    """For each observation how the probabilities are without it."""
    names, given = answer.data.table.names, answer.sensitivity
    return {
        key: {"shift": round(float(shift), 4), "posterior": _by_name(names, row)}
        for key, shift, row in zip(answer.data.keys, given.shift, given.dropped, strict=True)
    }


def _next_observations(answer: Answer) -> list[dict[str, Any]]:
    """The quantities that could be observed, with gain and interval."""
    given = answer.next
    rows = zip(given.names, given.gain, given.low, given.high, strict=True)
    return [
        {"quantity": name} | dict(zip(("gain", "low", "high"), _rounded(values), strict=True))
        for name, *values in rows
    ]


def _predictive(answer: Answer) -> dict[str, Any]:
    """For each count the median and the 90 % interval at every end of a month, by explanation and average."""
    months = [str(month) for month in answer.data.table.months]
    found: dict[str, Any] = {"months": months}
    for count, prediction in answer.paths.items():
        found[count] = {
            name: dict(
                zip(
                    ("low", "median", "high"),
                    sample.quantiles([0.05, 0.5, 0.95]).round(1).tolist(),
                    strict=True,
                )
            )
            for name, sample in prediction.samples.items()
        }
    return found


def _by_name(names: list[str], values: Any) -> dict[str, float]:
    return dict(zip(names, _rounded(values), strict=True))


def _rounded(values: Any) -> list[float]:
    return [round(float(value), 4) for value in values]


def write_answer(answer: Answer, data: dict[str, Any], folder: Path) -> None:
    """Write explanation.json and posterior.nc.

    Raises:
        InputError: the folder cannot be written.
    """
    facts = {"case": data["case"], "version": data["version"], "digest": data["digest"], "seed": data["seed"]}
    try:
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        put_whole(folder / "explanation.json", lambda file: file.write_text(text, encoding="utf-8"))
        write_posterior(to_datatree(answer.estimates, facts), folder / "posterior.nc")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{folder}: the answer cannot be written ({reason}); the table is whole") from None


def print_answer(answer: Answer, data: dict[str, Any], folder: Path) -> None:
    """Print what a person wants to know first."""
    console = Console(highlight=False)
    seen = len(answer.data.keys)
    observations = "observation" if seen == 1 else "observations"
    until = f" by {data['known_by']}" if data["known_by"] else ""
    console.print(
        f"[bold]{answer.data.table.case.title}[/bold]: {seen} {observations} known{until}, "
        f"{data['simulations']} simulated countries for each explanation"
    )
    console.print(_explanations(answer))
    _print_refused(console, data["refused"])
    console.print(f"[bold]Verdict:[/bold] {answer.verdict.sentence}.")
    for sentence in data["cautions"]:
        console.print(f"[bold]Caution:[/bold] {sentence}")
    console.print(
        f"On simulated countries whose explanation is known, the method errs in {answer.error_rate:.0%} "
        f"(guessing: {answer.chance_error:.0%}), and in {answer.local_error:.0%} of those like the observed "
        f"one. Its probabilities are off by {answer.calibration.error:.1%} on average, and a second method "
        f"puts {answer.agreement:.0%} of the probability elsewhere."
    )
    _print_sensitivity(console, answer)
    for sentence in reaches(answer):
        console.print(sentence)
    console.print(_further(answer))
    if data["not_computed"]:
        console.print("Not computed: " + "; ".join(data["not_computed"]) + ".")
    console.print(f"Everything is in {folder}: explanation.json, posterior.nc, charts, table.")


def _print_refused(console: Console, refused: dict[str, float]) -> None:
    """How much of the priors could not be simulated."""
    if any(refused.values()):
        shares = ", ".join(f"{name} {share:.1%}" for name, share in refused.items() if share)
        console.print(
            f"Refused and replaced, because the hazards of the country run away: {shares} of the draws. "
            "The priors are those given that they do not."
        )


def _explanations(answer: Answer) -> Grid:
    """The explanations, likeliest first, and what each says about the last month."""
    count = most_observed(answer)
    ahead, names = answer.paths[count].samples, answer.data.table.names
    until = "by" if count in Names(answer.data.table.case).events else "on"
    last = f"{count}\n{until} {answer.data.table.months[-1]}"
    by = claims(answer.data.table.case, names)
    rows = [
        (
            f"{names[i]}\n[dim]{by[i]}[/dim]",
            f"{answer.posterior.probability[i]:.0%} ± {2 * answer.posterior.sd[i]:.0%}",
            f"{answer.cross_check.probability[i]:.0%}",
            f"{answer.outside.p_value[i]:.2g}",
            f"{1 - answer.confusion[i, i]:.0%}",
            _range(ahead[names[i]]),
        )
        for i in np.argsort(-answer.posterior.probability, kind="stable")
    ]
    rows.append(("average", "", "", "", "", _range(ahead[AVERAGE])))
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column("explanation, who says it", max_width=40)
    for title in ("probability", "2nd\nmethod", "p of\ndata", "mistaken", last):
        grid.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        grid.add_row(*row)
    return grid


def most_observed(answer: Answer) -> str:
    """The count of which there are most observations, the first of them."""
    counts = [figure.count for figure in answer.data.figures]
    return max(answer.paths, key=counts.count)


def _range(sample: Sample) -> str:
    """The median of the last column and its 90 % interval."""
    low, middle, high = sample.quantiles([0.05, 0.5, 0.95])[:, -1]
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def _print_sensitivity(console: Console, answer: Answer) -> None:
    """The observations on which the answer hangs."""
    given = answer.sensitivity
    for j in np.argsort(-given.shift, kind="stable")[:3]:
        if given.shift[j] > max(TELLING, 2 * given.noise):
            top = int(given.dropped[j].argmax())
            console.print(
                f"Without “{answer.data.keys[j]}” the probabilities move by {given.shift[j]:.0%}; "
                f"the likeliest is then {answer.data.table.names[top]} ({given.dropped[j, top]:.0%})."
            )


def _further(answer: Answer) -> Grid:
    """What to observe next, most telling first."""
    grid = Grid(title="Worth observing next", title_justify="left", box=None, pad_edge=False, padding=(0, 2))
    grid.add_column("quantity")
    grid.add_column(f"drop in log loss, of {answer.next.loss:.2f}", justify="right")
    for name, gain, low, high in list(
        zip(answer.next.names, answer.next.gain, answer.next.low, answer.next.high, strict=True)
    )[:SHOWN]:
        grid.add_row(name, f"{gain:.2f} ({low:.2f} to {high:.2f})")
    return grid
