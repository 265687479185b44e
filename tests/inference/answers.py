"""An answer without a simulation behind it: random numbers for any number of explanations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame

import boomerang
from boomerang.inference.compare import Data
from boomerang.inference.explain import Answer
from boomerang.inference.fits import fits_of
from boomerang.inference.forecast.predict import predict_paths
from boomerang.inference.learn.choice import Posterior
from boomerang.inference.learn.honesty import Calibration, Honesty, Sensitivity
from boomerang.inference.learn.next_observation import NextObservations
from boomerang.inference.learn.outside import outside
from boomerang.inference.learn.posterior import posteriors
from boomerang.inference.scales import scales_of
from boomerang.inference.table.table import Table
from boomerang.inference.verdict import Verdict
from boomerang.measure.figures import Figure, Target, figures, snap, targets

ROWS = 30  # of each explanation
MONTHS = np.arange("2010-02", "2015-02", dtype="datetime64[M]").astype("datetime64[D]") - 1
PARAMETERS = ("parameters.sympathy", "mechanisms.ties.parameters.talk", "parameters.memory")


@cache
def toy_answer(explanations: int = 3, *, quantities: int = 4) -> Answer:
    """Probabilities that rise with the number of the explanation; one figure is a lower bound."""
    random = np.random.default_rng(explanations)
    table, known = toy_table(explanations, random), toy_figures()
    X, x0 = snap(table.summaries, targets(known))
    prior = np.full(explanations, 1 / explanations)
    data = Data(table, known, X, x0, prior, date(2014, 9, 1))
    probability = np.arange(1, explanations + 1) / np.arange(1, explanations + 1).sum()
    posterior = Posterior(probability, np.full(explanations, 0.02))
    estimates = posteriors(X, x0, table.labels, table.names, table.parameters, scales_of(table.case))
    dropped = random.dirichlet(np.ones(explanations), len(known))
    shift = np.abs(dropped - probability).sum(axis=1) / 2
    gain = np.sort(random.normal(size=quantities))[::-1]
    return Answer(
        data=data,
        posterior=posterior,
        methods={"networks": posterior, "regression": Posterior(probability[::-1], posterior.sd)},
        disagreement=0.5,
        honesty=Honesty(
            confusion=random.dirichlet(np.ones(explanations), explanations),
            error_rate=0.6,
            chance_error=1 - 1 / explanations,
            local_error=0.5,
            calibration=Calibration(
                np.array([0.1, 0.4]), np.array([0.2, 0.3]), np.array([0.75, 0.25]), error=0.021
            ),
        ),
        outside=outside(X, x0, table.labels),
        sensitivity=Sensitivity(probability, dropped, shift, 0.03),
        verdict=Verdict("cannot separate", (0, 1), "a verdict"),
        estimates=estimates,
        paths={"depart": predict_paths(table.paths["depart"], estimates, probability, cumulative=True)},
        next=NextObservations(
            tuple(f"quantity {i}" for i in range(quantities)), gain, gain - 0.1, gain + 0.1, 1.0
        ),
        seconds=1.0,
        fits=fits_of(data, estimates),
    )


def toy_table(explanations: int, random: np.random.Generator) -> Table:
    """A table of the village, with explanations and numbers of its own."""
    rows = ROWS * explanations
    counts = random.poisson(0.2, (rows, len(MONTHS))).cumsum(axis=1).astype(np.float64)
    parameters = DataFrame(np.exp(random.normal(size=(rows, len(PARAMETERS)))), columns=list(PARAMETERS))
    about: Any = None
    return Table(
        folder=Path(),
        about=about,
        scenario=boomerang.scenario("village"),
        names=[f"explanation {i}" for i in range(explanations)],
        labels=np.repeat(np.arange(explanations), ROWS),
        draws=np.tile(np.arange(ROWS), explanations),
        refused={},
        mechanisms=DataFrame(index=range(rows)),
        summaries=DataFrame({figure.key: counts[:, -1] for figure in toy_figures()}),
        parameters=parameters,
        paths={"depart": counts},
        months=MONTHS,
        observables=DataFrame(index=range(rows)),
        _rows=[],
    )


def toy_figures() -> list[Figure]:
    """A range, a lower bound, and a figure of one place only with a long name."""
    given = figures(boomerang.load("village"))[0]
    bound = Target("bound", None, 15.0, None, at_least=True)
    place = Target("place", 3.0, 3.0, 3.0, at_least=False)
    long = "depart ever by 2014-06-30 within place Mill, the second secretary of the district office"
    return [
        given,
        replace(given, key="bound", by=date(2014, 6, 30), target=bound),
        replace(given, key=long, within="place Mill", target=replace(place, key=long)),
    ]
