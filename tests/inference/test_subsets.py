"""Random subsets of mechanisms: fair coins, each at its own address, and nothing on that could do nothing."""

import numpy as np
import pytest

from boomerang.case import Case
from boomerang.case.bundled import load
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.inference.table.subsets import draw_subset, shared_mechanisms

ROWS = 1000


def sharing(**sets: list[str]) -> Case:
    """The village with other explanations."""
    village = load("village")
    one = village.explanations["chance"]
    named = {name: one.model_copy(update={"mechanisms": tuple(on)}) for name, on in sets.items()}
    return village.model_copy(update={"explanations": named})


def drawn(case: Case, shared: tuple[str, ...] = (), seed: int = 3) -> np.ndarray:
    """bool[rows, mechanisms]."""
    rows = [draw_subset(scenario(case), shared, seed, row) for row in range(ROWS)]
    return np.array([[name in on for name in case.mechanisms] for on in rows])


def test_what_all_explanations_share():
    assert shared_mechanisms(load("village")) == ()
    case = sharing(one=["ties", "restriction"], other=["restriction", "deterrence"])
    assert shared_mechanisms(case) == ("restriction",)
    with pytest.raises(InputError, match="village has no mechanism that could be on in one country and off"):
        shared_mechanisms(sharing(one=list(case.mechanisms)))


def test_coins_are_fair_and_independent():
    """Deterrence and justification act on stops, which take restriction, so each is on in a quarter."""
    on = drawn(load("village"))
    shares = dict(zip(load("village").mechanisms, on.mean(axis=0), strict=True))
    for name, share in {"restriction": 0.5, "ties": 0.5, "deterrence": 0.25, "justification": 0.25}.items():
        error = np.sqrt(share * (1 - share) / ROWS)
        assert abs(shares[name] - share) < 4 * error, f"{name}: {shares[name]}, {share} expected, n = {ROWS}"
    restriction, deterrence, ties, justification = on.T
    assert not (deterrence | justification)[~restriction].any()
    for one, other in ((restriction, ties), (deterrence[restriction], justification[restriction])):
        assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(len(one))


def test_what_is_shared_is_always_on():
    on = drawn(load("village"), ("deterrence",))
    assert on[:, 1].all()
    assert abs(on[:, 0].mean() - 0.5) < 4 * 0.5 / np.sqrt(ROWS)


def test_another_mechanism_moves_no_coin():
    village = load("village")
    fewer = {name: given for name, given in village.mechanisms.items() if name != "restriction"}
    without = village.model_copy(update={"mechanisms": fewer})
    assert (drawn(without)[:, 1] == drawn(village)[:, 2]).all()
    assert not drawn(without)[:, [0, 2]].any()
    assert (drawn(village, seed=4) != drawn(village)).any()
