"""Sensitivity: indices that are known exactly, the same luck everywhere, going on, and mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import boomerang
from boomerang.case import Case, case_from_data
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study import sensitivity
from boomerang.study.sensitivity import Design, Influences
from boomerang.study.sensitivity_methods import METHODS, Method, _of_delta

# Blows are 2000 x push x level a year, and nodding makes nods, which are nobody's business.
TOY: dict[str, Any] = {
    "case": "toy",
    "title": "Blows whose number is a product",
    "period": {"from": "2000-01-01", "to": "2000-12-31", "step": "1 month"},
    "population": {"places": [{"place": "here", "people": 2000}]},
    "parameters": {
        "push": {"value": "5 per person-year", "prior": "uniform 1 to 9", "source": "a choice"},
        "level": {"value": 0.55, "prior": "uniform 0.2 to 0.9", "source": "a choice"},
        "nodding": {"value": "5 per person-year", "prior": "uniform 1 to 9", "source": "a choice"},
    },
    "tracks": {"side": ["only"]},
    "levers": {"force": {"schedule": "level"}},
    "acts": {"blow": {"rate": "push", "times": "force"}, "nod": {"rate": "nodding"}},
}
X, Y, Z = (f"parameters.{name}" for name in ("push", "level", "nodding"))


@pytest.fixture(scope="module")
def toy() -> Case:
    return case_from_data(TOY, Path())


OUTCOMES = ("blow", "nod")


def found(
    toy: Case, name: str, simulations: int, replicates: int = 1, outcomes: tuple[str, ...] = OUTCOMES
) -> Influences:
    return boomerang.sensitivity(toy, outcomes, method=name, simulations=simulations, replicates=replicates)


@pytest.fixture
def by_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """The country of a point makes what it makes on average, and is not simulated."""

    def expected(self: sensitivity._Point, item: tuple[int, dict[str, Any]], _: object) -> list[list[float]]:
        x, y, z = (float(str(item[1][path]).split()[0]) for path in (X, Y, Z))
        makes = {"blow": 2000 * x * y, "nod": 2000 * z}
        return [[makes[name] for name in self.outcomes] for _ in self.seeds]

    monkeypatch.setattr(sensitivity._Point, "__call__", expected)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.usefixtures("by_law")
def test_what_is_not_known_is_told_where_it_stands(toy: Case, method: str) -> None:
    data = found(toy, method, 400, 2, ("blow",)).dataset
    assert data["luck"].values == pytest.approx(0)
    assert "NaN with one replicate" in data["luck"].long_name
    for variable in data.data_vars.values():
        assert variable.long_name
        assert bool(variable.isnull().any()) <= ("NaN" in variable.long_name)
    alone = found(toy, method, 200, 1, ("blow",)).dataset
    assert alone["luck"].isnull().all()


def moments(low: float, high: float) -> tuple[float, float]:
    """Square of the mean and variance of a uniform number."""
    return ((low + high) / 2) ** 2, (high - low) ** 2 / 12


def test_countries_make_what_they_make_on_average_give_or_take(
    toy: Case, request: pytest.FixtureRequest
) -> None:
    """So that what indices make of many points can be asked of the average alone."""
    simulated = found(toy, "sobol", 80).outcomes
    request.getfixturevalue("by_law")
    for outcome, average in found(toy, "sobol", 80).outcomes.items():
        assert (abs(simulated[outcome] - average) < 5 * np.sqrt(average)).all(), outcome


@pytest.mark.usefixtures("by_law")
def test_sobol_indices_of_a_product(toy: Case) -> None:
    """S1 = V_x m_y^2 / V, ST = V_x (m_y^2 + V_y) / V, where V = (m_x^2 + V_x)(m_y^2 + V_y) - m_x^2 m_y^2."""
    (mx, vx), (my, vy) = moments(1, 9), moments(0.2, 0.9)
    whole = (mx + vx) * (my + vy) - mx * my
    table = found(toy, "sobol", 256 * 5).indices.loc["blow"]
    for path, first, total in ((X, vx * my, vx * (my + vy)), (Y, vy * mx, vy * (mx + vx)), (Z, 0.0, 0.0)):
        for measure, truth in (("S1", first / whole), ("ST", total / whole)):
            index = table.loc[(measure, path)]
            off = abs(index["value"] - truth)
            said = f"{measure} of {path}: {index.round(3).to_dict()}, truth {truth:.3f}"
            assert off <= 1.6 * (index["high"] - index["value"]) + 1e-9, said
            assert off < 0.06, said
    assert table.loc[("ST", Z)][["value", "low", "high"]].tolist() == [0, 0, 0]


def test_effects_of_a_product(toy: Case) -> None:
    """From the 5 % to the 95 % point of x there are 2000 * 0.9 * (9 - 1) * y blows more, and y is 0.55."""
    table = found(toy, "morris", 400).indices.loc["blow"]
    for path, truth in ((X, 2000 * 0.9 * 8 * 0.55), (Y, 2000 * 0.9 * 0.7 * 5)):
        index = table.loc[("mu", path)]
        error = (index["high"] - index["value"]) / 1.96
        assert abs(index["value"] - truth) <= 4 * error, (path, index.tolist(), truth)
        assert error < 0.1 * truth
        assert table.loc[("mu_star", path), "value"] == index["value"]
    assert table.loc[("mu_star", Z), ["value", "low", "high", "inert"]].tolist() == [0, 0, 0, 0]


def test_intervals_of_sizes_do_not_go_below_0() -> None:
    """Of a few wild points: means of sizes, shares of variance and distances are never negative."""
    random = np.random.default_rng(5)
    for name, sizes in (("morris", ["mu_star"]), ("sobol", ["ST"]), ("pawn", ["pawn", "delta"])):
        method = METHODS[name]
        points = method.points(16, 3, 1)
        outcome = random.lognormal(0, 2, len(points))
        measures = method.indices(points, outcome, 1) | (
            _of_delta(points, outcome, 1) if name == "pawn" else {}
        )
        for size in sizes:
            given = measures[size]
            assert (given.low >= 0).all()
            assert (given.low <= given.value).all()
    assert (method.indices(points, outcome, 1)["pawn"].high > 0).all()


@pytest.mark.usefixtures("by_law")
def test_given_data_tell_what_matters_from_what_does_not(toy: Case) -> None:
    result = found(toy, "pawn", 400, outcomes=("blow",))
    ranked = result.ranked("blow")
    assert ranked.index[0] == X
    assert (ranked["low"] > ranked["inert"])[[X, Y]].all()
    assert ranked.loc[Z, "low"] < ranked.loc[Z, "inert"] < ranked.loc[Y, "low"]
    points = np.random.default_rng(3).random((400, 3))
    delta = _of_delta(points, points[:, 1] ** 2, 1)["delta"]
    assert delta.value[1] > 0.6  # of what is known exactly, less what smoothing takes
    assert delta.value[[0, 2]].max() < delta.inert[0] * 1.2 < 0.2


def test_every_point_has_the_same_luck(toy: Case) -> None:
    """With one luck a parameter that changes nothing makes no difference at all; luck is seen beside it."""
    one, two = found(toy, "morris", 40), found(toy, "morris", 80, replicates=2)
    assert np.isnan(one.luck["blow"])
    assert 0 < two.luck["blow"] < 0.01
    assert two.countries == 2 * one.countries == 80
    blocks = one.outcomes["nod"].reshape(10, 4)  # of 4 points, in each of which what makes nods moves once
    assert all(len(set(block)) == 2 for block in blocks.tolist())


def test_what_never_differs_depends_on_nothing(toy: Case) -> None:
    quiet = boomerang.scenario(toy, settings={"acts.nod.rate": "0 per person-year"})
    table = boomerang.sensitivity(quiet, "nod", simulations=40).indices
    assert not table.loc["nod"].to_numpy().any()


def test_threads_and_interrupts_change_nothing(toy: Case, tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(done: int) -> None:
        if done == 40:
            raise StopError

    how: dict[str, Any] = {"simulations": 80, "seed": 7}
    whole = boomerang.sensitivity(toy, "blow", threads=1, **how).indices
    with pytest.raises(StopError):
        boomerang.sensitivity(toy, "blow", folder=tmp_path, threads=1, progress=stop, **how)
    assert len(list(tmp_path.glob("parts/*.json"))) == 1
    (tmp_path / "parts" / ".writing-killed").write_text("half a part")
    with pytest.raises(InputError, match="holds points already, but not all of them; resume them or choose"):
        boomerang.sensitivity(toy, "blow", folder=tmp_path, **how)
    begun: list[int] = []
    result = boomerang.sensitivity(toy, "blow", folder=tmp_path, resume=True, progress=begun.append, **how)
    assert begun[0] == 33
    assert not list(tmp_path.glob("parts/.writing*"))
    assert result.indices.equals(whole)
    data = result.dataset
    for outcome, measure, path in whole.index:
        row = data.sel(outcome=outcome, measure=measure, parameter=path)
        np.testing.assert_array_equal([row[name] for name in whole], whole.loc[(outcome, measure, path)])
    assert data["happened"].sel(outcome="blow").values.tolist() == result.outcomes["blow"].tolist()
    assert (tmp_path / "charts" / "sensitivity.svg").is_file()
    part = tmp_path / "parts" / "00000.json"
    part.write_text(part.read_text().replace('"count": 80', '"count": 81'))
    with pytest.raises(InputError, match=r"00000\.json: this is of 81, not of 80; ask for as many as before"):
        boomerang.sensitivity(toy, "blow", folder=tmp_path, resume=True, **how)
    part.write_text("[]")
    with pytest.raises(InputError, match=r"00000\.json: this file is damaged; delete it and resume"):
        boomerang.sensitivity(toy, "blow", folder=tmp_path, resume=True, **how)


def test_points_whose_country_is_refused_leave_their_block_out(toy: Case) -> None:
    design = Design.of(scenario(toy), METHODS["morris"], ["blow"], 40, 1, 1)
    counts: list[list[list[int]] | None] = [[[number]] for number in range(40)]
    counts[9] = None
    unit = METHODS["morris"].points(10, 3, 1)
    result = design._analysed(unit, counts)
    assert result.left_out == 4
    assert result.outcomes["blow"].tolist() == [*range(8), *range(12, 40)]
    few = [None if number < 28 else [[number]] for number in range(40)]
    with pytest.raises(InputError, match="of 10 trajectories only 3 are without a country that is refused"):
        design._analysed(unit, few)


@pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
def test_a_design_has_the_points_that_it_says(method: Method) -> None:
    blocks = method.whole(130)
    points = method.points(blocks, 3, 5)
    assert points.shape == (blocks * method.size(3), 3)
    assert 0 <= points.min() < points.max() <= 1
    assert (points == method.points(blocks, 3, 5)).all()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"outcomes": []}, "there is no outcome to look at; name an event, such as depart"),
        ({"outcomes": "blew"}, "'blew' is no event of toy (blow, nod); did you mean 'blow'?"),
        ({"outcomes": ["nod", "nod"]}, "an outcome is named twice; name each once"),
        ({"method": "fast"}, "'fast' is no method (morris, sobol, pawn)"),
        ({"replicates": 0}, "0 replicates cannot be simulated; give 1 to 1000000"),
        ({"simulations": 2_000_000}, "2000000 simulations are too many; give at most 1000000"),
        ({"resume": True}, "there is nothing to resume without a folder; give the folder of the points"),
        (
            {"simulations": 30, "replicates": 2},
            "30 simulations are too few: Morris' elementary effects of 3 parameters need 32 at least, with 2"
            " at each point",
        ),
    ],
)
def test_mistakes(toy: Case, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        boomerang.sensitivity(toy, **{"outcomes": "blow", **given})
    assert str(error.value) == message


def test_a_case_without_doubt_has_nothing_to_vary() -> None:
    fixed = {name: {**given, "prior": "fixed"} for name, given in TOY["parameters"].items()}
    sure = case_from_data({**TOY, "parameters": fixed}, Path())
    with pytest.raises(InputError, match="toy has no parameter in doubt that is in use; give one a prior"):
        boomerang.sensitivity(sure, "blow")
