"""From a reference table to an answer: which explanation fits what was known by a date, and how surely."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boomerang.arrays import Floats
from boomerang.case import Names
from boomerang.inference.compare import Data
from boomerang.inference.decisive import Decisive, decisive
from boomerang.inference.fits import FittedCheck, first_never, fits_of
from boomerang.inference.forecast.outlook import outlook
from boomerang.inference.forecast.predict import Prediction, predict_paths
from boomerang.inference.forecast.track_record import scores_of
from boomerang.inference.learn.choice import Posterior, disagreement
from boomerang.inference.learn.honesty import Honesty, Sensitivity, honesty, sensitivity
from boomerang.inference.learn.next_observation import NextObservations, next_observations
from boomerang.inference.learn.outside import Outside, outside
from boomerang.inference.learn.posterior import Estimate
from boomerang.inference.series import SeriesFit, series_fits
from boomerang.inference.verdict import Verdict, verdict
from boomerang.measure.figures import Figure
from boomerang.processors import one_blas_thread

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Answer:
    """What a table says at the observed figures.

    Attributes:
        data: what was compared.
        posterior: probability of each explanation, the average of two methods; methods: what each of them
            says by itself; disagreement: total variation distance between them.
        honesty: errors on simulated countries whose explanation is known.
        outside: whether any explanation can produce the data; sensitivity: without each observation, and
            without all those of a file; decisive: those on which it hangs, and why.
        verdict: one sentence.
        estimates: the parameters of each explanation.
        paths: for each count that is followed, what comes at the end of every month.
        next: what to observe next.
        series: how each series of a file is fitted.
        fits: how every figure and series lies among the fitted countries of each explanation.
        seconds: of the analysis.
    """

    data: Data
    posterior: Posterior
    methods: dict[str, Posterior]
    disagreement: float
    honesty: Honesty
    outside: Outside
    sensitivity: Sensitivity
    verdict: Verdict
    estimates: list[Estimate]
    paths: dict[str, Prediction]
    next: NextObservations
    seconds: float
    series: tuple[SeriesFit, ...] = ()
    fits: tuple[FittedCheck, ...] = ()
    decisive: tuple[Decisive, ...] = ()


@one_blas_thread()
def analyse(
    data: Data, *, threads: int | None = None, progress: Callable[[int, int], Any] | None = None
) -> Answer:
    """Analyse a table at the observed figures.

    Args:
        threads: at a time, None for one a processor; changes no result.
        progress: called with how much is done, and of how much, of what takes longest: answers without each
            observation.
    """
    start = time.perf_counter()
    table, X, x0, prior = data.table, data.X, data.x0, data.prior
    seed, labels = table.about.seed, table.labels
    classifier = data.classifier(threads)
    posterior, methods, weights = classifier.at(x0), classifier.methods_at(x0), classifier.weights(x0)
    errors = honesty(classifier.rows, labels, prior, weights)
    beyond, estimates = outside(X, x0, labels), data.estimates()
    fits, entries = fits_of(data, estimates), list(data.entries.values())
    failing = first_never(fits, len(table.names))
    without = sensitivity(X, labels, x0, classifier, entries, seed=seed, threads=threads, progress=progress)
    return Answer(
        data=data,
        posterior=posterior,
        methods=methods,
        disagreement=disagreement(*methods.values()),
        honesty=errors,
        outside=beyond,
        sensitivity=without,
        verdict=verdict(
            posterior, table.names, data.keys, beyond, failing, errors.confusion, errors.local_error
        ),
        estimates=estimates,
        paths=_paths(data, estimates, posterior.probability),
        next=next_observations(X, labels, weights, table.observables, seed=seed, threads=threads),
        series=series_fits(data),
        fits=fits,
        decisive=decisive(data, without),
        seconds=time.perf_counter() - start,
    )


def _paths(data: Data, estimates: list[Estimate], probability: Floats) -> dict[str, Prediction]:
    """What comes of each count at the end of every month; events never fall, people in a state may."""
    events = Names(data.table.case).events
    return {
        count: predict_paths(paths, estimates, probability, cumulative=count in events)
        for count, paths in data.table.paths.items()
    }


@one_blas_thread()
def score_later(answer: Answer, later: Sequence[Figure]) -> DataFrame:
    """The rows of `scores_of` for figures that became known after the cut of an answer."""
    data = answer.data
    ahead = outlook(data.table, data.figures, answer.estimates, answer.posterior.probability, later)
    return scores_of(ahead)
