"""Known effects of interventions are found again by a regression on what a run counts."""

from __future__ import annotations

import numpy as np
from regression import fit_poisson
from trial import compiled, run

EFFECTS = {"internment": 1.6, "curfew": 1.4, "raids": 1.8, "trials": 1.0, "leaflets": 1.0, "targeting": 0.6}
RUNS = 100


def test_effects_are_recovered() -> None:
    """Three interventions raise the number of attacks, two do nothing, one lowers it; intervals cover."""
    ready = compiled("interventions")
    truth = np.log(list(EFFECTS.values()))
    fits = []
    for seed in range(RUNS):
        trial = run(ready, seed=seed)
        design = np.stack([np.ones(ready.clock.steps), *(trial.value(name) for name in EFFECTS)], axis=1)
        fits.append(fit_poisson(design, trial.counts("attack").sum(axis=1)))
    found, errors = (np.array(part)[:, 1:] for part in zip(*fits, strict=True))
    z = (found - truth) / errors
    covered = (abs(z) < 1.96).mean(axis=0)
    print(dict(zip(EFFECTS, covered.round(3).tolist(), strict=True)), found.mean(axis=0), truth)
    assert 0.93 <= covered.mean() <= 0.97, f"coverage {covered} of 95 % intervals over {RUNS} runs"
    assert ((covered >= 0.88) & (covered <= 1.0)).all(), covered
    off = abs(z.mean(axis=0)) * RUNS**0.5
    assert (off < 4).all(), f"mean errors are off by {off} standard errors"
    signs = np.where(abs(found / errors) > 1.96, np.sign(found), 0)
    right = (signs == np.sign(truth)).mean(axis=0)
    assert (right > 0.88).all(), f"signs are right in {right} of {RUNS} runs"
