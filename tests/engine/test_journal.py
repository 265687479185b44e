"""The journal changes nothing, misses nothing, and its kicks give the feelings that the run ended with."""

from __future__ import annotations

import numpy as np
import pytest
from features import FEATURES, feature

from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case
from boomerang.engine import simulate as engine
from boomerang.engine.journal import Journal
from boomerang.engine.model import ENCOUNTER
from boomerang.engine.replayed import Touches, contacts_of, homes_of, touches_of
from boomerang.engine.simulate import Outcome, seeded, simulate_model
from boomerang.engine.words import class_in, place_in
from boomerang.engine.workspace import FEELING, LAST, PERSON, RECORDS

MOST = 10_000  # contacts of anybody in a layer
CASES = {"village": None, "tajikistan-2015": 60_000}


@pytest.fixture(scope="module", params=[*CASES, *FEATURES])
def compiled(request: pytest.FixtureRequest) -> Compiled:
    if request.param in FEATURES:
        return feature(request.param)
    return compile_case(scenario(request.param, persons=CASES[request.param]))


def ran(compiled: Compiled, seed: int = 3, journal: bool = True) -> Outcome:
    return simulate_model(compiled.model, seed, compiled.events, compiled.layers, journal=journal)


def journal_of(outcome: Outcome) -> Journal:
    assert outcome.journal is not None
    return outcome.journal


def test_a_run_with_a_journal_has_the_history_of_one_without(compiled: Compiled) -> None:
    for seed in (3, 4):
        kept, plain = ran(compiled, seed), ran(compiled, seed, journal=False)
        assert plain.journal is None
        assert len(journal_of(kept).step) > 0
        for name in ("count", "value", "people"):
            assert getattr(kept, name).tobytes() == getattr(plain, name).tobytes()
        assert {name: column.tobytes() for name, column in kept.log.items()} == {
            name: column.tobytes() for name, column in plain.log.items()
        }
        assert (kept.touched, kept.touches) == (plain.touched, plain.touches)


def test_the_journal_has_every_event_and_approach(compiled: Compiled) -> None:
    outcome = ran(compiled)
    journal, kinds = journal_of(outcome), compiled.model.hazards.kind
    tallies = np.split(outcome.count, compiled.model.tallies.offset[1:-1])
    for number in range(len(compiled.events)):
        lines = journal.way == number if kinds[number] == ENCOUNTER else journal.event == number
        assert tallies[2 * number].sum() == lines.sum(), compiled.events[number]
    assert (np.diff(journal.time) >= 0).all()
    assert (journal.step == np.floor(journal.time)).all()
    assert (np.isin(kinds[journal.encounter], ENCOUNTER)).all()
    turned = journal.way >= 0
    turns = {*zip(journal.step[turned], journal.way[turned], journal.source[turned], strict=True)}
    assert turns <= {*zip(journal.approached, journal.encounter, journal.approacher, strict=True)}
    assert (homes_of(_seeded(compiled), journal.person) == journal.home).all()


def test_whoever_is_met_is_a_contact(compiled: Compiled) -> None:
    journal, ready = journal_of(ran(compiled)), _seeded(compiled)
    layers = compiled.model.hazards.layer[journal.encounter]
    for line in np.unique(np.linspace(0, len(layers) - 1, 300).astype(int)) if len(layers) else ():
        if layers[line] < 0:
            assert journal.met[line] == journal.approacher[line]
        else:
            assert journal.met[line] in contacts_of(ready, layers[line], journal.approacher[line], MOST)


def _seeded(compiled: Compiled, seed: int = 3):  # type: ignore[no-untyped-def]
    return seeded(compiled.model, seed, compiled.events, compiled.layers)


def test_kicks_replayed_by_hand_give_the_final_feelings(compiled: Compiled) -> None:
    outcome = ran(compiled)
    work = engine._own.work
    rows = slice(1, int(work.counters[RECORDS]) + 1)
    feelings = len(compiled.model.quantities.feeling_decay)
    person, last = work.record[rows, PERSON], work.record[rows, LAST]
    felt = work.feeling[rows, FEELING : FEELING + feelings].copy()

    touches = touches_of(_seeded(compiled), outcome)
    assert len(touches.line) == outcome.touches
    until = np.zeros(compiled.model.country.persons, np.int64)
    until[person] = last
    sums = replayed(compiled, journal_of(outcome), touches, until)
    np.testing.assert_allclose(sums[person], felt, rtol=1e-4, atol=1e-5)
    sums[person] = 0
    assert not sums.any()


def replayed(compiled: Compiled, journal: Journal, touches: Touches, until: np.ndarray) -> np.ndarray:
    """float64[persons, F]: the feelings of everybody at the start of a step of their own."""
    model, homes = compiled.model, homes_of(_seeded(compiled), touches.person)
    kicks, decay = model.kicks, model.quantities.feeling_decay.astype(float)
    group, place = kicks.receiver[class_in(homes)], place_in(homes)
    amount = kicks.amount[touches.bundle, group].astype(float)
    amount *= touches.scale[:, None] * kicks.place_weight[kicks.bundle_place[touches.bundle], place][:, None]
    waited = until[touches.person] - (journal.step[touches.line] + 1)
    sums = np.zeros((len(until), len(decay)))
    np.add.at(sums, touches.person, amount * decay[:, waited].T)
    return sums


def test_a_journal_that_was_too_small_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_case(scenario("village"))
    whole = journal_of(ran(compiled))
    monkeypatch.setattr(engine, "FIRST_ROOM", 7)
    again = journal_of(ran(compiled))
    assert len(whole.step) > 7
    assert all((column == getattr(again, name)).all() for name, column in vars(whole).items())


def test_states_in_the_journal_follow_from_each_other(compiled: Compiled) -> None:
    journal, hazards = journal_of(ran(compiled)), compiled.model.hazards
    state = hazards.first_state[class_in(journal.home)].copy()
    now = dict(zip(journal.person.tolist(), state.tolist(), strict=True))
    for person, event, before in zip(
        journal.person.tolist(), journal.event.tolist(), journal.state.tolist(), strict=True
    ):
        assert now[person] == before
        now[person] = int(hazards.target[event, before])
