"""The memory of runs: every array is as long as its axes, and is kept only for models that it fits."""

from functools import cache

import numpy as np
import pytest
from features import feature

from boomerang.engine import simulate, workspace
from boomerang.engine.model import Model
from boomerang.engine.workspace import Rooms, Workspace, allocate, fits, rooms_of, shapes_of
from boomerang.kernels.compiled import bind, element_types

ROOMS = Rooms(candidates=50, pool=60, log=70, queue=80)
NAMES = [
    "acts",
    "encounters",
    "kick to the household",
    "lever with a schedule",
    "response that relaxes",
    "two tracks",
]


@cache
def model(name: str) -> Model:
    return feature(name).model


@cache
def memory(name: str) -> Workspace:
    return allocate(model(name), ROOMS)


def test_every_array_has_axes_and_no_other_has() -> None:
    assert sorted(workspace._AXES_OF) == sorted(Workspace._fields)
    assert len(" ".join(workspace._AXES.values()).split()) == len(Workspace._fields)


def test_arrays_are_what_the_annotations_promise_to_kernels() -> None:
    work, kinds = memory("encounters"), element_types(Workspace)
    for name, given in Workspace.__annotations__.items():
        text, array = given.__forward_arg__, getattr(work, name)
        assert array.ndim == int(text[-1]) if text[-1].isdigit() else array.ndim == 1, name
        assert array.dtype == kinds[name], name
        assert array.flags.c_contiguous, name  # `bind` would copy it, and the run would fill the copy


def test_kernels_fill_the_arrays_themselves() -> None:
    work = memory("encounters")
    assert all(kept is array for kept, array in zip(bind(work).kept, work, strict=True))
    assert np.shares_memory(work.feeling, work.record)
    assert work.record.ctypes.data % 64 == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_workspace_fits_its_model_and_those_with_the_same_shapes(name: str) -> None:
    for other in NAMES:
        same = shapes_of(model(name), ROOMS) == shapes_of(model(other), ROOMS)
        assert fits(memory(name), model(other)) == same, other
    assert fits(memory(name), model(name))


def changed(part: str, field: str, array: np.ndarray) -> Model:
    given = model("encounters")
    return given._replace(**{part: getattr(given, part)._replace(**{field: array})})


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("quantities", "schedule"),
        ("quantities", "keep"),
        ("quantities", "response_gain"),
        ("quantities", "feeling_decay"),
        ("tallies", "offset"),
        ("tallies", "people_at_start"),
        ("cells", "event"),
        ("country", "place_start"),
        ("interventions", "event"),
    ],
)
def test_a_model_with_one_axis_longer_needs_another_workspace(part: str, field: str) -> None:
    old = getattr(getattr(model("encounters"), part), field)
    longer = np.concatenate([old, old[-1:] + 1 if len(old) else np.zeros(1, np.int64)])
    assert not fits(memory("encounters"), changed(part, field, longer))


def test_room_is_no_reason_for_another_workspace() -> None:
    roomy = allocate(model("encounters"), Rooms(*(2 * room for room in ROOMS)))
    assert rooms_of(roomy) == Rooms(100, 120, 140, 160)
    assert fits(roomy, model("encounters"))


def test_runs_reuse_the_memory_of_the_thread_while_it_fits() -> None:
    first, second = feature("encounters"), feature("two tracks")
    simulate.simulate_model(first.model, 1, first.events, first.layers)
    kept = simulate._own.work
    simulate.simulate_model(first.model, 2, first.events, first.layers)
    assert simulate._own.work is kept
    simulate.simulate_model(second.model, 1, second.events, second.layers)
    assert simulate._own.work is not kept


def test_a_run_that_runs_out_of_room_is_run_again_with_more() -> None:
    given = feature("everything at once")
    plenty = simulate.simulate_model(given.model, 3, given.events, given.layers)
    simulate._own.work = allocate(given.model, Rooms(candidates=3, pool=8, log=2, queue=5000))
    scant = simulate.simulate_model(given.model, 3, given.events, given.layers)
    assert all(
        grown > room for grown, room in zip(rooms_of(simulate._own.work), (3, 8, 2, 4999), strict=True)
    )
    assert (plenty.count == scant.count).all()
    assert all((plenty.log[name] == scant.log[name]).all() for name in plenty.log)
