"""The answer as plain data, in the order in which it is read."""

from __future__ import annotations

from datetime import date
from typing import Any

from boomerang.inference.caution import cautions
from boomerang.inference.decisive import Decisive
from boomerang.inference.explain import Answer
from boomerang.inference.forecast.predict import Prediction
from boomerang.inference.learn.honesty import Honesty
from boomerang.inference.reach import beyond_prior
from boomerang.inference.table.table import Table
from boomerang.measure.observables import not_computed
from boomerang.report.data.fitted import fitted_data, never_data
from boomerang.report.data.plain import by_name, number, numbers

ENDS = {"low": 0.05, "median": 0.5, "high": 0.95}


def answer_data(
    answer: Answer, *, known_by: date | None, simulated: float, charts: list[str]
) -> dict[str, Any]:
    """All that an answer says.

    Args:
        known_by: as it was asked for.
        simulated: seconds that the table took.
        charts: files beside it.
    """
    table = answer.data.table
    return {
        **_asked(table, known_by),
        "verdict": answer.verdict.sentence,
        "cautions": cautions(answer),
        **_probabilities(answer),
        **_honesty(answer.honesty, table.names),
        "p_value": by_name(table.names, answer.outside.p_value),
        "outside": [answer.data.keys[i] for i in answer.outside.summaries],
        "never": never_data(answer.fits, table.names),
        "ruled_out": [table.names[i] for i in answer.verdict.ruled_out],
        "series": _series(answer),
        "fitted": fitted_data(answer.fits, table.names),
        "sensitivity": _sensitivity(answer),
        "decisive": [_decisive(each, table.names) for each in answer.decisive],
        "beyond_prior": beyond_prior(answer.estimates),
        "predictive": _predictive(table, answer.paths),
        "next_observations": _next_observations(answer),
        "not_computed": not_computed(table.case),
        "observations": dict(
            zip(
                answer.data.keys,
                numbers(answer.data.observed, digits=6),
                strict=True,
            )
        ),
        "charts": charts,
        "seconds": {"simulate": round(simulated, 2), "analyse": round(answer.seconds, 2)},
        "digest": table.digest,
    }


def _asked(table: Table, known_by: date | None) -> dict[str, Any]:
    """What was asked and simulated."""
    return {
        "case": table.case.name,
        "version": table.about.version,
        "known_by": known_by.isoformat() if known_by else None,
        "simulations": table.about.simulations,
        "refused": {name: number(table.share_refused(name)) for name in table.names},
        "seed": table.about.seed,
        "persons": table.about.persons,
    }


def _probabilities(answer: Answer) -> dict[str, Any]:
    """The average of two methods, what each says, and what was said before any observation."""
    names = answer.data.table.names
    return {
        "posterior": by_name(names, answer.posterior.probability),
        "posterior_sd": by_name(names, answer.posterior.sd),
        "prior": by_name(names, answer.data.prior),
        "methods": {name: by_name(names, said.probability) for name, said in answer.methods.items()},
        "disagreement": number(answer.disagreement),
    }


def _honesty(given: Honesty, names: list[str]) -> dict[str, Any]:
    """Errors on simulated countries whose explanation is known."""
    reliability = given.calibration
    return {
        "error_rate": number(given.error_rate),
        "chance_error": number(given.chance_error),
        "local_error": number(given.local_error),
        "calibration_error": number(reliability.error),
        "reliability": {
            "predicted": numbers(reliability.predicted),
            "observed": numbers(reliability.observed),
            "share": numbers(reliability.share),
        },
        "confusion": {name: by_name(names, row) for name, row in zip(names, given.confusion, strict=True)},
    }


def _series(answer: Answer) -> dict[str, Any]:
    """For each series of a file how strange its level and its shape are, by explanation."""
    names = answer.data.table.names
    return {
        fit.name: {
            "figures": len(fit.columns),
            "level": by_name(names, fit.level),
            "shape": by_name(names, fit.shape),
        }
        for fit in answer.series
    }


def _sensitivity(answer: Answer) -> dict[str, Any]:
    """For each observation, and each series, how the probabilities are without it, if any are left."""
    if answer.data.only is not None:
        return {}
    names, given = answer.data.table.names, answer.sensitivity
    return {
        key: {"shift": number(shift), "posterior": by_name(names, row)}
        for key, shift, row in zip(answer.data.entries, given.shift, given.dropped, strict=True)
    }


def _decisive(given: Decisive, names: list[str]) -> dict[str, Any]:
    """An observation on which the answer hangs: probabilities without and with it, what each makes of it."""
    return {
        "without": given.entry,
        "shift": number(given.shift),
        "posterior": {"without": by_name(names, given.without), "with": by_name(names, given.all)},
        "figure": given.key,
        "observed": number(given.observed),
        "made": {
            name: dict(zip(ENDS, numbers(made), strict=True))
            for name, made in zip(names, given.made, strict=True)
        },
    }


def _next_observations(answer: Answer) -> list[dict[str, Any]]:
    """The quantities that could be observed, most telling first."""
    given = answer.next
    return [
        {"quantity": name, "gain": number(gain), "low": number(low), "high": number(high)}
        for name, gain, low, high in zip(given.names, given.gain, given.low, given.high, strict=True)
    ]


def _predictive(table: Table, paths: dict[str, Prediction]) -> dict[str, Any]:
    """For each count the median and the 90 % interval at every end of a month, by explanation and average."""
    counts = {
        count: {
            name: dict(zip(ENDS, sample.quantiles(list(ENDS.values())).round(1).tolist(), strict=True))
            for name, sample in prediction.samples.items()
        }
        for count, prediction in paths.items()
    }
    return {"months": [str(month) for month in table.months], "counts": counts}
