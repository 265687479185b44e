"""What draws share is what they would work out themselves, and nothing is shared that differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from boomerang.case import Case, CaseError, apply_settings, case_from_data, change_case, read_case
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.compile import cells, contacts, people, tallies
from boomerang.compile.case import Compiled, compile_case
from boomerang.compile.kicks import alike

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


def compiled(data: dict[str, Any], folder: Path, people: tuple[int, int] = (100, 60)) -> Compiled:
    (folder / "places.csv").write_text("place,people\n" + "".join(f"t{n},{n}\n" for n in people))
    return compile_case(scenario(case_from_data(data, folder)))


def flat(arrays: Any) -> list[Any]:
    """All arrays and numbers of a model."""
    return [leaf for part in arrays for leaf in flat(part)] if isinstance(arrays, tuple) else [arrays]


def forget() -> None:
    people._country.cache_clear()
    cells._listed.cache_clear()
    tallies._counts.cache_clear()
    contacts._tables.cache_clear()


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
    ready = [compile_case(scenario(change_case(village, {STOPS: f"0.0{n} per person-year"}))) for n in (3, 4)]
    assert ready[0].people is ready[1].people
    assert ready[0].counts[0] is ready[1].counts[0]
    rates = [part.model.hazards.log_rate[part.events.index("stop")] for part in ready]
    assert 2 ** (rates[1] - rates[0]) == pytest.approx(4 / 3)


def test_shared_or_not_the_model_is_the_same(two_towns: dict[str, Any], tmp_path: Path) -> None:
    compiled(two_towns, tmp_path)
    for pull in (3, 5, 3):
        two_towns["parameters"]["pull"]["value"] = pull
        shared = compiled(two_towns, tmp_path)
        forget()
        own = compiled(two_towns, tmp_path)
        for one, other in zip(flat(shared.model), flat(own.model), strict=True):
            assert np.array_equal(one, other)
        wanted = [75 / pull, 75 / pull + 25, 45 / pull, 45 / pull + 15, 25, 50, 15, 30]
        assert shared.model.layers.member_before.tolist() == [[0, 25, 40], [0, 75, 120]]
        assert shared.model.cells.base_sum == pytest.approx(np.array(wanted))


def test_another_share_gives_another_country(two_towns: dict[str, Any], tmp_path: Path) -> None:
    first = compiled(two_towns, tmp_path)
    two_towns["population"]["traits"]["sex"] = {"woman": 0.5, "man": 0.5}
    assert compiled(two_towns, tmp_path).people.counts.tolist() == [[50, 50], [30, 30]]
    assert first.people.counts.tolist() == [[75, 25], [45, 15]]


def test_another_order_of_the_categories_gives_another_country(
    two_towns: dict[str, Any], tmp_path: Path
) -> None:
    compiled(two_towns, tmp_path)
    two_towns["population"]["traits"]["sex"] = {"man": 0.25, "woman": 0.75}
    turned = compiled(two_towns, tmp_path).people
    assert (turned.categories["sex"], turned.counts[0].tolist()) == (("man", "woman"), [25, 75])


def test_another_table_in_the_same_file_gives_another_country(
    two_towns: dict[str, Any], tmp_path: Path
) -> None:
    compiled(two_towns, tmp_path)
    assert compiled(two_towns, tmp_path, (40, 80)).people.counts.sum(axis=1).tolist() == [40, 80]


def test_another_size_gives_another_country(village: Case) -> None:
    persons = [
        compile_case(scenario(village, persons=given)).people.counts.sum() for given in (500, 700, 500)
    ]
    assert persons == [500, 700, 500]


@given(arrays(float, st.tuples(st.integers(1, 8), st.integers(0, 4)), elements=st.sampled_from([-2, 0, 0.5])))
def test_rows_alike(rows: np.ndarray) -> None:
    first, group = alike(rows)
    if rows.shape[1]:
        wanted, number = np.unique(rows, axis=0, return_inverse=True)
        assert np.array_equal(rows[first], wanted)
        assert np.array_equal(group, number.reshape(-1))
    assert np.array_equal(rows[first][group], rows)


def just_about(total: float, places: list[tuple[int, int]]) -> np.ndarray:
    """Running sums at the points of a guide, or one step of rounding beside them."""
    points = [(number / cells.GUIDE * total, way) for number, way in places]
    return np.array(sorted(float(np.nextafter(point, point + way)) for point, way in points) + [total])


PLACES = st.lists(st.tuples(st.integers(1, cells.GUIDE - 1), st.sampled_from([-1, 0, 1])), max_size=40)


@given(st.lists(st.builds(just_about, st.floats(1, 1e6), PLACES) | st.just(np.zeros(0)), max_size=4))
def test_the_guide_finds_what_searching_finds(parts: list[np.ndarray]) -> None:
    start = np.cumsum([0, *map(len, parts)])
    found = cells._guide(np.concatenate([np.zeros(0), *parts]), np.array([len(part) for part in parts], int))
    for number, part in enumerate(parts):
        points = np.arange(cells.GUIDE) / cells.GUIDE * (part[-1] if len(part) else 0)
        wanted = start[number] + np.searchsorted(part, points) if len(part) else 0 * points
        assert np.array_equal(found[number], wanted)
