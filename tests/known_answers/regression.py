"""Poisson regression by iteratively reweighted least squares."""

from __future__ import annotations

import numpy as np


def fit_poisson(design: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(coefficients, standard errors) of log E[counts] = design @ coefficients."""
    mean = counts + 0.5
    for _ in range(50):
        step = np.log(mean) + (counts - mean) / mean
        information = design.T @ (design * mean[:, None])
        coefficients = np.linalg.solve(information, design.T @ (mean * step))
        mean = np.exp(design @ coefficients)
    return coefficients, np.sqrt(np.diag(np.linalg.inv(information)))
