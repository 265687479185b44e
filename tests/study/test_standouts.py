"""What stands out, by value: runs of which only the counts are written down."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from boomerang.case.bundled import load
from boomerang.report.summary import print_summary
from boomerang.report.telling import Standout, counts_over_time, telling_traits, top_places
from boomerang.report.terminal.bars import sparkline
from boomerang.report.totals import Totals
from boomerang.study.run import Run

VILLAGE = load("village")


def made(**given: Any) -> Any:
    """A run in which people leave, of which only this is written down."""
    none = {name: np.zeros(len(trait.categories()), int) for name, trait in VILLAGE.population.traits.items()}
    nothing = {
        "case": VILLAGE,
        "seed": 1,
        "touched": 0,
        "touches": 0,
        "digest": "",
        "counts": {"depart": 0},
        "events_of": lambda _: np.zeros((1, 1), int),
        "events_by": lambda _, trait: none[trait],
        "people_by": none.__getitem__,
    }
    return SimpleNamespace(**{**nothing, **given})


def counted(*steps: list[int], places: int = 4) -> Any:
    """A run with these events in every step, by place."""
    return made(
        places=np.array(["Mill", "Bridge", "Orchard", "Pass"])[:places],
        inhabitants=np.array([100, 200, 300, 400])[:places],
        events_of=lambda _: np.array(steps)[:, :places],
    )


def with_trait(people: list[int], events: list[int], trait: str = "sex") -> Any:
    """A run in which one trait has these people and events, and all others none."""
    sizes = {name: len(given.categories()) for name, given in VILLAGE.population.traits.items()}

    def of(name: str, values: list[int]) -> np.ndarray:
        return np.array(values if name == trait else [0] * sizes[name])

    return made(
        categories_of=lambda name: np.array(VILLAGE.population.traits[name].categories()),
        people_by=lambda name: of(name, people),
        events_by=lambda _, name: of(name, events),
    )


def test_the_mean_over_runs_step_by_step() -> None:
    runs = [counted([1, 0, 0, 0], [0, 0, 0, 0]), counted([2, 0, 0, 0], [0, 0, 3, 0])]
    runs.append(counted([6, 0, 0, 0], [0, 3, 0, 0]))
    assert counts_over_time(Totals.of(runs), "depart").tolist() == [3, 2]


def test_places_with_most_come_first_and_those_without_never() -> None:
    runs = [counted([0, 5, 1, 0]), counted([0, 0, 4, 0])]
    assert top_places(Totals.of(runs), "depart") == [
        Standout("Bridge", 0.5, 0.2),
        Standout("Orchard", 0.5, 0.3),
    ]
    assert top_places(Totals.of(runs), "depart", most=1) == [Standout("Bridge", 0.5, 0.2)]


@pytest.mark.parametrize(("places", "events", "told"), [(4, 5, 1), (4, 4, 0), (1, 50, 0)])
def test_places_need_two_of_them_and_five_events(places: int, events: int, told: int) -> None:
    assert len(top_places(Totals.of([counted([events, 0, 0, 0], places=places)]), "depart")) == told


@pytest.mark.parametrize(
    ("people", "events", "told"),
    [
        ([10, 990], [5, 0], [Standout("sex woman", 1, 0.01)]),
        ([10, 990], [4, 0], []),  # too few to say anything
        ([500, 500], [75, 25], [Standout("sex woman", 0.75, 0.5)]),  # 25 above 50, whose root is 7.1
        ([500, 500], [30, 70], []),  # only 20 above it
        ([0, 500], [0, 100], []),  # as many as there are people
    ],
)
def test_categories_three_standard_errors_above_their_share(
    people: list[int], events: list[int], told: list[Standout]
) -> None:
    assert telling_traits(Totals.of([with_trait(people, events)]), "depart") == told


def test_events_of_all_runs_count_together() -> None:
    runs = [with_trait([500, 500], [3, 0]), with_trait([500, 500], [25, 0])]
    assert telling_traits(Totals.of(runs[:1]), "depart") == []
    assert telling_traits(Totals.of(runs), "depart") == [Standout("sex woman", 1, 0.5)]


def test_a_sparkline_is_as_high_as_the_mean_of_its_part() -> None:
    assert sparkline([0, 7, 14], 3) == " ▅█"
    assert sparkline([1, 1, 0, 0, 3, 1], 3) == "▅ █"
    assert sparkline([2]) == "█"
    assert sparkline([0, 0]) == ""


def test_rows_of_a_summary_stand_below_each_other(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(Totals.of([run, run]), {"simulate": 1.234}, Path("somewhere"))
    lines = capsys.readouterr().out.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("what happened"))
    rows = [line.split() for line in lines[first + 1 : first + 1 + len(run.counts)]]
    assert [row[0] for row in rows] == list(run.counts)
    for row in rows:
        count = f"{run.counts[row[0]]:,}"
        assert row[1:5] == [f"{run.counts[row[0]]:,.1f}", count, "to", count]
    touched = f"Touched {run.touched:,} people {run.touches:,} times on average. Seconds: simulate 1.23."
    assert touched in lines
