"""Stories: who is found, what is told of them, and how their hazard compares with that of others."""

from __future__ import annotations

import json
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hazards import log_own

import boomerang
from boomerang.case import case_from_data
from boomerang.engine.replayed import homes_of
from boomerang.errors import InputError
from boomerang.report.charts.rendered import pictured, specification
from boomerang.report.charts.story import story_chart
from boomerang.study.accounting_history import History, history
from boomerang.study.story import OWN, TRIED, Lives, tell
from boomerang.study.story_select import Meant, Search, read_asked

SEED = 4


@pytest.fixture(scope="module")
def known() -> History:
    return history(boomerang.scenario("village"), SEED)


def asked(known: History, text: str):  # type: ignore[no-untyped-def]
    return read_asked(known.compiled.case, text, known.compiled.scenario.mechanisms)


def told(who: str, number: int = 1, case: Any = "village") -> Lives:
    return tell(case, who, SEED, number)


@pytest.mark.parametrize(
    "text",
    ["event = depart", "sex man and event = stop", "age >= young and event sympathise", "event = invite"],
)
def test_those_to_whom_it_happened_are_found(known: History, text: str) -> None:
    log_, wanted = known.run.log, asked(known, text)
    names = list(known.compiled.events)
    happened = np.isin(log_["event"].values, names.index(wanted.event))
    if wanted.event == "invite":
        happened = log_["way"].values == names.index("invite")
    for selector in wanted.selectors:
        happened &= known.run.log_of(selector.subject).is_any(selector.values)
    people = set(log_["person"].values[happened].tolist())
    search = Search(known)
    assert search.count(wanted) == len(people) > 0
    found = search.people(wanted, 1000)
    assert {person for person, _ in found} == people
    assert [line for _, line in found] != sorted(line for _, line in found)
    assert search.people(wanted, 2) == found[:2]


@pytest.mark.parametrize(
    "text",
    ["stance departed", "sex man", "stance >= sympathiser and practice visible", "place Mill and age child"],
)
def test_those_of_whom_something_holds_at_the_end_are_counted(known: History, text: str) -> None:
    wanted, persons = asked(known, text), np.arange(known.model.country.persons)
    homes = homes_of(known.model, persons)
    states = known.state_before(persons, homes, np.full(len(persons), known.lines))
    held = Meant.by(known, wanted.selectors).hold(homes, states)
    search = Search(known)
    assert search.count(wanted) == held.sum() > 0
    found = [person for person, _ in search.people(wanted, 10_000)]
    assert sorted(found) == np.flatnonzero(held).tolist()
    own = np.bincount(known.journal.person, minlength=len(persons))
    own += np.bincount(known.touches.person, minlength=len(persons))
    assert (np.diff(own[found]) <= 0).all()


def test_one_person_is_found_by_number(known: History) -> None:
    search = Search(known)
    assert search.people(asked(known, "person = 1,200"), 5) == [(1200, known.lines)]
    assert search.count(asked(known, "person = 1200")) == 1
    assert search.count(asked(known, "person = 1200 and sex man and sex woman")) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "age child and event = depart",
            "nobody in the run of seed 4 matches 'age child and event = depart': {departed} without"
            " 'age child', 1,0.. without 'event = depart'; loosen 'age child', or choose another seed",
        ),
        (
            "person = 4000",
            "nobody in the run of seed 4 matches 'person = 4000'; choose another condition or another seed",
        ),
        ("sex", "who 'sex': write CONDITION and CONDITION, such as"),
        ("event = fly", r"who 'event = fly': 'fly' is no event \(sympathise, relent, depart, stop, invite\)"),
        (
            "sex mann",
            r"who 'sex mann': 'mann' is no category or state of sex \(woman, man\); did you mean 'man'",
        ),
        ("event = stop and event = depart", "'event' stands in two conditions; one story is of one event"),
        ("person = he", "'he' is no number of a person; write one, such as person = 12"),
    ],
)
def test_nobody_is_no_story(known: History, text: str, message: str) -> None:
    departed = known.run.counts["depart"]
    with pytest.raises(InputError, match=message.format(departed=departed)):
        told(text)


def test_an_event_of_a_mechanism_that_is_off_has_no_story() -> None:
    scenario = boomerang.scenario("village", without=["ties"])
    with pytest.raises(
        InputError, match="'invite' belongs to the mechanism ties, which is off; switch it on"
    ):
        tell(scenario, "event = invite")
    with pytest.raises(InputError, match="0 stories cannot be told; give 1 or more"):
        told("event = depart", number=0)


def test_a_story_has_all_own_events_and_every_kick(known: History) -> None:
    lives = told("stance >= sympathiser", number=5)
    assert lives.known.run.digest == known.run.digest == boomerang.simulate("village", seed=SEED).digest
    assert len(lives.stories) == 5 < lives.matching
    for story in lives.stories:
        own = [line for line in story.lines if line.kind == OWN]
        assert len(own) == len(known.lines_of(story.person))
        mine = np.flatnonzero(known.touches.person == story.person)
        kicking = [line for line in story.lines if line.feelings]
        assert len(kicking) == len(np.unique(known.touches.line[mine])) > 0
        home = int(homes_of(known.model, [story.person])[0])
        amounts = known.model.kicks.amount[
            known.touches.bundle[mine], known.model.kicks.receiver[home & 65535]
        ]
        total = (amounts * known.touches.scale[mine][:, None]).sum(axis=0)
        for number, feeling in enumerate(known.compiled.case.feelings):
            said = sum(line.feelings.get(feeling, 0.0) for line in kicking)
            assert said == pytest.approx(total[number], rel=1e-5)
        for line in story.lines:
            assert line.kind == OWN or line.layers, "others are contacts"
        assert [line.time for line in story.lines] == sorted(line.time for line in story.lines)


def test_approaches_in_vain_are_told(known: History) -> None:
    journal = known.journal
    turned = {*zip(journal.step, journal.way, journal.person, strict=True)}
    approaches = zip(journal.approached, journal.encounter, journal.met, strict=True)
    vain = [person for step, way, person in approaches if (step, way, person) not in turned]
    someone = int(np.bincount(vain).argmax())
    (story,) = told(f"person = {someone}").stories
    assert sum(line.kind == TRIED for line in story.lines) == vain.count(someone) > 1
    assert all(line.layers == ("kin",) for line in story.lines if line.kind == TRIED)


def test_a_hazard_is_compared_with_that_of_the_others_like_the_person(known: History) -> None:
    """Against the hazards of all others, each worked out by itself."""
    lives = told("practice visible and event = sympathise", number=3)
    number = known.compiled.events.index("sympathise")
    assert lives.stories
    for story in lives.stories:
        hazard = story.hazards[-1] if story.hazards else None
        if hazard is None:
            continue
        line = int(
            np.flatnonzero((known.journal.person == story.person) & (known.journal.event == number))[0]
        )
        persons = np.arange(known.model.country.persons)
        homes = homes_of(known.model, persons)
        states = known.state_before(persons, homes, np.full(len(persons), line))
        like = Meant.by(known, lives.asked.selectors).hold(homes, states)
        like &= known.model.hazards.source[number, states]
        like &= np.isfinite(known.model.hazards.log_weight[number, homes & 65535])
        like[story.person] = False
        logs = [log_own(known, number, int(person), line) for person in np.flatnonzero(like)]
        own = log_own(known, number, story.person, line)
        assert hazard.others == len(logs) > 300
        assert log(hazard.ratio) == pytest.approx((own - np.mean(logs)) * log(2), abs=1e-9)
        assert sum(each.size for each in hazard.weights) == pytest.approx(log(hazard.ratio), abs=1e-9)
        rate = 2 ** (known.model.hazards.log_rate[number] + own) / known.compiled.clock.years
        assert hazard.per_year[-1] == pytest.approx(rate)
        assert len(hazard.per_year) == known.journal.step[line] + 1


def test_ratios_of_kicks_are_those_of_the_case(known: History) -> None:
    (story,) = told("event = sympathise and person = " + str(_most_kicked(known))).stories
    pull, hush = 5, 0.4
    moved = [line for line in story.lines if line.feelings and line.time < story.hazards[-1].time]
    assert moved
    for line in moved:
        wanted = pull ** line.feelings.get("grievance", 0.0) * hush ** line.feelings.get("fear", 0.0)
        assert line.ratios["sympathise"] == pytest.approx(wanted, rel=1e-5)


def _most_kicked(known: History) -> int:
    """The sympathiser, not invited, whose feelings were moved most before."""
    number = known.compiled.events.index("sympathise")
    lines = np.flatnonzero((known.journal.event == number) & (known.journal.way < 0))
    before = [
        ((known.touches.person == known.journal.person[line]) & (known.touches.line < line)).sum()
        for line in lines
    ]
    return int(known.journal.person[lines[int(np.argmax(before))]])


def test_the_hazards_of_a_story_lead_to_its_event() -> None:
    stories = [story for seed in (1, 2, 3) for story in tell("village", "event = depart", seed, 20).stories]
    assert {len(story.hazards) for story in stories} == {1, 2}
    for story in stories:
        names = [hazard.event for hazard in story.hazards]
        invited = any(line.through for line in story.lines if line.kind == OWN and line.event == "sympathise")
        assert names == (["depart"] if invited else ["sympathise", "depart"])
        assert story.hazards[-1].time == story.until
        assert (story.hazards[-1].per_year > 0).any()


LADDER: dict[str, Any] = {
    "case": "ladder",
    "title": "A ladder",
    "period": {"from": "2010-01-01", "to": "2013-12-31", "step": "1 week"},
    "population": {
        "places": [{"place": "here", "people": 400}],
        "traits": {"side": {"in": 0.5, "out": 0.5}},
        "contacts": {"kin": {"within": "nation", "each": 3}},
    },
    "tracks": {"rank": ["private", "sergeant", "captain"]},
    "transitions": {
        "promote": {
            "moves": "rank private -> sergeant -> captain",
            "rate": "0.5 per person-year",
            "hazard ratios": {"side out": 0},
        }
    },
    "log": ["promote"],
}


def test_promotions_that_others_got_are_counted() -> None:
    """Nobody of those outside is ever promoted."""
    lives = told("side out", case=case_from_data(LADDER))
    (story,) = lives.stories
    journal = lives.known.journal
    (wait,) = story.waits
    assert (wait.event, wait.state, wait.made) == ("promote", "rank private", False)
    assert wait.others == (journal.state == 0).sum() > 100
    mean = lives.known.outcome.people[:-1, 0].sum(axis=1).mean()
    assert wait.of == pytest.approx(mean, rel=0.02)
    assert wait.expected == pytest.approx(wait.others / (mean - 1), rel=0.02)


def test_a_wait_ends_with_the_promotion() -> None:
    lives = told("side in and rank captain", number=400, case=case_from_data(LADDER))
    found = [wait for story in lives.stories for wait in story.waits]
    assert found
    assert all(wait.made and wait.expected >= 0.5 for wait in found)
    assert {wait.state for wait in found} == {"rank private", "rank sergeant"}


def test_a_story_in_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    stories = boomerang.story("village", "event = depart", seed=SEED, number=2)
    stories.print()
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert "All persons are synthetic" in " ".join(said.split())
    assert f"{stories.matching} people match 'event = depart'. Told here: 2, drawn at random." in " ".join(
        said.split()
    )
    for story in stories.lives.stories:
        assert f"Person {story.person:,} of {story.place}" in said
    assert "depart: stance sympathiser -> departed" in said
    assert "Hazard of depart in a year, at the start of each: 2010 " in said


def test_a_story_as_data_and_in_files(tmp_path: Path) -> None:
    stories = boomerang.story("village", "sex man and event = depart", seed=SEED, number=2)
    data = stories.to_dict()
    assert data["synthetic"] is True
    assert data["digest"] == boomerang.simulate("village", seed=SEED).digest
    assert [each["person"] for each in data["stories"]] == [story.person for story in stories.lives.stories]
    first, story = data["stories"][0], stories[0]
    assert len(first["lines"]) == len(story.lines)
    table, hazards = stories.table, stories.dataset
    assert len(table) == sum(len(each["lines"]) for each in data["stories"])
    for given, lines in table.groupby("story", sort=False):
        assert lines["time"].is_monotonic_increasing
        assert hazards["ratio"].sel(story=given).isel(hazard=0).item() > 0
    path = hazards["per_year"].isel(story=0, hazard=0).dropna("moment").values
    assert path.tolist() == story.hazards[0].per_year.tolist()
    weights = first["hazards"][0]["weights"]
    if weights:
        assert exp(sum(each["size"] for each in weights)) == pytest.approx(
            first["hazards"][0]["ratio"], rel=1e-4
        )
    home = stories.write(tmp_path / "lives")
    assert json.loads((home / "story.json").read_text()) == json.loads(json.dumps(data))
    assert (home / "charts" / "story-2.png").read_bytes()[:4] == b"\x89PNG"
    assert b"<svg" in (home / "charts" / "descent.svg").read_bytes()
    stories.write(home)  # they are the same
    with pytest.raises(InputError, match=r"another seed \(number: 2 there, 1 asked\); choose"):
        boomerang.story("village", "sex man and event = depart", seed=SEED).write(home)


@pytest.mark.parametrize("who", ["event = depart", "person = 3", "stance loyal"])
def test_charts_are_valid(who: str) -> None:
    chart = story_chart(told(who).stories[0])
    chart.to_dict()
    assert pictured(specification(chart))["png"]
