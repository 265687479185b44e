"""What draws share is what they would work out themselves, and nothing is shared that differs."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from boomerang.arrays import equal_rows
from boomerang.case import (
    Case,
    CaseError,
    apply_settings,
    case_from_data,
    change_case,
    read_case,
    read_places,
)
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.compile import ground, listed
from boomerang.compile.case import Compiled, Compiler, compile_case

VILLAGE = Path(__file__).parents[1] / "cases" / "valid" / "village.yaml"
STOPS = "mechanisms.restriction.parameters.stops"
DRAWN: dict[str, Any] = {STOPS: "0.03 per person-month", "parameters.memory": "9 weeks"}


@pytest.fixture(scope="module")
def village() -> Case:
    return read_case(VILLAGE)


@pytest.fixture
def two_towns(tiny: dict[str, Any]) -> dict[str, Any]:
    """A case with a parameter that one of two events depends on, and a table of places in a file."""
    tiny["parameters"] = {"pull": {"value": 2, "source": "assumption"}}
    layers = {sex: {"within": "place", "among": f"sex {sex}", "each": 2} for sex in ("man", "woman")}
    tiny["population"] = {"places": "places.csv", "traits": {"sex": {"woman": 0.75, "man": 0.25}}}
    tiny["population"]["contacts"] = layers
    tiny["transitions"]["depart"]["hazard ratios"] = {"sex man": "pull"}
    tiny["acts"] = {"stop": {"rate": "1 per person-year", "hazard ratios": {"sex man": 3}}}
    return tiny


def made_of(data: dict[str, Any], folder: Path) -> Case:
    (folder / "places.csv").write_text("place,people\nt100,100\nt60,60\n")
    return case_from_data(data, folder)


def flat(arrays: Any) -> list[Any]:
    """All arrays and numbers of a model."""
    return [leaf for part in arrays for leaf in flat(part)] if isinstance(arrays, tuple) else [arrays]


def same(one: Compiled, other: Compiled) -> bool:
    """Whether two models are the same, array by array."""
    pairs = zip(flat(one.model), flat(other.model), strict=True)
    return all(np.array_equal(first, second) for first, second in pairs)


def reread(case: Case, settings: dict[str, Any]) -> Case:
    return case_from_data(apply_settings(plain_data(case), settings), case.folder)


def test_other_values_give_the_case_that_reading_gives(village: Case) -> None:
    changed = change_case(village, DRAWN)
    assert changed == reread(village, DRAWN) != village
    assert changed.values_of("restriction")["stops"] == pytest.approx(0.36)
    assert village.values_of("restriction")["stops"] != pytest.approx(0.36)
    assert changed.population is village.population
    assert change_case(village, {"feelings.fear.half-life": "3 weeks"}).feelings != village.feelings


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (STOPS, "0.1"),
        (STOPS, "-1 per person-year"),
        (STOPS, "0 per person-year"),
        (STOPS, "2 weeks"),
        (STOPS, "often"),
        (STOPS, None),
        ("mechanisms.restriction.parameters.stop", "1 per person-year"),
        ("parameters.memory", "0 weeks"),
        ("parameters.memory", 3),
    ],
)
def test_no_check_is_lost(village: Case, path: str, value: Any) -> None:
    """A value that is wrong is told as if the whole case had been read."""
    with pytest.raises(CaseError) as told:
        change_case(village, {path: value})
    with pytest.raises(CaseError) as wanted:
        reread(village, {path: value})
    assert str(told.value) == str(wanted.value)


def test_what_a_value_makes_of_an_expression_is_checked(tiny: dict[str, Any]) -> None:
    tiny["parameters"] = {"level": {"value": 0.4, "source": "assumption"}}
    tiny["levers"] = {"policing": "2 x level"}
    case = case_from_data(tiny)
    assert change_case(case, {"parameters.level": 0.5}).values_of() == {"level": 0.5}
    with pytest.raises(CaseError, match="outside 0 to 1"):
        change_case(case, {"parameters.level": 0.6})


def test_a_copy_works_out_its_own_values(village: Case) -> None:
    before = village.values_of()["memory"]
    memory = change_case(village, DRAWN).parameters["memory"]
    copied = village.model_copy(update={"parameters": {**village.parameters, "memory": memory}})
    assert (village.values_of()["memory"], copied.values_of()["memory"]) == (before, 63)


def test_draws_share_the_people_and_all_else_is_their_own(village: Case) -> None:
    compiler = Compiler(scenario(village))
    ready = [compiler.at({STOPS: f"0.0{n} per person-year"}) for n in (3, 4)]
    assert ready[0].people is ready[1].people
    assert ready[0].counts is ready[1].counts
    rates = [part.model.hazards.log_rate[part.events.index("stop")] for part in ready]
    assert 2 ** (rates[1] - rates[0]) == pytest.approx(4 / 3)


def test_shared_or_not_the_model_is_the_same(two_towns: dict[str, Any], tmp_path: Path) -> None:
    case = made_of(two_towns, tmp_path)
    compiler = Compiler(scenario(case))
    for pull in (3, 5, 3):
        settings = {"parameters.pull": pull}
        shared = compiler.at(settings)
        assert same(shared, compile_case(scenario(case, settings=settings)))
        wanted = [75 / pull, 75 / pull + 25, 45 / pull, 45 / pull + 15, 25, 50, 15, 30]
        assert shared.model.layers.member_before.tolist() == [[0, 25, 40], [0, 75, 120]]
        assert shared.model.cells.base_sum == pytest.approx(np.array(wanted))


def test_draws_in_threads_are_those_one_by_one(village: Case) -> None:
    draws = [{STOPS: f"0.{n:02} per person-year"} for n in range(1, 20)]
    compiler = Compiler(scenario(village))
    with ThreadPoolExecutor(4) as threads:
        ready = list(threads.map(compiler.at, draws))
    for part, draw in zip(ready, draws, strict=True):
        assert same(part, compile_case(scenario(village, settings=draw)))


@pytest.mark.parametrize("mechanisms", [(), ("restriction",), ("restriction", "deterrence", "ties")])
def test_switched_mechanisms_share_the_people(village: Case, mechanisms: tuple[str, ...]) -> None:
    compiler = Compiler(scenario(village, persons=700))
    switched = compiler.switched(mechanisms).at({})
    assert switched.people is compiler.at({}).people
    assert same(switched, compile_case(scenario(village, mechanisms=mechanisms, persons=700)))


@pytest.mark.parametrize(
    ("path", "value", "counts"),
    [
        ("population.traits.sex", {"woman": 0.5, "man": 0.5}, [50, 50]),
        ("population.traits.sex", {"man": 0.25, "woman": 0.75}, [25, 75]),
        ("title", "Another title", [75, 25]),
    ],
)
def test_what_is_no_parameter_is_compiled_anew(
    two_towns: dict[str, Any], tmp_path: Path, path: str, value: Any, counts: list[int]
) -> None:
    case = made_of(two_towns, tmp_path)
    compiler = Compiler(scenario(case))
    before, changed = compiler.at({}), compiler.at({path: value})
    assert changed.people.counts[0].tolist() == counts
    assert before.people.counts[0].tolist() == [75, 25]
    assert same(changed, compile_case(scenario(case, settings={path: value})))


def test_another_step_has_other_counts(two_towns: dict[str, Any], tmp_path: Path) -> None:
    two_towns["parameters"]["look"] = {"value": "1 week", "source": "assumption"}
    two_towns["period"]["step"] = "look"
    compiler = Compiler(scenario(made_of(two_towns, tmp_path)))
    weeks = [compiler.at({"parameters.look": f"{n} weeks"}).counts[0].shape[0] for n in (1, 2, 1)]
    assert weeks == [53, 27, 53]


def test_people_are_made_once_where_a_compiler_is_sent(
    village: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Compiler(scenario(village, mechanisms=("restriction",), persons=700))
    tasks = [pickle.dumps(given) for given in (sent, sent.switched(("ties",)), sent)]
    assert max(map(len, tasks)) < len(pickle.dumps(village)) + 1000
    made: list[int] = []

    def counted(case: Case, persons: int | None) -> Any:
        made.append(1)
        return people(case, persons)

    people = ground.compile_people
    monkeypatch.setattr(ground, "compile_people", counted)
    ready = [pickle.loads(task).at({}) for task in tasks]
    assert made == [1]
    assert same(ready[0], sent.at({}))
    assert same(ready[1], compile_case(scenario(village, mechanisms=("ties",), persons=700)))


def test_places_are_read_once(two_towns: dict[str, Any], tmp_path: Path) -> None:
    case = made_of(two_towns, tmp_path)
    assert read_places(case) is read_places(change_case(case, {"parameters.pull": 3}))
    moved = case.in_folder(tmp_path / "elsewhere")
    with pytest.raises(CaseError, match="no file"):
        read_places(moved)


@given(arrays(float, st.tuples(st.integers(1, 8), st.integers(0, 4)), elements=st.sampled_from([-2, 0, 0.5])))
def test_rows_alike(rows: np.ndarray) -> None:
    first, group = equal_rows(rows)
    if rows.shape[1]:
        wanted, number = np.unique(rows, axis=0, return_inverse=True)
        assert np.array_equal(rows[first], wanted)
        assert np.array_equal(group, number.reshape(-1))
    assert np.array_equal(rows[first][group], rows)


def just_about(total: float, places: list[tuple[int, int]]) -> np.ndarray:
    """Running sums at the points of a guide, or one step of rounding beside them."""
    points = [(number / listed.GUIDE * total, way) for number, way in places]
    return np.array(sorted(float(np.nextafter(point, point + way)) for point, way in points) + [total])


PLACES = st.lists(st.tuples(st.integers(1, listed.GUIDE - 1), st.sampled_from([-1, 0, 1])), max_size=40)


@given(st.lists(st.builds(just_about, st.floats(1, 1e6), PLACES) | st.just(np.zeros(0)), max_size=4))
def test_the_guide_finds_what_searching_finds(parts: list[np.ndarray]) -> None:
    start = np.cumsum([0, *map(len, parts)])
    found = listed._guide(np.concatenate([np.zeros(0), *parts]), np.array([len(part) for part in parts], int))
    for number, part in enumerate(parts):
        points = np.arange(listed.GUIDE) / listed.GUIDE * (part[-1] if len(part) else 0)
        wanted = start[number] + np.searchsorted(part, points) if len(part) else 0 * points
        assert np.array_equal(found[number], wanted)
