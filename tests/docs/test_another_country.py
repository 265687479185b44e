"""The case as a template: the example country keeps its promises, a copied flagship works as it is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from shown import ROOT

import boomerang
from boomerang.case import Case
from boomerang.case.bundled import find_case
from boomerang.case.check.case import warnings
from boomerang.cli.new import copy_case

PAGE = ROOT / "docs" / "how-to-another-country.md"
CUT = "2005-06-30"  # the data cut that the case names
RUNS = 8  # of each explanation
PATTERNS: dict[str, dict[str, str | list[str]]] = {  # of whom each sees more
    "guild": {"cord": "worn"},
    "slump": {"place": ["Upper Dray", "Karsand"]},
    "agents": {"place": ["Oyle Harbour", "Tivane"]},
}


@cache
def marenga() -> Case:
    return boomerang.load("marenga")


@cache
def crossings(explanation: str) -> boomerang.Ensemble:
    """Eight runs; every explanation has seeds of its own, so that all runs are independent."""
    first = 1 + 100 * list(marenga().explanations).index(explanation)
    return boomerang.ensemble(boomerang.scenario(marenga(), explanation=explanation), RUNS, seed=first)


def share(run: boomerang.Run, whose: dict[str, str | list[str]]) -> float:
    """The share of some people among those who crossed."""
    counted = run.dataset.crossings
    return float(counted.sel(whose).sum() / counted.sum())


def test_marenga_is_short_and_leaves_nothing_to_remark():
    lines = (find_case("marenga") / "case.yaml").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 150
    assert max(len(line) for line in lines) <= 150
    assert warnings(marenga()) == []


def test_marenga_has_places_traits_and_a_handful_of_rivals():
    case = marenga()
    assert 3 <= len(case.mechanisms) <= 5
    assert 3 <= len(case.explanations) <= 4
    assert case.explanations["chance"].mechanisms == ()
    assert all(given.by for given in (*case.explanations.values(), *case.mechanisms.values()))


def test_marenga_pretends_to_no_source():
    case = marenga()
    own = [given.source for part in case.own_parameters().values() for given in part.values()]
    assert set(own) == {"assumption"}
    assert {given.source for given in case.observations} == {"invented"}


def test_what_was_observed_was_known_by_the_cut():
    assert f"{CUT[8:]} June {CUT[:4]}" in (find_case("marenga") / "case.yaml").read_text(encoding="utf-8")
    assert max(str(given.known) for given in marenga().observations) <= CUT


@pytest.mark.parametrize("explanation", ["chance", *PATTERNS])
def test_some_hundreds_cross_under_every_explanation(explanation: str):
    counts = [run.counts["cross"] for run in crossings(explanation)]
    assert all(100 <= count <= 1000 for count in counts), counts


@pytest.mark.parametrize("explanation", PATTERNS)
def test_each_explanation_differs_from_chance_as_it_claims(explanation: str):
    """More people cross, and more of those whom the explanation names.

    Each of the eight runs must exceed each of chance's eight. Were the two alike, that would happen with a
    probability of one in 12,870 (the choices of eight out of sixteen); in any of the
    six comparisons, of 0.0005 at most.
    """
    theirs, chances = crossings(explanation), crossings("chance")
    counts = [[run.counts["cross"] for run in runs] for runs in (theirs, chances)]
    assert min(counts[0]) > max(counts[1]), f"crossings: {counts[0]} against {counts[1]} by chance"
    shares = [[share(run, PATTERNS[explanation]) for run in runs] for runs in (theirs, chances)]
    assert min(shares[0]) > max(shares[1]), f"shares: {shares[0]} against {shares[1]} by chance"


def test_the_copied_flagship_is_valid_and_runs_without_any_mechanism(tmp_path: Path):
    copy_case("tajikistan-2015", tmp_path / "my-country")
    case = boomerang.load(tmp_path / "my-country")
    assert case.name == "my-country"
    run = boomerang.simulate(boomerang.scenario(case, explanation="chance", persons=20_000), seed=1)
    stances = [state for state in run.dataset.state.values if state.startswith("stance ")]
    assert run.dataset.people.sel(state=stances).isel(moment=-1).sum() == 20_000
    assert run.counts["sympathise"] > 0
    assert run.counts["stop"] > 0
    assert "pass_over" not in run.counts


def test_what_goes_with_a_mechanism_has_the_names_of_the_flagship():
    case = boomerang.load("tajikistan-2015")
    rows = re.findall(
        r"(?m)^\| (`.*) \|$", PAGE.read_text(encoding="utf-8").split("| without |")[1].split("\n\n")[0]
    )
    events = [name for part in case.mechanisms.values() for name in (*part.acts, *part.encounters)]
    events += case.acts
    parts = (case.mechanisms, case.feelings, case.climates, case.levers, case.policies, case.tallies)
    known = {*(name for part in parts for name in part), *case.population.contacts, *events, "log"}
    named = {name for row in rows for name in re.findall("`(.*?)`", row)}
    assert len(rows) == len(case.mechanisms) - 1
    assert named <= known, sorted(named - known)
