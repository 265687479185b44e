"""Draws from priors: the right distribution, the same for whatever explanations share, one run for each."""

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from itertools import combinations
from operator import attrgetter
from typing import Any

import numpy as np
import pytest
from scipy import stats

from boomerang.case import Case, CaseError, case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.parameter_change import path_of_parameter
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.priors.prior import in_doubt, quantile
from boomerang.case.read import change_case
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiler
from boomerang.errors import InputError
from boomerang.study.draws import BLOCK, _Trial, draw_priors, in_base_units, simulate_draws
from boomerang.study.parallel import side_by_side
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

SHARED = [f"parameters.{name}" for name in ("memory", "shock", "alarm", "sympathy", "relenting", "leaving")]
RESTRICTION = [f"mechanisms.restriction.parameters.{name}" for name in ("stops", "sting", "pull")]
TIES = [f"mechanisms.ties.parameters.{name}" for name in ("talk", "persuasion")]


@pytest.fixture(scope="module")
def bundled() -> Case:
    return load("village")


@pytest.fixture(scope="module")
def flagship() -> Case:
    return load("tajikistan-2015")


def counts(run: Run) -> dict[str, int]:
    return run.counts


def test_columns_are_what_is_on_and_in_doubt(bundled: Case) -> None:
    assert list(draw_priors(scenario(bundled, explanation="chance"), 1)) == SHARED
    assert (
        list(draw_priors(scenario(bundled, mechanisms=["ties", "restriction"]), 1))
        == SHARED + RESTRICTION + TIES
    )
    assert len(draw_priors(bundled, 1).columns) == 14
    certain = load("village", {"parameters.shock": "5 months"})
    certain.parameters["shock"] = certain.parameters["shock"].model_copy(update={"prior": None})
    assert list(draw_priors(scenario(certain, explanation="chance"), 1)) == [SHARED[0], *SHARED[2:]]


def test_a_sequence_can_be_gone_on_with(bundled: Case) -> None:
    whole = draw_priors(bundled, 20, seed=4)
    for first, count in ((0, 1), (0, 7), (7, 1), (7, 13)):
        part = draw_priors(bundled, count, seed=4, first=first)
        assert part.equals(whole.loc[first : first + count - 1])
        assert part.index.tolist() == list(range(first, first + count))


def test_explanations_share_the_draws_of_what_they_share(bundled: Case) -> None:
    everything = draw_priors(bundled, 9)
    for explanation in bundled.explanations:
        draws = draw_priors(scenario(bundled, explanation=explanation), 9)
        assert draws.equals(everything[list(draws)])


def test_seeds_and_cases_have_draws_of_their_own(bundled: Case) -> None:
    renamed = bundled.model_copy(update={"name": "valley"})
    columns = [draw_priors(bundled, 8), draw_priors(bundled, 8, seed=2), draw_priors(renamed, 8)]
    memories = [frame["parameters.memory"].tolist() for frame in columns]
    assert len({value for column in memories for value in column}) == 24


def test_every_slice_of_a_prior_is_drawn_once(bundled: Case) -> None:
    """So it is in every block of 32, and there is no false alarm."""
    numbers = in_base_units(draw_priors(bundled, 3 * BLOCK, seed=3))
    edges = np.clip(np.arange(BLOCK + 1) / BLOCK, 1e-12, 1 - 1e-12)
    for mechanism, parameters in bundled.own_parameters().items():
        for name, parameter in parameters.items():
            path = f"mechanisms.{mechanism}.parameters.{name}" if mechanism else f"parameters.{name}"
            assert parameter.prior is not None
            ends = [parameter.value.in_base(end) for end in quantile(parameter.prior, edges)]
            for drawn in np.sort(numbers[path].to_numpy().reshape(3, BLOCK)):
                assert (ends[:-1] <= drawn).all(), path
                assert (drawn <= ends[1:]).all(), path


def test_pairs_of_parameters_are_independent(bundled: Case) -> None:
    """Chi-square on 4 x 4 cells of ranks; the 91 pairs share a false-alarm rate of 0.001."""
    count = 1024
    cells = in_base_units(draw_priors(bundled, count)).rank().sub(1).mul(4 / count).astype(int)
    pairs = list(combinations(cells, 2))
    most = stats.chi2.ppf(1 - 0.001 / len(pairs), 9)
    for one, other in pairs:
        found = np.bincount(4 * cells[one] + cells[other], minlength=16)
        chi2 = ((found - count / 16) ** 2 / (count / 16)).sum()
        assert chi2 < most, f"{one}, {other}: chi-square {chi2:.1f}, allowed {most:.1f}, n = {count}"


@pytest.mark.parametrize("count", [32, 100, 200, 500])
def test_no_two_of_many_parameters_are_more_alike_than_random_numbers(flagship: Case, count: int) -> None:
    """The largest of some 4,000 rank correlations, on average over 4 seeds, beside that of random numbers.

    The mean of 4 such largest ones has a standard error of about 5 % of itself; 15 % are allowed.
    """
    tables = [draw_priors(flagship, count, seed=seed).map(_number).to_numpy() for seed in range(4)]
    luck = np.random.default_rng(5)
    by_luck = [_largest(luck.random(tables[0].shape)) for _ in range(12)]
    assert tables[0].shape[1] > 80
    assert np.mean([_largest(table) for table in tables]) < 1.15 * np.mean(by_luck)


def _number(cell: str | float) -> float:
    """The number of a cell, whatever its unit."""
    return float(cell.partition(" ")[0]) if isinstance(cell, str) else cell


def _largest(columns: np.ndarray) -> float:
    """The largest rank correlation between two columns, without its sign."""
    correlation = np.corrcoef(stats.rankdata(columns, axis=0), rowvar=False)
    return float(np.abs(correlation[np.triu_indices_from(correlation, 1)]).max())


def test_a_further_parameter_leaves_the_draws_of_the_others(bundled: Case) -> None:
    data: Any = plain_data(bundled)
    further = {"value": 1, "prior": "uniform 0 to 2", "source": "assumption"}
    data["parameters"] = {"aaa": further, **data["parameters"]}
    more = case_from_data(data, bundled.folder)
    before, after = draw_priors(bundled, 40), draw_priors(more, 40)
    assert set(after) - set(before) == {"parameters.aaa"}
    assert after[list(before)].equals(before)


def test_a_row_is_the_settings_of_a_run(bundled: Case) -> None:
    restricted = scenario(bundled, explanation="restriction")
    draws = draw_priors(restricted, 3)
    numbers = in_base_units(draws)
    for row in draws.index:
        case = simulate(restricted.changed(settings=draws.loc[row].to_dict())).case
        assert case.parameters["memory"].value.unit == "month"
        assert case.values_of()["memory"] == numbers.loc[row, "parameters.memory"]
        own = case.values_of("restriction")
        assert own["pull"] == numbers.loc[row, "mechanisms.restriction.parameters.pull"]
        assert own["stops"] == numbers.loc[row, "mechanisms.restriction.parameters.stops"]
        assert case.mechanisms["ties"] == bundled.mechanisms["ties"]


def test_a_run_for_each_draw(bundled: Case) -> None:
    ties = scenario(bundled, explanation="ties", until=date(2011, 6, 30))
    draws, told = draw_priors(ties, 4, first=2), list[int]()
    results = [
        simulate_draws(
            ties,
            draws,
            attrgetter("digest"),
            seed=10,
            threads=threads,
            progress=told.append,
        )
        for threads in (1, 2)
    ]
    assert results[0] == results[1]
    assert told == [1, 2, 3, 4] * 2
    alone = simulate(ties.changed(settings=draws.loc[4].to_dict()), seed=14)
    assert results[0][2] == alone.digest
    assert len(set(results[0])) == 4


def test_runs_in_other_processes(bundled: Case, elsewhere: Executor) -> None:
    draws = draw_priors(bundled, 2)
    found = simulate_draws(bundled, draws, attrgetter("counts"), executor=elsewhere)
    assert found == simulate_draws("village", draws, counts)


def test_no_draws_no_runs(bundled: Case) -> None:
    assert simulate_draws(bundled, draw_priors(bundled, 1).iloc[:0], counts) == []


def test_nothing_in_doubt(bundled: Case) -> None:
    certain = bundled.model_copy(update={"parameters": fixed(bundled), "mechanisms": {}, "explanations": {}})
    draws = draw_priors(certain, 2)
    assert draws.shape == (2, 0)
    runs = simulate_draws(certain, draws, attrgetter("digest"))
    assert runs == [simulate(certain, seed=seed).digest for seed in (1, 2)]


def fixed(case: Case) -> dict[str, Any]:
    """The parameters of a case without their priors."""
    return {name: given.model_copy(update={"prior": None}) for name, given in case.parameters.items()}


def test_an_interrupt_calls_off_what_has_not_begun(bundled: Case) -> None:
    begun: list[int] = []

    def interrupt(done: int) -> None:
        begun.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_draws(bundled, draw_priors(bundled, 200), counts, threads=2, progress=interrupt)
    assert begun == [1]


def test_an_interrupt_stops_what_is_under_way() -> None:
    finished: list[int] = []

    def task(item: int, look_up: Callable[[int], None]) -> None:
        for step in range(2000 if item else 0):
            look_up(step)
            time.sleep(0.005)
        finished.append(item)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side(task, range(5), threads=2, progress=interrupt)
    assert finished == [0]


def test_a_run_looks_up_now_and_then(bundled: Case) -> None:
    steps: list[int] = []
    trial = _Trial(Compiler(scenario(bundled)), 1, counts)
    assert trial((0, {}), steps.append) == simulate(bundled, seed=1).counts
    assert len(steps) > 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"count": 0}, "0 draws cannot be made; give 1 or more"),
        ({"first": -1}, "draws -1 to 0 cannot be made; they run from 0 to 1073741823"),
        (
            {"first": 2**30 - 1},
            "draws 1073741823 to 1073741824 cannot be made; they run from 0 to 1073741823",
        ),
        ({"seed": -1}, f"the seed is -1; seeds run from 0 to {2**64 - 1}"),
    ],
)
def test_refused(bundled: Case, given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as told:
        draw_priors(bundled, **{"count": 2, **given})
    assert str(told.value) == message


def test_the_outermost_draws_of_all_priors_are_possible(flagship: Case) -> None:
    """Each parameter at the lowest and at the highest value that can be drawn, and all of them at once."""
    case = flagship
    lowest: dict[str, str] = {}
    highest: dict[str, str] = {}
    for mechanism, parameters in case.own_parameters().items():
        for name, parameter in parameters.items():
            if parameter.prior is not None and in_doubt(parameter.prior):
                path, value = path_of_parameter(mechanism, name), parameter.value
                for settings, number in zip((lowest, highest), parameter.prior.drawn, strict=True):
                    settings[path] = str(replace(value, number=number))
    assert len(lowest) > 50
    for settings in (lowest, highest):
        for path, given in settings.items():
            change_case(case, {path: given})
        change_case(case, settings)


def test_a_draw_out_of_its_place_is_refused_where_a_prior_was_never_checked() -> None:
    """Settings pass the same rules as a file, of ratios, chances, shares and levers alike."""
    case = load("village")
    for path, given, told in [
        ("mechanisms.ties.parameters.persuasion", "1.2", "outside 0 to 1, the range of a chance"),
        ("mechanisms.restriction.parameters.pull", "-0.5", "a ratio is above 0"),
        ("mechanisms.restriction.parameters.pull", "0", "0 is possible for a selection of people only"),
        ("mechanisms.restriction.parameters.sting", "1e39", "the range of a kick"),
    ]:
        with pytest.raises(CaseError, match=told):
            change_case(case, {path: given})


def test_a_draw_under_which_the_case_is_not_valid(bundled: Case) -> None:
    draws = draw_priors(bundled, 3)
    draws.loc[1, TIES[1]] = 1.5
    with pytest.raises(InputError) as told:
        simulate_draws(bundled, draws, counts)
    assert str(told.value).startswith("draw 1: mechanisms.ties.")
    with pytest.raises(InputError, match="0 threads cannot run anything"):
        simulate_draws(bundled, draws, counts, threads=0)
