"""An answer of which every number is written down, and no two that could be mistaken for each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
from answers import MONTHS, PARAMETERS, toy_answer

from boomerang.inference.checks import Check
from boomerang.inference.decisive import Decisive
from boomerang.inference.explain import Answer
from boomerang.inference.fits import FittedCheck
from boomerang.inference.forecast.predict import Prediction
from boomerang.inference.learn.choice import Inclusion, Posterior
from boomerang.inference.learn.honesty import Calibration, Honesty, Sensitivity
from boomerang.inference.learn.neighbours import Neighbours
from boomerang.inference.learn.next_observation import NextObservations
from boomerang.inference.learn.posterior import Estimate, Scale
from boomerang.inference.learn.weighted import Sample
from boomerang.inference.mechanisms import Mechanisms
from boomerang.inference.table.shards import About
from boomerang.inference.table.subsets import SUBSETS
from boomerang.inference.table.table import Table
from boomerang.inference.verdict import Verdict

NAMES = ["chance", "restriction", "ties", "boomerang"]
BY = ["a sceptic", "a man who was stopped", "a cousin", "an elder"]
POSTERIOR, SD = [0.1, 0.4, 0.2, 0.3], [0.01, 0.02, 0.03, 0.04]
PRIOR = [0.12, 0.22, 0.32, 0.34]
NETWORKS, REGRESSION = [0.25, 0.37, 0.15, 0.23], [0.05, 0.42, 0.22, 0.31]
P_VALUE = [0.91, 0.052, 0.63, 0.0071]
CONFUSION = [
    [0.71, 0.13, 0.1, 0.06],
    [0.24, 0.52, 0.2, 0.04],
    [0.05, 0.15, 0.63, 0.17],
    [0.3, 0.21, 0.1, 0.39],
]
SHIFT = [0.03, 0.31, 0.16]
DROPPED = [[0.11, 0.41, 0.19, 0.29], [0.05, 0.1, 0.15, 0.7], [0.5, 0.25, 0.14, 0.11]]
MADE_BOUND = [[4.0, 5 + k, 9] for k in range(4)]
QUANTITIES, GAIN = ["letters", "empty chairs", "radios"], [0.31, 0.12, -0.05]
LAST = {"chance": 100, "restriction": 200, "ties": 300, "boomerang": 400}  # median in the last month
MADE_FIGURE = [[1.0 + k, 2, 3, 4, 5] for k in range(4)]
MADE_FALL = [[11, 12, 13, 14, 60.0 + k] for k in range(2)] + [[1, 2, 3, 4, 8.0]] + [[11, 12, 13, 14, 63.0]]
WEIGHTS = np.array([0.2, 0.6, 0.2])
REASON = "nobody counts it"


def written_answer() -> Answer:
    """Of four explanations of the village; the likeliest is the second."""
    base = toy_answer(len(NAMES))
    table = written_table(base.data.table)
    return Answer(
        data=replace(base.data, table=table, prior=np.array(PRIOR), cut=date(2014, 9, 1)),
        posterior=Posterior(np.array(POSTERIOR), np.array(SD)),
        methods={
            "networks": Posterior(np.array(NETWORKS), np.zeros(4)),
            "regression": Posterior(np.array(REGRESSION), np.zeros(4)),
        },
        disagreement=0.18,
        honesty=Honesty(
            confusion=np.array(CONFUSION),
            error_rate=0.47,
            chance_error=0.66,
            local_error=0.58,
            calibration=Calibration(
                np.array([0.15, 0.42]), np.array([0.24, 0.33]), np.array([0.75, 0.25]), error=0.0213
            ),
        ),
        outside=replace(base.outside, p_value=np.array(P_VALUE), summaries=np.array([1])),
        sensitivity=Sensitivity(np.array(POSTERIOR), np.array(DROPPED), np.array(SHIFT), noise=0.05),
        verdict=Verdict(
            "cannot separate", (1, 3), "these data cannot separate restriction and boomerang", ruled_out=(2,)
        ),
        estimates=[_estimate(name) for name in NAMES],
        paths={"depart": Prediction({name: _path(name) for name in NAMES}, np.array(POSTERIOR))},
        next=NextObservations(
            tuple(QUANTITIES), np.array(GAIN), np.array(GAIN) - 0.02, np.array(GAIN) + 0.07, loss=1.21
        ),
        seconds=6.7891,
        fits=written_fits(),
        decisive=(
            Decisive(
                "bound",
                0.31,
                without=np.array(DROPPED[1]),
                all=np.array(POSTERIOR),
                key="bound",
                observed=15.0,
                made=np.array(MADE_BOUND),
            ),
        ),
    )


def written_fits() -> tuple[FittedCheck, ...]:
    """The fall of a series, which ties never make, and the first figure, which all make."""
    fall = Check("fall", "raids", "the fall of 1972-75", np.zeros(4), 0.0, np.zeros(4), 50.0, "factor")
    key = "depart ever by 2013-06-30, the district office"
    figure = Check("figure", key, f"“{key}”", np.zeros(4), 0.0, np.zeros(4), 12.0, "count")
    return (
        FittedCheck(
            figure,
            np.array(MADE_FIGURE),
            tail=np.array([0.4, 0.5, 0.6, 0.7]),
            apart=np.array([0.1, -0.2, 0.3, -0.4]),
            p=np.array([0.91, 0.92, 0.93, 0.94]),
            never=np.zeros(4, bool),
        ),
        FittedCheck(
            fall,
            np.array(MADE_FALL),
            tail=np.array([0.2, 0.1, 0.0, 0.3]),
            apart=np.array([1.1, 1.2, 6.3, 1.4]),
            p=np.array([0.81, 0.82, 0.0025, 0.84]),
            never=np.array([False, False, True, False]),
        ),
    )


def written_table(table: Table) -> Table:
    """30 countries of each explanation; some draws were refused, and one observable has a reason."""
    observable = tuple(given.model_copy(update={"unused": REASON}) for given in table.case.observable[:1])
    return replace(
        table,
        about=About("1.2", "village", "", [], None, None, [], None, 7, tuple(NAMES), 30),
        scenario=replace(table.scenario, case=table.case.model_copy(update={"observable": observable})),
        names=NAMES,
        refused={"chance": 0, "restriction": 10, "ties": 5, "boomerang": 30},
        _rows=[pa.table({"draw": list(range(30))}) for _ in NAMES],
    )


def written_mechanisms() -> Mechanisms:
    """Of a table of random subsets; ties are on in all."""
    table = written_table(toy_answer(1).data.table)
    subsets = replace(
        table,
        about=replace(table.about, explanations=(SUBSETS,), simulations=1200),
        names=[SUBSETS],
        refused={SUBSETS: 300},
        _rows=[pa.table({"draw": [0]})],
    )
    found = Inclusion(
        np.array([0.93, 0.41, 0.57]), np.array([0.02, 0.13, 0.04]), np.array([0.51, 0.36, 0.49])
    )
    names = ["restriction", "deterrence", "justification"]
    return Mechanisms(subsets, names, ("ties",), found, np.array([False, True, False]))


def _estimate(name: str) -> Estimate:
    """Under ties the first parameter reaches beyond its prior with the weight 0.2, the second with 0.8."""
    prior = np.tile(np.linspace(0, 1, 30)[:, None], (1, 3))
    far = name == "ties"
    values = np.array([[2.0 * far, 0.3, 0.4], [0.5, 3.0 * far, 0.6], [0.1, 4.0 * far, 0.8]])
    near = Neighbours(np.arange(3), WEIGHTS, np.zeros((3, 1)))
    return Estimate(name, PARAMETERS, (Scale(),) * 3, prior, Sample(values, WEIGHTS), near)


def _path(name: str) -> Sample:
    """Medians that rise by one a month; the ends of the 90 % interval are ten below and above."""
    medians = LAST[name] + np.arange(len(MONTHS)) - len(MONTHS) + 1.0
    return Sample(np.array([medians - 10, medians, medians + 10]), WEIGHTS)
