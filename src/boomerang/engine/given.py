"""Given events: who meets an event that a run is told to play.

The moment is drawn from the window of the condition. At that moment one of those who match is drawn by
hazard: people without a record class by class, the others one by one. The streams are addressed by the
condition, so that nothing else is reshuffled.
"""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats, Floats2, Words
from boomerang.engine.hazard import capped, cell_of, log_factor, log_person
from boomerang.engine.model import Givens
from boomerang.engine.records import row_of
from boomerang.engine.words import class_in, home_word, number_in, place_in, state_in
from boomerang.engine.workspace import CANDIDATES, FULL, HOME, LISTS, PERSON, RECORDS, STATE
from boomerang.kernels.compiled import allocating, inner
from boomerang.population.country import person_at
from boomerang.population.mixing import combine_all, draw, unit

GIVEN = -2  # event of a candidate that stands for a given event; its `pick` says which
MOST_RATIO = 500.0  # log2: larger ratios count as this, so that their sum is finite
_WHEN, _WHO, _MEMBER = range(3)  # random words of a condition


class UnmetError(Exception):
    """Nobody could meet a given event; `number` says which."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


def seed_given(given: Givens, root: np.uint64) -> Givens:
    """The conditions with the moments that a seed draws for them; `root` is the key of its luck."""
    if len(given.event) == 0:
        return given
    keys = combine_all(root, given.key)
    return given._replace(key=keys, moment=_moments(keys, given.window))


@allocating
def _moments(keys: Words, window: Floats2) -> Floats:
    moments = np.empty(len(keys))
    for n in range(len(keys)):
        moment = window[n, 0] + unit(draw(keys[n], _WHEN)) * (window[n, 1] - window[n, 0])
        moments[n] = min(moment, np.nextafter(window[n, 1], 0.0))
    return moments


@inner
def add_given(model, work, step):
    """Put the events that are given for a step among its candidates."""
    for number in range(len(model.given.event)):
        if np.int64(model.given.moment[number]) == step:
            i = work.counters[CANDIDATES]
            if i == len(work.time):
                work.counters[FULL] |= LISTS
                return
            work.time[i] = model.given.moment[number] - step
            work.event[i] = GIVEN
            work.pick[i] = number
            work.counters[CANDIDATES] = i + 1


@inner
def choose(model, work, step, number):
    """Draw who meets a given event: (person, record, HOME word), with -1 for nobody and record 0 for none.

    Everybody's chance is their hazard. Where rate, levers and climates leave nobody a hazard, it is what
    class, place, state and feelings make of it.
    """
    _count_untouched(model, work)
    key = model.given.key[number]
    plain, target = False, np.inf
    while True:
        total, home, row = _add_up(model, work, step, number, plain, target)
        if target < np.inf:
            break
        if total > 0.0:
            target = unit(draw(key, _WHO)) * total
        elif plain:
            return np.int64(-1), row, home
        else:
            plain = True
    if row > 0:
        return np.int64(work.record[row, PERSON]), row, home
    return _untouched_member(model, work, home, unit(draw(key, _MEMBER))), row, home


@inner
def _count_untouched(model, work):
    """Count the people without a record in each place and class."""
    start = model.country.class_start
    for place in range(work.untouched.shape[0]):
        for who in range(work.untouched.shape[1]):
            work.untouched[place, who] = start[place, who + 1] - start[place, who]
    for row in range(1, work.counters[RECORDS] + 1):
        home = work.record[row, HOME]
        work.untouched[place_in(home), class_in(home)] -= 1


@inner
def _add_up(model, work, step, number, plain, target):
    """Add up the hazards of all who match, up to the class or person at which the sum reaches `target`.

    Returns (sum, HOME word, record) of the last one; record 0 for a class of people without one.
    """
    places, classes = work.untouched.shape
    total, last_home, last_row = 0.0, np.int64(-1), np.int64(0)
    for i in range(places * classes + work.counters[RECORDS]):
        row = max(i - places * classes + 1, 0)
        home = number_in(work.record[row, HOME]) if row > 0 else home_word(i // classes, i % classes)
        hazard = _hazard(model, work, step, number, plain, home, row)
        if hazard > 0.0:
            total += hazard
            last_home, last_row = home, row
            if total >= target:
                break
    return total, last_home, last_row


@inner
def _hazard(model, work, step, number, plain, home, row):
    """The hazard of somebody with a record, or of all of a place and class who have none, if they match.

    `plain` leaves out rate, levers and climates.
    """
    hazards, event, who = model.hazards, model.given.event[number], class_in(home)
    state = state_in(work.record[row, STATE]) if row > 0 else hazards.first_state[who]
    place = place_in(home)
    people = 1 if row > 0 else work.untouched[place, who]
    if people == 0 or not (
        model.given.classes[number, who]
        and model.given.places[number, place]
        and model.given.source[number, state]
    ):
        return 0.0
    if row > 0:
        log_own = log_person(model, work, event, row, step)
    else:
        log_own = hazards.log_weight[event, who] + hazards.log_state[event, state]
    if plain:
        return people * np.exp2(min(log_own + hazards.log_place[event, place], MOST_RATIO))
    return people * capped(log_own + log_factor(model, work, cell_of(model.cells, event, home)))


@inner
def _untouched_member(model, work, home, luck):
    """Somebody without a record of a place and class that has such people; `luck` uniform in (0, 1)."""
    place, who = place_in(home), class_in(home)
    left = np.int64(luck * work.untouched[place, who])
    position = np.int64(model.country.class_start[place, who])
    person = person_at(model.country, place, position)
    while left > 0 or row_of(work, person) != 0:
        if row_of(work, person) == 0:
            left -= 1
        position += 1
        person = person_at(model.country, place, position)
    return person
