"""The results of one run: arrays with named dimensions and a log, and how to ask for what is in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from boomerang.case import Case, Names
from boomerang.case.parts.selectors import names_of
from boomerang.case.scenario import Scenario
from boomerang.case.text.texts import free_names, unknown
from boomerang.compile.clock import Clock, make_clock
from boomerang.compile.tallies import PLACE, PROVINCE
from boomerang.errors import InputError
from boomerang.study.event_log import Column

TIME, MOMENT, EVENT, STATE = "time", "moment", "event", "state"
EVENTS, PEOPLE = "events", "people"
OF_PLACES, LON, LAT = "province_of_place", "lon", "lat"
PERIODS = ("month", "year")
OF_MANY = REPLICATE, SEED = ("replicate", "seed")  # where the results of many runs are joined
PERSON, SOURCE, WAY = "person", "source", "way"  # columns of the log, besides time, event and place


@dataclass(frozen=True)
class Variable:
    """An array with named dimensions.

    `attributes` hold `units` and `long_name` and what else is worth knowing.
    """

    dims: tuple[str, ...]
    values: NDArray[Any]
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ResultNames:
    """Where in the results stands what the case names.

    It stands under its name, or where something else has this name already, with its kind behind it, such as
    `people climate`.

    Attributes:
        axes: the dimension of each trait.
        levels: the variable of each climate and lever.
        tallies: the variable of each tally.
        columns: the column of the event log of each trait, track and feeling.
    """

    axes: dict[str, str]
    levels: dict[str, str]
    tallies: dict[str, str]
    columns: dict[str, str]

    @classmethod
    def of(cls, case: Case) -> ResultNames:
        """The names in the results of any run of a case; not to be changed."""
        parts = (case.population.traits, case.climates, case.levers, case.tallies, case.tracks, case.feelings)
        return _result_names(*map(tuple, parts))


Keys = tuple[str, ...]


@lru_cache(maxsize=16)
def _result_names(
    traits: Keys, climates: Keys, levers: Keys, tallies: Keys, tracks: Keys, feelings: Keys
) -> ResultNames:
    taken = {TIME, MOMENT, EVENT, PLACE, PROVINCE, STATE, OF_PLACES, LON, LAT, EVENTS, PEOPLE}
    taken |= {*PERIODS, *OF_MANY, *(by(what, trait) for what in (EVENTS, PEOPLE) for trait in traits)}
    axes = free_names(traits, "trait", taken)
    levels = free_names(climates, "climate", taken) | free_names(levers, "lever", taken)
    counted = free_names(tallies, "tally", taken)
    taken = {TIME, EVENT, PERSON, PLACE, PROVINCE, SOURCE, WAY, *PERIODS, *OF_MANY}
    columns = free_names(traits, "trait", taken)
    columns |= free_names(tracks, "before", taken)
    columns |= free_names(feelings, "feeling", taken)
    return ResultNames(axes, levels, counted, columns)


def by(what: str, trait: str) -> str:
    """The variable of events or people by the categories of a trait."""
    return f"{what}_by_{trait}"


def is_coordinate(name: str, variable: Variable) -> bool:
    """Whether a variable labels a dimension or tells where the places are."""
    return variable.dims == (name,) or name in (OF_PLACES, LON, LAT)


@dataclass(frozen=True, eq=False)
class Results:
    """What a run leaves behind.

    Attributes:
        scenario: what was simulated.
        variables: all results as arrays with named dimensions, as they are written.
        log: the event log, column by column: time, event, person, place, province, source, way, and what
            `log_of` finds.
    """

    scenario: Scenario
    variables: dict[str, Variable]
    log: dict[str, Column]

    @property
    def case(self) -> Case:
        """The case, with its settings."""
        return self.scenario.case

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The mechanisms that were on."""
        return self.scenario.mechanisms

    @cached_property
    def clock(self) -> Clock:
        """The steps: when each begins and ends."""
        return make_clock(self.case, self.scenario.until)

    @property
    def counts(self) -> dict[str, int]:
        """How often each event happened."""
        totals = self.variables[EVENTS].values.sum(axis=(1, 2)).tolist()
        return dict(zip(self._events, totals, strict=True))

    @property
    def times(self) -> NDArray[np.datetime64]:
        """datetime64[s][steps]: the start of every step."""
        return self.variables[TIME].values

    @property
    def moments(self) -> NDArray[np.datetime64]:
        """datetime64[s][steps + 1]: the start of every step, and the last second of the last day."""
        return self.variables[MOMENT].values

    @property
    def places(self) -> NDArray[np.str_]:
        """str[places]: the names of the places."""
        return self.variables[PLACE].values

    @property
    def province_of_place(self) -> NDArray[np.str_]:
        """str[places]: the province of each place."""
        return self.variables[OF_PLACES].values

    @property
    def inhabitants(self) -> NDArray[np.int64]:
        """int64[places]: how many people live in each place."""
        # Everybody is in one state of every track.
        return self.variables[PEOPLE].values[:, 0].sum(axis=0, dtype=np.int64) // len(self.case.tracks)

    def events_of(self, event: str) -> NDArray[np.int64]:
        """int64[steps, places]: how often an event happened; never, where the mechanism that has it is off.

        Raises:
            InputError: the case has no such event.
        """
        return self._of_event(self.variables[EVENTS], event)

    def events_by(self, event: str, trait: str) -> NDArray[np.int64]:
        """int64[categories]: how often an event happened in the whole run to people of each category.

        Raises:
            InputError: the case has no such event or trait.
        """
        self._check(trait, "trait", self._names.axes)
        return self._of_event(self.variables[by(EVENTS, trait)], event)

    def people_in(self, state: str) -> NDArray[np.int64]:
        """int64[steps + 1, places]: people in a state, or in one of several, at each of the `moments`.

        Args:
            state: a track and its states, such as `stance departed` or `rank colonel or general`.

        Raises:
            InputError: the case has no such state.
        """
        track, _, states = state.partition(" ")
        known, wanted = self._states, [f"{track} {s}" for s in names_of(states)]
        for name in wanted:
            self._check(name, "state", known)
        people = self.variables[PEOPLE].values[[state in wanted for state in known]]
        return np.asarray(people.sum(axis=0, dtype=np.int64))

    def people_by(self, trait: str) -> NDArray[np.int64]:
        """int64[categories]: people of each category of a trait.

        Raises:
            InputError: the case has no such trait.
        """
        self._check(trait, "trait", self._names.axes)
        return self.variables[by(PEOPLE, trait)].values

    def axis_of(self, trait: str) -> str:
        """The dimension that stands for a trait.

        Raises:
            InputError: the case has no such trait.
        """
        self._check(trait, "trait", self._names.axes)
        return self._names.axes[trait]

    def categories_of(self, trait: str) -> NDArray[np.str_]:
        """str[categories]: the categories of a trait, in the order of every array by trait.

        Raises:
            InputError: the case has no such trait.
        """
        return self.variables[self.axis_of(trait)].values

    def level_of(self, name: str) -> NDArray[np.float64]:
        """A lever or climate at each of the `moments`: as it holds in the step that begins, and at the end.

        Returns:
            float64[steps + 1] for one of the nation, else float64[steps + 1, parts]; parts are provinces,
            places or the categories of a trait.

        Raises:
            InputError: the case has no such lever or climate.
        """
        self._check(name, "lever or climate", self._names.levels)
        return self.variables[self._names.levels[name]].values

    def tally_of(self, name: str) -> Variable:
        """A tally of the case: int64 with its dimensions in order: time, place or province, traits.

        Raises:
            InputError: the case has no such tally.
        """
        self._check(name, "tally", self._names.tallies)
        return self.variables[self._names.tallies[name]]

    def log_of(self, name: str) -> Column:
        """A column of the event log: one entry an event, for the person it happened to.

        Args:
            name: a trait or a track, for labels of categories or of states before the event, or a feeling,
                for float32.

        Raises:
            InputError: the case has no such trait, track or feeling.
        """
        self._check(name, "trait, track or feeling", self._names.columns)
        return self.log[self._names.columns[name]]

    @cached_property
    def _names(self) -> ResultNames:
        return ResultNames.of(self.case)

    @cached_property
    def _events(self) -> list[str]:
        """The events that the run can have, in the order of its arrays."""
        events: list[str] = self.variables[EVENT].values.tolist()
        return events

    @cached_property
    def _states(self) -> list[str]:
        """The states of all tracks, in the order of its arrays."""
        states: list[str] = self.variables[STATE].values.tolist()
        return states

    def _of_event(self, variable: Variable, event: str) -> NDArray[np.int64]:
        if event not in self._events:
            self._check(event, "event", Names(self.case).events)
            return np.zeros(variable.values.shape[1:], np.int64)
        found: NDArray[np.int64] = variable.values[self._events.index(event)]
        return found

    def _check(self, name: str, noun: str, known: Collection[str]) -> None:
        if name not in known:
            raise InputError(unknown(name, f"{noun} of {self.case.name}", known))
