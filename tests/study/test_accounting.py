"""Accounts of events: contributions add up to the log hazard, credits to one, and trees have known laws."""

from __future__ import annotations

from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hazards import felt, log_chance, log_own

from boomerang.case import case_from_data
from boomerang.case.bundled import load
from boomerang.case.parts.plain import plain_data
from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.study.accounting import ANYWAY, Accounting, account
from boomerang.study.accounting_descent import Descent, descent
from boomerang.study.accounting_history import NONE, History, history
from boomerang.study.accounting_shapley import shapley
from boomerang.study.accounting_switches import by_switching_off
from boomerang.study.accounting_values import Values
from boomerang.study.simulate import simulate

HAWKES = Path(__file__).parents[1] / "known_answers" / "cases" / "hawkes.yaml"
OTHERWISE = {  # changes whatever accounts are made of, in the middle of a step and of what is felt
    "by": "nobody",
    "from": "2012-06-13",
    "without": "deterrence",
    "parameters": {
        "parameters.memory": "6 months",
        "parameters.alarm": "30 months",
        "parameters.sympathy": {"times": 1.5},
        "mechanisms.restriction.parameters.sting": 2,
        "mechanisms.restriction.parameters.pull": 3,
        "mechanisms.ties.parameters.persuasion": 0.3,
        "mechanisms.justification.parameters.reaction": 0.02,
    },
}
VILLAGE = load("village")
CASES = {
    "village": scenario("village"),
    "changed": scenario(
        case_from_data(plain_data(VILLAGE) | {"policies": {"otherwise": OTHERWISE}}, VILLAGE.folder),
        policy="otherwise",
    ),
    "flagship": scenario(
        "tajikistan-2015", persons=150_000, settings={"parameters.leaving": "0.002 per person-year"}
    ),
}


@pytest.fixture(scope="module", params=CASES)
def known(request: pytest.FixtureRequest) -> History:
    return history(CASES[request.param], 2)


@pytest.fixture(scope="module")
def accounts(known: History) -> Accounting:
    return account(known, [name for name in known.compiled.events if name != "strand"][:14])


def test_the_run_is_the_one_without_a_journal(known: History) -> None:
    assert known.run.digest == simulate(known.compiled.scenario, seed=2).digest


def log_hazards(known: History, accounts: Accounting) -> np.ndarray:
    """float64[L]: ln of the hazards over the rates of the case, from the arrays of the engine."""
    journal, compiled, found = known.journal, known.compiled, []

    for line in accounts.lines.tolist():
        event, way = int(journal.event[line]), int(journal.way[line])
        hazards = known.eras.at(int(journal.step[line])).model.hazards
        person = int(journal.source[line] if way >= 0 else journal.person[line])
        k = way if way >= 0 else event
        total = hazards.log_rate[k] + log_own(known, k, person, line)
        rate = known.eras.at(int(journal.step[line])).wiring.rate_of(compiled.events[k])
        assert rate is not None
        total -= np.log2(rate.per_year * compiled.clock.years)
        if way >= 0:
            total += log_chance(known, way, int(journal.person[line]), line)
        found.append(total * log(2))
    return np.array(found)


def test_contributions_of_mechanisms_add_up_to_the_log_hazard_ratio(
    known: History, accounts: Accounting
) -> None:
    some = np.random.default_rng(1).permutation(len(accounts.lines))[:400]
    chosen = account_at(accounts, np.sort(some))
    assert len(chosen.lines) > 100
    truth = log_hazards(known, chosen)
    np.testing.assert_allclose(chosen.by_mechanism().sum(axis=1), truth, rtol=0, atol=1e-9)
    assert np.ptp(truth) > 1


def account_at(accounts: Accounting, rows: np.ndarray) -> Accounting:
    from boomerang.study.accounting import account_of

    return account_of(accounts.known, accounts.lines[rows])


def test_contributions_of_sources_add_up_too(accounts: Accounting) -> None:
    rows = range(0, len(accounts.lines), max(1, len(accounts.lines) // 150))
    moved = 0
    for row in rows:
        sources = accounts.by_source(row)
        assert sum(sources.values()) == pytest.approx(accounts.log_ratios[row], abs=1e-9)
        assert all(line < accounts.lines[row] for line in sources)
        moved += len(sources.keys() - {NONE})
    assert moved > 50


def test_values_are_the_sum_of_what_moved_them(known: History) -> None:
    values, lever = Values(known), known.model.quantities.lever
    journal_ends, moved, answering = len(known.outcome.value) - 1, 0, 0
    for number in range(len(lever)):
        calendar, answer, kicks = values.parts_of(number)
        total = calendar + answer + sum((each.path for each in kicks), np.zeros(len(calendar)))
        held = np.clip(total, 0, 1) if lever[number] else total
        np.testing.assert_allclose(held, known.outcome.value[:, number], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(answer, 0, atol=1e-12)  # no response follows a calendar here
        for each in kicks:
            for step in range(1, journal_ends, 50):
                lines, amounts = values.each_push(each.push, each.response, number, step)
                assert (known.journal.step[lines] < step).all()
                assert amounts.sum() == pytest.approx(each.path[step], rel=1e-9, abs=1e-12)
            moved += each.path.any()
            answering += each.response != NONE
    assert moved > 1
    assert answering > 0


def test_credits_add_up_to_one(accounts: Accounting) -> None:
    credits = accounts.credits()
    np.testing.assert_allclose(credits.sum(axis=1), 1, atol=1e-9)
    assert (credits[:, -1] >= 0).all()


def test_feelings_of_the_journal_are_those_of_the_log(known: History) -> None:
    journal, log_ = known.journal, known.outcome.log
    for number in range(0, len(log_["time"]), max(1, len(log_["time"]) // 60)):
        home, step = int(log_["home"][number]), int(log_["time"][number])
        place, who = home >> 16, home & 0xFFFF
        mine = felt(known, int(log_["person"][number]), who, place, step)
        np.testing.assert_allclose(mine, log_["feeling"][number], rtol=1e-4, atol=1e-5)
    assert set(log_["time"].tolist()) <= set(journal.time.tolist())


def toy(**more: Any) -> History:
    """Two mechanisms: one stops people, the other gives stops a sting and its hazard ratio."""
    data: dict[str, Any] = {
        "case": "toy",
        "title": "A toy",
        "period": {"from": "2010-01-01", "to": "2010-12-31", "step": "1 week"},
        "population": {"places": [{"place": "here", "people": 300}], "household": "3 people"},
        "feelings": {"anger": {"half-life": "never"}},
        "tracks": {"stance": ["in", "out"]},
        "transitions": {"leave": {"moves": "stance in -> out", "rate": "0.1 per person-year"}},
        "mechanisms": {
            "police": {"claim": "-", "by": "-", "acts": {"stop": {"rate": "2 per person-year"}}},
            "sting": {
                "claim": "-",
                "by": "-",
                "kicks": [{"when": "stop", "to": "self", "anger": 1}],
                "hazard ratios": {"leave": {"anger": 2}},
            },
        },
        "log": ["leave", "stop"],
    }
    return history(scenario(case_from_data(data | more)), 1)


def test_those_who_make_a_part_together_share_it() -> None:
    known = toy()
    accounts = account(known, ["leave"])
    assert len(accounts.lines) > 20
    for row, line in enumerate(accounts.lines.tolist()):
        mine = known.journal.person == known.journal.person[line]
        earlier = mine & (known.journal.step < known.journal.step[line])
        stops = int((known.journal.event[earlier] == known.compiled.events.index("stop")).sum())
        half = stops * log(2) / 2
        assert accounts.by_mechanism()[row] == pytest.approx([half, half, 0])
        anyway = exp(-stops * log(2))
        assert accounts.credits()[row] == pytest.approx([(1 - anyway) / 2, (1 - anyway) / 2, anyway])
    totals = accounts.totals("leave")
    assert sum(totals.values()) == pytest.approx(len(accounts.lines))
    assert totals["police"] == pytest.approx(totals["sting"])


def test_an_event_that_only_a_mechanism_has_is_all_its_own() -> None:
    totals = account(toy()).totals("stop")
    assert totals["sting"] == totals[ANYWAY] == 0
    assert totals["police"] > 0


def test_a_planned_event_has_no_account_and_no_parent() -> None:
    known = toy(events={"raid": {"on": "2010-06-01", "leave": "12 people"}})
    planned = np.flatnonzero(known.planned)
    accounts = account(known, ["leave"])
    assert len(planned) == 12
    assert not accounts.log_ratios[np.isin(accounts.lines, planned)].any()
    trees = descent(known)
    assert (trees.parents[np.isin(trees.lines, planned)] == NONE).all()


def test_shapley_values_of_a_game_with_a_known_answer() -> None:
    """The glove game: player 0 has a left glove, 1 and 2 have right ones; a pair is worth one."""

    def worth(some: tuple[int, ...]) -> np.ndarray:
        return np.array([float(0 in some and len(some) > 1)])

    exact = shapley(3, worth)
    assert exact.value[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert not exact.error.any()
    drawn = shapley(3, worth, most_exact=2, permutations=2000)
    assert (np.abs(drawn.value - exact.value) < 4 * drawn.error).all()
    assert (drawn.error > 0).all()
    assert (drawn.error < 0.02).all()


def test_switching_off_adds_up_to_what_happened() -> None:
    seeds = range(1, 7)
    value, error = by_switching_off(CASES["village"], "depart", seeds)
    whole = np.mean([simulate(CASES["village"], seed=seed).counts["depart"] for seed in seeds])
    none = scenario("village", mechanisms=[])
    alone = np.mean([simulate(none, seed=seed).counts["depart"] for seed in seeds])
    assert sum(value.values()) == pytest.approx(whole)
    assert value[ANYWAY] == pytest.approx(alone)
    assert all(0 < error[name] < 5 for name in value)
    with pytest.raises(InputError, match="'fly' is no event of village"):
        by_switching_off(CASES["village"], "fly", seeds)


@pytest.fixture(scope="module", params=[0.3, 0.5])
def hawkes(request: pytest.FixtureRequest) -> tuple[float, Descent]:
    n = request.param
    follow = f"{n * log(2) / (1000 * 3 / 365.25)!r} per person-year"
    known = history(scenario(HAWKES, settings={"parameters.follow": follow}, until="2009-12-31"), 3)
    return n, descent(known, ["first", "further"])


def test_trees_of_a_self_exciting_process_are_its_branching_trees(hawkes: tuple[float, Descent]) -> None:
    n, trees = hawkes
    first = trees.known.compiled.events.index("first")
    rooted = trees.parents == NONE
    assert len(trees.lines) == trees.known.lines
    assert (rooted == (trees.known.journal.event[trees.lines] == first)).all()
    offspring, sizes = trees.offspring, trees.cascades
    assert abs(offspring.mean() - n) < 4 * (n / len(offspring)) ** 0.5
    assert abs(offspring.var() - n) < 4 * (3 * n / len(offspring)) ** 0.5
    error = (n / (1 - n) ** 3 / len(sizes)) ** 0.5
    assert abs(sizes.mean() - 1 / (1 - n)) < 4 * error
    assert sizes.var() == pytest.approx(n / (1 - n) ** 3, rel=0.2)


def test_children_come_after_their_parents_as_soon_as_the_kernel_says(hawkes: tuple[float, Descent]) -> None:
    """Felt from the next step on, with a half-life of three steps: the waits are geometric."""
    _, trees = hawkes
    child = trees.parents != NONE
    waits = trees.known.journal.step[trees.lines[child]] - trees.known.journal.step[trees.parents[child]]
    keep = 2 ** (-1 / 3)
    mean, sd = 1 / (1 - keep), keep**0.5 / (1 - keep)
    assert waits.min() == 1
    assert abs(waits.mean() - mean) < 4 * sd / len(waits) ** 0.5


def test_those_who_turned_descend_from_those_who_approached_them(known: History) -> None:
    trees, journal = descent(known), known.journal
    met = journal.way[trees.lines] != NONE
    through, parents = trees.lines[met], trees.parents[met]
    inside = (parents != NONE) & (journal.source[through] != journal.person[through])
    assert inside.sum() > 2
    assert (journal.person[parents[inside]] == journal.source[through[inside]]).all()
    assert (parents < through).all()


def test_trees_among_some_events(known: History) -> None:
    trees = descent(known)
    some = trees.among(["depart"])
    event = known.compiled.events.index("depart")
    assert (known.journal.event[some.lines] == event).all()
    assert len(some.lines) == known.run.counts["depart"]
    assert some.cascades.sum() == len(some.lines)
    chain = trees.longest_chain()
    assert len(chain) == trees.generations.max() + 1
    assert (np.diff(chain) > 0).all()
    table = trees.table
    parents = trees.dataset["parent"].sel(line=chain)
    assert parents.values.tolist() == [NONE, *chain[:-1]]
    assert len(table) == len(trees.lines)
    assert (table.generation[table.by_event == ""] == 0).all()
    with pytest.raises(InputError, match="'fly' is no event"):
        trees.among(["fly"])


def test_accounts_as_a_table(accounts: Accounting) -> None:
    table = accounts.table
    shares = table[[*accounts.owners, "the case itself"]].sum(axis=1)
    np.testing.assert_allclose(shares, table.log_ratio, atol=1e-9)
    data = accounts.dataset
    np.testing.assert_array_equal(data["part"].sum("mechanism"), shares)
    assert data["event"].values.tolist() == table.event.tolist()
    with pytest.raises(InputError, match="'fly' is no event"):
        account(accounts.known, ["fly"])


def test_a_policy_that_changes_mechanisms_begins_an_era() -> None:
    known = history(scenario("village", policy="no answer"), 2)
    before, after = known.eras.all
    assert before.end == after.first == 157  # weeks from 2010 to the first that begins in 2013
    stops = account(known, ["stop"])
    answers = stops.by_mechanism()[:, stops.owners.index("justification")]
    later = known.journal.step[stops.lines] >= after.first
    assert answers[~later].any()
    assert not answers[later].any()
