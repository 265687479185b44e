"""The parameter on which a sign hangs is found, at the value at which it turns, and none is made up."""

import numpy as np
import pandas as pd

from boomerang.inference.turning import turning

DRAWS = 60


def drawn(seed: int) -> pd.DataFrame:
    values = np.random.default_rng(seed).uniform(0, 1, (DRAWS, 6))
    return pd.DataFrame(values, columns=[f"parameters.p{number}" for number in range(6)])


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.3, DRAWS)


def test_the_parameter_and_the_value_are_found() -> None:
    parameters = {"one": drawn(1), "other": drawn(2)}
    rising = 4 * (parameters["other"]["parameters.p3"].to_numpy() - 0.4) + noise(3)
    found = turning({"one": noise(4), "other": rising}, parameters)
    assert found is not None
    assert (found.explanation, found.parameter, found.rising) == ("other", "parameters.p3", True)
    assert abs(found.value - 0.4) < 0.1
    falling = turning({"other": -rising}, parameters)
    assert falling is not None
    assert not falling.rising
    assert abs(falling.value - 0.4) < 0.1


def test_no_parameter_is_named_where_there_is_only_noise() -> None:
    named = [turning({"one": noise(seed)}, {"one": drawn(seed + 500)}) for seed in range(100)]
    assert sum(each is not None for each in named) <= 5  # one; without a correction for their number seven


def test_what_only_fades_seldom_turns() -> None:
    """Below 0.6 nothing happens, above the difference falls: nobody is raised but by noise."""
    named = 0
    for seed in range(40):
        parameters = {"one": drawn(seed)}
        values = parameters["one"]["parameters.p3"].to_numpy()
        fading = -5 * np.maximum(values - 0.6, 0) + noise(seed + 50)
        named += turning({"one": fading}, parameters) is not None
    assert named <= 8  # four; without asking whether each side is sure, all of them


def test_a_sign_that_never_changes_hangs_on_nothing() -> None:
    parameters = {"one": drawn(1)}
    below = -1 - 4 * parameters["one"]["parameters.p3"].to_numpy()
    assert turning({"one": below}, parameters) is None
    assert turning({"one": np.zeros(DRAWS)}, parameters) is None
