"""From a reference table to an answer: which explanation fits what was known by a date, and how surely."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case, Names
from boomerang.case.text.texts import unknown
from boomerang.errors import InputError
from boomerang.inference.forecast.predict import Prediction, predict_paths
from boomerang.inference.learn.choice import Posterior, agreement, learn, rejection
from boomerang.inference.learn.honesty import (
    Calibration,
    Sensitivity,
    calibration,
    chance_error,
    confusion,
    error_rate,
    local_error,
    sensitivity,
)
from boomerang.inference.learn.next_observation import NextObservations, next_observations
from boomerang.inference.learn.outside import Outside, outside
from boomerang.inference.learn.posterior import Estimate, posteriors, scales_of
from boomerang.inference.table.table import Table
from boomerang.inference.verdict import Verdict, verdict
from boomerang.measure.figures import Figure, figures_by, snap, targets

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Data:
    """A table as it compares with what was announced by a date.

    Attributes:
        table: the simulated countries.
        figures: the observations, in the order of the columns of X.
        X: float64[n, s], the simulated figures; x0: float64[s], the observed ones; both as log(1 + figure).
        prior: float64[k], of the explanations, sum 1.
        cut: the date; without one, the day on which the last figure became known.
    """

    table: Table
    figures: list[Figure]
    X: Floats
    x0: Floats
    prior: Floats
    cut: date

    @property
    def keys(self) -> list[str]:
        """What the columns of X are."""
        return [figure.key for figure in self.figures]


@dataclass(frozen=True)
class Answer:
    """What a table says at the observed figures.

    Attributes:
        data: what was compared.
        posterior: probability of each explanation by the random forest; cross_check: by rejection and local
            regression; agreement: total variation distance between them.
        rows: float64[n, k], what the forest says of each simulated country without having seen it.
        confusion, error_rate, chance_error, calibration, local_error: errors on known countries.
        outside: whether any explanation can produce the data; sensitivity: without each observation.
        verdict: one sentence.
        estimates: the parameters of each explanation.
        paths: for each count that is followed, what comes at the end of every month.
        next: what to observe next.
        seconds: of the analysis.
    """

    data: Data
    posterior: Posterior
    cross_check: Posterior
    agreement: float
    rows: Floats
    confusion: Floats
    error_rate: float
    chance_error: float
    calibration: Calibration
    local_error: float
    outside: Outside
    sensitivity: Sensitivity
    verdict: Verdict
    estimates: list[Estimate]
    paths: dict[str, Prediction]
    next: NextObservations
    seconds: float


def compare(table: Table, *, by: date | None = None, prior: Mapping[str, float] | None = None) -> Data:
    """Set the table beside the observations that were known by a date.

    Args:
        by: the date; None for all observations.
        prior: weights of explanations; those not named have the weight 1.

    Raises:
        InputError: nothing was known by then, or the prior names no explanation of the table.
    """
    known = figures_by(table.case, by)
    X, x0 = snap(table.summaries, targets(known))
    cut = by or max(figure.known for figure in known)
    return Data(table, known, X, x0, weights_of(table.names, prior or {}), cut)


def weights_of(names: list[str], prior: Mapping[str, float]) -> Floats:
    """float64[k]: the prior of the explanations, sum 1."""
    for name, weight in prior.items():
        if name not in names:
            raise InputError(unknown(name, "explanation of the table", names))
        if not (np.isfinite(weight) and weight >= 0):
            raise InputError(f"the prior weight of {name} is {weight:g}; give a finite number of at least 0")
    weights = np.array([prior.get(name, 1.0) for name in names], np.float64)
    if weights.sum() == 0:
        raise InputError("the prior leaves no explanation; give at least one a weight above 0")
    return weights / weights.sum()


def analyse(
    data: Data, *, threads: int | None = None, progress: Callable[[str], Any] | None = None
) -> Answer:
    """Analyse a table at the observed figures; `progress` is told what is being done."""
    say = progress or (lambda _: None)
    start = time.perf_counter()
    table, X, x0, prior = data.table, data.X, data.x0, data.prior
    seed, labels, names = table.about.seed, table.labels, table.names
    say("telling explanations apart")
    classifier = learn(X, labels, prior, seed=seed, threads=threads)
    posterior, weights = classifier.at(x0), classifier.weights(x0)
    say("checking the answer")
    cross_check = rejection(X, labels, x0, prior, seed=seed)
    matrix = confusion(classifier.rows, labels)
    here = local_error(classifier.rows, labels, weights)
    beyond = outside(X, x0, labels)
    say("leaving out one observation at a time")
    without = sensitivity(X, labels, x0, prior, seed=seed, threads=threads)
    say("fitting parameters")
    estimates = posteriors(X, x0, labels, names, table.parameters, scales_of(table.case))
    say("predicting")
    paths = {
        name: predict_paths(
            given, estimates, posterior.probability, cumulative=name in Names(table.case).events
        )
        for name, given in table.paths.items()
    }
    say("looking for the next observation")
    further = next_observations(X, labels, weights, table.observables, seed=seed, threads=threads)
    return Answer(
        data=data,
        posterior=posterior,
        cross_check=cross_check,
        agreement=agreement(posterior, cross_check),
        rows=classifier.rows,
        confusion=matrix,
        error_rate=error_rate(matrix, prior),
        chance_error=chance_error(prior),
        calibration=calibration(classifier.rows, labels, prior),
        local_error=here,
        outside=beyond,
        sensitivity=without,
        verdict=verdict(posterior, names, data.keys, beyond, matrix, here),
        estimates=estimates,
        paths=paths,
        next=further,
        seconds=time.perf_counter() - start,
    )


def claims(case: Case, names: list[str]) -> list[str]:
    """Who says it, for each explanation."""
    return [case.explanations[name].by for name in names]
