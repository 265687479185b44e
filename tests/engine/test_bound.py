"""What kernels are handed: arrays that the last run had too are described already, all others anew."""

import numpy as np
import pytest
from features import feature

from boomerang.compile.case import Compiled
from boomerang.engine import simulate
from boomerang.engine.simulate import Outcome, simulate_model
from boomerang.kernels import compiled as kernels
from boomerang.kernels.compiled import bind


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """The arrays that were described."""
    arrays: list[np.ndarray] = []
    address_of = kernels._address_of

    def noted(array: np.ndarray) -> int:
        arrays.append(array)
        return address_of(array)

    monkeypatch.setattr(kernels, "_address_of", noted)
    return arrays


def test_only_other_arrays_are_described_anew(described: list[np.ndarray]) -> None:
    hazards = feature("encounters").model.hazards
    last = bind(hazards)
    same = bind(hazards, last)
    described.clear()
    assert bind(hazards, same).words.tolist() == last.words.tolist()
    assert described == []
    other = hazards._replace(slack=hazards.slack + 1.0)
    found = bind(other, last)
    assert [array is other.slack for array in described] == [True]
    assert found.words.tolist() == bind(other).words.tolist() != last.words.tolist()
    assert last.words.tolist() == same.words.tolist()  # which a run may still use


def test_an_array_that_had_to_be_copied_is_copied_again(described: list[np.ndarray]) -> None:
    """For what it was made of may have changed."""
    tallies = feature("encounters").model.tallies
    turned = tallies._replace(people_at_start=np.asfortranarray(np.arange(12).reshape(3, 4)))
    last = bind(turned)
    turned.people_at_start[:] = 0
    described.clear()
    assert not bind(turned, last).kept[-1].any()
    assert [array.shape for array in described] == [(3, 4)]


def test_groups_of_arrays_are_looked_through(described: list[np.ndarray]) -> None:
    given = feature("encounters").model
    last = bind(given)
    described.clear()
    cells = given.cells._replace(key=given.cells.key + np.uint64(1))
    found = bind(given._replace(cells=cells), last)
    assert [array is cells.key for array in described if array.dtype == np.uint64] == [True]
    assert found.kept[given._fields.index("cells")].words.tolist() == bind(cells).words.tolist()


def run(given: Compiled, seed: int = 3, journal: bool = False) -> Outcome:
    return simulate_model(given.model, seed, given.events, given.layers, journal=journal)


def counted(outcome: Outcome) -> list[list[int]]:
    return [outcome.count.tolist(), outcome.people.ravel().tolist(), outcome.log["person"].tolist()]


def test_runs_of_two_models_in_turn_are_those_of_each_alone() -> None:
    first, second = feature("encounters"), feature("two tracks")
    alone = []
    for given in (first, second):
        simulate._own.model = simulate._own.room = None
        alone.append(counted(run(given)))
    assert [counted(run(given)) for given in (first, second, first)] == [*alone, alone[0]]


def test_a_thread_keeps_no_journal() -> None:
    given = feature("encounters")
    run(given)
    assert simulate._own.room is not None
    run(given, journal=True)
    assert simulate._own.room is None
