"""What draws of a country have in common is worked out once; what they do not is worked out for each."""

from datetime import date

import numpy as np
import pytest
from pandas import DataFrame

from boomerang.arrays import equal_rows
from boomerang.case import Case, case_from_data
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.schedule import Schedule
from boomerang.case.scenario import scenario
from boomerang.compile.calendar import over_time
from boomerang.compile.case import Compiled, Compiler, compile_case
from boomerang.compile.clock import make_clock
from boomerang.compile.once import once_each
from boomerang.measure.moments import Moments
from boomerang.study.draws import rows_of
from boomerang.study.event_log import NOBODY, Column
from boomerang.study.run import Run
from boomerang.study.simulate import simulate

HALF_LIFE, LEAVING = "parameters.wearing", "parameters.leaving"


@pytest.fixture(scope="module")
def drawn(hamlet: Case) -> Case:
    """The hamlet with two parameters that draws can set."""
    data = plain_data(hamlet)
    values = {"wearing": "1 month", "leaving": "1 per person-year"}
    data["parameters"] = {name: {"value": value, "source": "assumption"} for name, value in values.items()}
    data["climates"]["threat"]["half-life"] = "wearing"
    data["transitions"]["depart"]["rate"] = "leaving"
    return case_from_data(data, hamlet.folder)


@pytest.fixture(scope="module")
def both(drawn: Case) -> tuple[Compiled, Compiled]:
    """Two draws of one compiler."""
    compiler = Compiler(scenario(drawn))
    return (
        compiler.at({HALF_LIFE: "2 weeks", LEAVING: "3 per person-year"}),
        compiler.at({HALF_LIFE: "3 months", LEAVING: "0.2 per person-year"}),
    )


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("hazards", "source"),
        ("hazards", "target"),
        ("quantities", "value_of_place"),
        ("quantities", "value_of_class"),
        ("quantities", "lever"),
        ("quantities", "length"),
        ("tallies", "period"),
    ],
)
def test_draws_share_what_no_parameter_moves(both: tuple[Compiled, Compiled], part: str, field: str) -> None:
    one, other = (getattr(getattr(compiled.model, part), field) for compiled in both)
    assert one is other


def test_draws_share_the_clock_and_its_arrays(both: tuple[Compiled, Compiled], drawn: Case) -> None:
    one, other = (compiled.clock for compiled in both)
    assert one is other
    assert one is make_clock(drawn)
    assert one.edges is other.edges
    assert make_clock(drawn, date(2010, 3, 1)).steps < one.steps


def test_each_draw_has_hazards_and_climates_of_its_own(both: tuple[Compiled, Compiled], drawn: Case) -> None:
    """The second is what a compiler that never made the first gives."""
    one, other = (compiled.model for compiled in both)
    assert (one.hazards.log_rate != other.hazards.log_rate).sum() == 1
    assert one.quantities.keep[0] < other.quantities.keep[0]
    fresh = compile_case(both[1].scenario).model
    for part in ("hazards", "cells", "kicks", "quantities"):
        for name, given in getattr(fresh, part)._asdict().items():
            np.testing.assert_array_equal(getattr(getattr(other, part), name), given, err_msg=name)


def test_a_method_is_asked_once_for_each_argument_and_object() -> None:
    asked = []

    class Asked:
        @once_each
        def twice(self, number: int) -> int:
            asked.append(number)
            return 2 * number

    first, second = Asked(), Asked()
    assert [first.twice(2), first.twice(3), first.twice(2), second.twice(2)] == [4, 6, 4, 4]
    assert asked == [2, 3, 2]


def test_a_schedule_is_averaged_again_only_at_other_values(drawn: Case) -> None:
    given, clock = Schedule.model_validate({"from the start": 0, "2010-02-03": "height"}), make_clock(drawn)
    low, again, high = (over_time(given, clock, {"height": height}) for height in (0.5, 0.5, 0.75))
    assert low is again
    assert high[-1] == 0.75
    assert (high >= low).all()


def test_groups_of_equal_rows_are_those_of_numpy() -> None:
    random = np.random.default_rng(5)
    for count, columns, levels in ((1, 2, 3), (7, 0, 1), (60, 1, 4), (60, 3, 3), (300, 5, 2)):
        rows = random.integers(0, levels, (count, columns)) - 1.0
        rows[rows == 0] *= random.choice([-1, 1], (rows == 0).sum())  # -0 is 0
        first, group = equal_rows(rows)
        _, wanted_first, wanted = np.unique(rows + 0.0, axis=0, return_index=True, return_inverse=True)
        if columns:
            assert first.tolist() == wanted_first.tolist()
            assert group.tolist() == wanted.reshape(-1).tolist()
        else:
            assert (first.tolist(), set(group.tolist())) == ([0], {0})


def test_settings_of_rows_are_those_of_one_row_alone() -> None:
    draws = DataFrame({"a": [0.25, 2.0], "b": ["1 month", "2 months"]}, index=[7, 9])
    found = rows_of(draws)
    assert found == {row: draws.loc[row].to_dict() for row in (7, 9)}
    assert [type(given) for given in found[9].values()] == [float, str]
    assert rows_of(draws[[]]) == {7: {}, 9: {}}


def test_labels_are_found_where_nobody_stands_too() -> None:
    column = Column(np.array([1, NOBODY, 0, 2, 1]), ("stop", "search", "depart"))
    assert column.is_any(("search", "no such event")).tolist() == [True, False, False, False, True]
    assert not column.is_any(()).any()


def test_moments_that_come_twice_count_once(run: Run) -> None:
    """A date that is given twice, and steps in which two events happen."""
    once, twice = Moments((7, 70), ("stop",)), Moments((7, 70, 7), ("stop", "stop"))
    starts, ends = once.of(run, 0.0, 200.0, 0.0)
    assert len(starts) == 2 + np.count_nonzero(run.events_of("stop").sum(axis=1))
    assert [part.tolist() for part in twice.of(run, 0.0, 200.0, 0.0)] == [starts.tolist(), ends.tolist()]
    assert [len(part) for part in Moments((), ()).of(run, 0.0, 200.0, 0.0)] == [0, 0]


@pytest.fixture(scope="module")
def run(hamlet: Case) -> Run:
    return simulate(hamlet, seed=2)
