"""What `boomerang number` prints and writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import altair as alt
import pytest

pytestmark = pytest.mark.usefixtures("one_chart")

Command = Callable[..., tuple[int, str, str]]
WORDS = ("number", "village", "--act", "stop", "--outcome", "depart", "--pairs", 6, "--acts", 20)


def test_a_number_is_told_and_written(command: Command, tmp_path: Path) -> None:
    code, out, err = command(*WORDS, "--out", "here")
    assert (code, err) == (0, "")
    assert "Further depart until 2014-12-31 per one more stop from 2010-01-01 to 2014-12-31" in out
    assert "Under chance there is no stop, so there is no number." in out
    assert "Under ties there is no stop, so there is no number." in out
    assert "boomerang: 6 pairs with 20 added each" in out
    assert "bred " in out
    assert ", prevented " in out
    said = " ".join(out.split())
    assert "Note: 6 pairs of each explanation, from 6 draws of the parameters, are too few to rely" in said
    code, out, err = command(*WORDS, "--json", "--explanation", "all")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found == json.loads((tmp_path / "here" / "number.json").read_text())
    assert list(found["explanations"]) == ["restriction", "boomerang"]
    assert f"{found['says']}, on average." in said
    parts = found["explanations"]["boomerang"]
    whole = sum(parts[part]["value"] for part in ("direct", "vicarious", "public", "systemic"))
    assert abs(whole - parts["number"]["value"]) < 1e-5
    spec = json.loads((tmp_path / "here" / "charts" / "number.json").read_text())
    alt.Root.validate(spec)
    title = spec["title"]["text"]
    assert (title if isinstance(title, str) else " ".join(title)) == found["says"]
    assert found["says"].startswith(
        ("In so few pairs, perhaps by luck: one more stop ", "It cannot be said ")
    )
    shown = {row["part"] for rows in spec["datasets"].values() for row in rows if "part" in row}
    assert {"number", "direct", "vicarious", "systemic"} <= shown
    assert "public" not in shown  # threat changes nobody's hazard
    for pairs in (4, 12):
        code, _, err = command(*WORDS, "--pairs", pairs, "--out", "here", "--resume")
        assert (code, err) == (
            2,
            f"here: this folder holds results of 6 pairs, not of {pairs} pairs; ask for 6 pairs, choose"
            " another folder, or delete this one\n",
        )


def test_an_act_that_may_feed_itself_is_judged(command: Command) -> None:
    words = ("number", "village", "--act", "depart", "--outcome", "depart", "--explanation", "boomerang")
    code, out, _ = command(*words, "--pairs", 10, "--from", "2012-01-01", "--to", "2012-12-31", "--acts", 3)
    assert code == 0
    assert "by itself one more depart brings " in out
    assert "before these bring others: it " in out


def test_a_number_of_a_posterior(command: Command) -> None:
    assert command("explain", "village", "--simulations", 20, "--out", "known", "--no-progress")[0] == 0
    code, out, err = command(*WORDS, "--posterior", "known", "--explanation", "boomerang")
    assert (code, err) == (0, "")
    assert "Parameters and weights: the answer " in out
    code, _, err = command(*WORDS, "--posterior", "known", "--explanation", "chance")
    assert (code, err) == (2, "no stop can be followed by a depart under chance; name another\n")


def test_an_interrupt_says_how_to_go_on(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from boomerang.study.number_pairs import AddedPairs

    simulate = AddedPairs.simulate

    def interrupted(self: AddedPairs, draws: Any, **how: Any) -> Any:
        simulate(self, draws, **how)
        raise KeyboardInterrupt

    monkeypatch.setattr(AddedPairs, "simulate", interrupted)
    code, out, err = command(*WORDS, "--explanation", "restriction", "--out", "here", "--no-progress")
    said = (
        "interrupted; the pairs done so far are in here; the same command with --resume goes on from there\n"
    )
    assert (code, out, err) == (130, "", said)
    assert command(*WORDS, "--explanation", "restriction", "--no-progress")[2] == "interrupted\n"


def test_small_numbers_are_told_of_a_thousand_acts(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    words = (*WORDS, "--explanation", "restriction")
    number = json.loads(command(*words, "--json")[1])["explanations"]["restriction"]["number"]["value"]
    monkeypatch.setattr("boomerang.report.data.number.RARE", 2 * abs(number))
    out = command(*words)[1]
    assert "per 1,000 more occurrences of stop from" in out
    (row,) = [line for line in out.splitlines() if line.startswith("restriction ")]
    assert float(row.split()[1]) == pytest.approx(1000 * number, rel=0.1)


def test_an_act_that_nothing_follows_has_no_generation(command: Command, tmp_path: Path) -> None:
    """One person, who can leave once: what one more departure brings by itself cannot be told."""
    (tmp_path / "case.yaml").write_text(
        "case: one\ntitle: One person\nperiod: {from: 2010-01-01, to: 2010-12-31, step: 1 month}\n"
        "population: {places: [{place: here, people: 1}]}\ntracks: {stance: [loyal, departed]}\n"
        "transitions: {depart: {moves: stance loyal -> departed, rate: 0.05 per person-year}}\n"
        "mechanisms: {m: {claim: So., by: one, acts: {nod: {rate: 1 per person-year}}}}\n"
        "explanations: {all: {by: one, mechanisms: [m]}}\n",
        encoding="utf-8",
    )
    words = ("number", "case.yaml", "--act", "depart", "--outcome", "depart", "--pairs", 4)
    code, out, err = command(*words, "--no-progress")
    assert (code, err) == (0, "")
    assert "pairs with 1 added each" in out
    assert "by itself" not in out
    told = "1 (not 5, as there are no more people whom it can meet)"
    assert (
        f"pairs with {told} added each" in command(*words, "--acts", 5, "--out", "here", "--no-progress")[1]
    )
    found = json.loads((tmp_path / "here" / "number.json").read_text())
    assert found["explanations"]["all"]["added"] == [1, 1]
    assert command("report", "here", "--out", "here.md")[0] == 0
    report = (tmp_path / "here.md").read_text()
    assert "share the people around them" in report
    assert f"Acts added in a pair under all: {told}." in report
    assert "4 pairs of each explanation, from 4 draws" in report


@pytest.fixture
def streets(tmp_path: Path) -> None:
    """A long street and a short one, in which people nod and shout; there is one explanation, `all`."""
    (tmp_path / "case.yaml").write_text(
        "case: two\ntitle: Two streets\nperiod: {from: 2010-01-01, to: 2010-03-31, step: 1 month}\n"
        "population: {places: [{place: long, people: 9}, {place: short, people: 3}]}\n"
        "tracks: {stance: [loyal]}\nfeelings: {anger: {half-life: never}}\n"
        "mechanisms: {m: {claim: So., by: one, acts: {nod: {rate: 1 per person-year},"
        " shout: {rate: 90 per person-year, hazard ratios: {anger: 2}}},"
        " kicks: [{when: nod, to: self, anger: 1}]}}\n"
        "explanations: {all: {by: one, mechanisms: [m]}}\n",
        encoding="utf-8",
    )


@pytest.mark.usefixtures("streets")
def test_acts_of_groups_too_small_for_them_are_told(command: Command, tmp_path: Path) -> None:
    words = ("number", "case.yaml", "--act", "nod", "--outcome", "shout", "--pairs", 4, "--no-progress")
    code, out, err = command(*words, "--acts", 5, "--by", "place", "--out", "here")
    assert (code, err) == (0, "")
    said = " ".join(out.split())
    assert "4 pairs with 5 added each" in said
    assert "acts added to short: 3 (not 5, as there are no more people whom it can meet)" in said
    assert "Where all who can meet the acts meet them at once, they share the people around them" in said
    found = json.loads((tmp_path / "here" / "number.json").read_text())["explanations"]["all"]
    assert found["added by whom"] == {"place": {"long": [5, 5], "short": [3, 3]}}
    assert command("report", "here", "--out", "here.md")[0] == 0
    report = (tmp_path / "here.md").read_text()
    assert "By place of those to whom nod happens, acts added to them alone" in report
    assert '<th scope="row">all: short</th><td class="number">3</td>' in report
    assert "share the people around them" in report
    assert "share the people" not in " ".join(command(*words, "--acts", 3, "--by", "place")[1].split())


@pytest.mark.usefixtures("streets")
def test_what_differs_from_what_is_there_is_named(command: Command, tmp_path: Path) -> None:
    words = ("number", "case.yaml", "--act", "nod", "--outcome", "shout", "--pairs", 4, "--no-progress")
    assert command(*words, "--acts", 4, "--out", "here")[0] == 0
    said = "other settings or another seed ({}: {} there, {} asked); choose another folder"
    for other, *told in (
        (("--acts", 2), "acts", 4, 2),
        ((), "acts", 4, "half of those of a year"),
        (("--acts", 4, "--by", "place", "--seed", 3), "by", "none", "place"),
        (("--acts", 4, "--persons", 10), "persons", "none", 10),
    ):
        code, _, err = command(*words, *other, "--out", "here", "--resume")
        assert (code, err.strip()) == (
            2,
            f"here: this folder holds results of {said.format(*told)}, or delete this one",
        )
    (tmp_path / "half").mkdir()  # as after an interrupt
    (tmp_path / "here" / "parts").rename(tmp_path / "half" / "parts")
    code, _, err = command(*words, "--acts", 2, "--out", "half", "--resume")
    file = "half/parts/all/00000.json"
    assert (code, err) == (2, f"{file}: this is of {said.format('acts', 4, 2)}\n")
