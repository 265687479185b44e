"""Interventions: who meets an event that happens on a day to a number of people.

The moment is drawn from the window of the intervention, and everybody meets it at this one moment. They are
drawn by hazard, one after another and nobody twice (successive sampling): people without a record class by
class, the others one by one. Hazards are added up once. A draw is thrown away as often as it falls on that
part of a class that is gone already, which leaves the law as it is, and when many were, what is left is
added up anew. The streams are addressed by the intervention, so that nothing else is reshuffled.
"""

from __future__ import annotations

import numpy as np

from boomerang.arrays import Floats, Floats2, Words
from boomerang.engine.hazard import capped, cell_of, log_factor, log_person
from boomerang.engine.model import Interventions
from boomerang.engine.records import row_of
from boomerang.engine.words import class_in, home_word, number_in, place_in, state_in
from boomerang.engine.workspace import (
    AT_RISK,
    CANDIDATES,
    EACH,
    FULL,
    LEFT_OF,
    LISTED,
    LISTS,
    PERSON,
    PICKED,
    RECORDS,
    ROLLED,
    SUM,
    TRIED,
    WHICH,
)
from boomerang.kernels.compiled import allocating, inner
from boomerang.population.country import person_at
from boomerang.population.mixing import combine_all, draw, unit

INTERVENTION = -2  # event of a candidate that stands for an intervention; its `pick` says which
MOST_RATIO = 500.0  # log2: larger ratios count as this, so that their sum is finite
_WHEN, _WHO, _MEMBER = range(3)  # random words of an intervention; every further try takes two more
_A_TRY = 2


class UnmetError(Exception):
    """There were too few people for an intervention; `number` says which, `found` how many there were."""

    def __init__(self, number: int, found: int) -> None:
        self.number, self.found = number, found
        super().__init__(number, found)


def seed_interventions(planned: Interventions, root: np.uint64) -> Interventions:
    """The interventions with the moments that a seed draws for them; `root` is the key of its luck."""
    if len(planned.event) == 0:
        return planned
    keys = combine_all(root, planned.key)
    return planned._replace(key=keys, moment=_moments(keys, planned.window))


@allocating
def _moments(keys: Words, window: Floats2) -> Floats:
    moments = np.empty(len(keys))
    for n in range(len(keys)):
        moment = window[n, 0] + unit(draw(keys[n], _WHEN)) * (window[n, 1] - window[n, 0])
        moments[n] = min(moment, np.nextafter(window[n, 1], 0.0))
    return moments


@inner
def add_interventions(model, work, step):
    """Put the interventions of a step among its candidates."""
    for number in range(len(model.interventions.event)):
        if np.int64(model.interventions.moment[number]) == step:
            i = work.counters[CANDIDATES]
            if i == len(work.time):
                work.counters[FULL] |= LISTS
                return
            work.time[i] = model.interventions.moment[number] - step
            work.event[i] = INTERVENTION
            work.pick[i] = number
            work.counters[CANDIDATES] = i + 1


@inner
def pick_people(model, work, step, number):
    """Fill `picked` with those who meet an intervention. Returns how many they are.

    Everybody's chance is their hazard. When rate, levers and climates leave a hazard to nobody who is not
    picked yet, it is what class, place, state and feelings make of it.
    """
    work.counters[PICKED] = 0
    work.counters[TRIED] = 0
    _list_all(model, work, step, number, False)
    _draw_all(model, work, number)
    if work.counters[PICKED] < model.interventions.people[number]:
        _list_all(model, work, step, number, True)
        _draw_all(model, work, number)
    return work.counters[PICKED]


@inner
def _list_all(model, work, step, number, plain):
    """List all who match: the untouched people of a place and class in one line, each other in their own."""
    work.counters[LISTED] = 0
    for place in range(work.untouched.shape[0]):
        for who in range(work.untouched.shape[1]):
            home, state = home_word(place, who), model.hazards.first_state[who]
            if work.untouched[place, who] > 0 and _matches(model.interventions, number, home, state):
                hazard = _hazard(model, work, step, number, plain, home, 0)
                _list(work, home, work.untouched[place, who], hazard)
    for row in range(1, work.counters[RECORDS] + 1):
        home, state = number_in(work.listed[row, 0]), state_in(work.listed[row, 1])
        if _matches(model.interventions, number, home, state):
            _list(work, -row, 1, _hazard(model, work, step, number, plain, home, row))


@inner
def _matches(interventions, number, home, state):
    """Whether people of a place and class in a combined state are meant."""
    if not interventions.places[number, place_in(home)] or not interventions.classes[number, class_in(home)]:
        return False
    return interventions.source[number, state]


@inner
def _list(work, which, people, hazard):
    """Add a line to the list, if there is a hazard."""
    line = work.counters[LISTED]
    if hazard > 0.0:
        before = work.odds[line - 1, SUM] if line > 0 else 0.0
        work.odds[line, SUM] = before + people * hazard
        work.odds[line, EACH] = hazard
        work.among[line, WHICH] = which
        work.among[line, AT_RISK] = people
        work.among[line, LEFT_OF] = people
        work.among[line, ROLLED] = 0
        work.counters[LISTED] = line + 1


@inner
def _hazard(model, work, step, number, plain, home, row):
    """The hazard of somebody with a record, or of each in a place and class who has none.

    `plain` leaves out rate, levers and climates, and those who have a hazard with them.
    """
    hazards, event, who = model.hazards, model.interventions.event[number], class_in(home)
    if row > 0:
        log_own = log_person(model, work, event, row, step)
    else:
        log_own = hazards.log_weight[event, who] + hazards.log_state[event, hazards.first_state[who]]
    hazard = capped(log_own + log_factor(model, work, cell_of(model.cells, event, home)))
    if plain:
        log_own += hazards.log_place[event, place_in(home)]
        return np.exp2(min(log_own, MOST_RATIO)) if hazard == 0.0 else 0.0
    return hazard


@inner
def _draw_all(model, work, number):
    """Pick people from the list, until there are as many as are wanted or nobody is left on it."""
    key, wanted = model.interventions.key[number], model.interventions.people[number]
    left, rejected = _people_listed(work), 0
    while left > 0 and work.counters[PICKED] < wanted:
        word = _A_TRY * work.counters[TRIED]
        work.counters[TRIED] += 1
        line = _line_at(work, unit(draw(key, _WHO + word)) * work.odds[work.counters[LISTED] - 1, SUM])
        member = np.int64(unit(draw(key, _MEMBER + word)) * work.among[line, AT_RISK])
        if member < work.among[line, LEFT_OF]:
            _pick(model, work, line, member)
            left -= 1
        else:
            rejected += 1
        if rejected > work.counters[LISTED]:
            _list_anew(work)
            rejected = 0


@inner
def _people_listed(work):
    people = 0
    for line in range(work.counters[LISTED]):
        people += work.among[line, LEFT_OF]
    return people


@inner
def _line_at(work, target):
    """The first line of the list at which the sum of hazards reaches `target`."""
    low, high = 0, work.counters[LISTED] - 1
    while low < high:
        middle = (low + high) // 2
        if work.odds[middle, SUM] < target:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _pick(model, work, line, member):
    """Pick somebody of a line; `member` counts those who are left of it."""
    left = work.among[line, LEFT_OF]
    if work.among[line, WHICH] < 0:
        person = np.int64(work.record[-work.among[line, WHICH], PERSON])
    else:
        home = work.among[line, WHICH]
        first = model.country.place_start[place_in(home)]
        first += model.country.class_start[place_in(home), class_in(home)]
        if work.among[line, ROLLED] == 0:
            _call_roll(model, work, home, first)
            work.among[line, ROLLED] = 1
        person = work.roll[first + member]
        work.roll[first + member] = work.roll[first + left - 1]
    work.among[line, LEFT_OF] = left - 1
    work.picked[work.counters[PICKED]] = person
    work.counters[PICKED] += 1


@inner
def _call_roll(model, work, home, i):
    """Write down the people without a record of a place and class, in line `i` of the roll and below."""
    place, who = place_in(home), class_in(home)
    first, end = model.country.class_start[place, who], model.country.class_start[place, who + 1]
    for position in range(np.int64(first), np.int64(end)):
        person = person_at(model.country, place, np.int64(position))
        if row_of(work, person) == 0:
            work.roll[i] = person
            i += 1


@inner
def _list_anew(work):
    """Leave those out of the list who are picked, and add up what is left."""
    listed, total = 0, 0.0
    for line in range(work.counters[LISTED]):
        left = work.among[line, LEFT_OF]
        if left > 0:
            total += left * work.odds[line, EACH]
            for column in range(work.among.shape[1]):
                work.among[listed, column] = work.among[line, column]
            work.odds[listed, EACH] = work.odds[line, EACH]
            work.odds[listed, SUM] = total
            work.among[listed, AT_RISK] = left
            listed += 1
    work.counters[LISTED] = listed
