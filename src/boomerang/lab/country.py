"""What is simulated for a state of the lab, and what of a run the lab keeps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Event, Lock
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from boomerang.arrays import Floats
from boomerang.case import Case, Names
from boomerang.case.parts.schema import Policy
from boomerang.case.scenario import Scenario, scenario
from boomerang.case.text.texts import free_name, unknown
from boomerang.compile.case import Compiler
from boomerang.errors import InputError
from boomerang.inference.idle import idle_parts, is_idle
from boomerang.lab.ranks import Ranks
from boomerang.lab.state import EVERYTHING, YOUR_OWN, State
from boomerang.measure.counts import ends_of_months, paths_of
from boomerang.report.telling import counts_by_year
from boomerang.report.totals import Totals
from boomerang.study.run import Run
from boomerang.study.simulate import Prepared

Sketched = TypeVar("Sketched")
Settings = tuple[tuple[str, str], ...]
MOMENT = 0.05  # seconds
KEPT = 48  # looks at countries, and pictures of them, that are kept for whoever comes back to them
USUAL, NAMESAKE = "depart", "boomerang"


@dataclass(frozen=True, eq=False)
class Look:
    """What the lab keeps of a run.

    Attributes:
        months: datetime64[D][months], the last day of each month.
        counts: how often each event happened.
        paths: float64[months] for each event: how often it happened until the end of each month.
        by_year: how often in each year for each event, as the command tells it.
        by_place: int64[places] for each event.
        places, provinces: str[places]; people: int64[places].
        digest: of the run, the same as of the command with the same seed and settings.
    """

    months: NDArray[np.datetime64]
    counts: dict[str, int]
    paths: dict[str, Floats]
    by_year: dict[str, dict[int, float]]
    by_place: dict[str, NDArray[np.int64]]
    places: NDArray[np.str_]
    provinces: NDArray[np.str_]
    people: NDArray[np.int64]
    digest: str

    @classmethod
    def at(cls, run: Run) -> Look:
        """Look at a run."""
        events, totals = list(run.counts), Totals.of([run])
        return cls(
            months=ends_of_months(run.case, run.scenario.last_day),
            counts=run.counts,
            paths=paths_of(run, events),
            by_year={event: counts_by_year(totals, event) for event in events},
            by_place={event: run.events_of(event).sum(axis=0) for event in events},
            places=run.places,
            provinces=run.province_of_place,
            people=run.inhabitants,
            digest=run.digest,
        )


@dataclass(frozen=True)
class Question:
    """What a state of the lab asks of a case: the country as it was, and its twin under a policy.

    Attributes:
        before: as it was; after: under the policy, None where none is chosen.
        settings: parameters of both that are worth something else.
        outcome: the event that is looked at.
        seed: of the first pair; pair r has seed + r.
    """

    before: Scenario
    after: Scenario | None
    settings: Settings
    outcome: str
    seed: int

    @classmethod
    def of(cls, case: Case, state: State) -> Question:
        """The question of a state.

        Raises:
            InputError: the case has no such explanation, policy, lever, event or parameter.
        """
        known = with_own_policy(case, state)
        before = scenario(known, explanation=explanation_of(case, state))
        after = before.changed(policy=state.policy) if state.policy else None
        outcome = state.outcome or usual_outcome(case)
        if outcome not in Names(case).events:
            raise InputError(unknown(outcome, f"event of {case.name}", Names(case).events))
        for path in state.settings:
            if path not in case.parameter_paths():
                raise InputError(unknown(path, f"parameter of {case.name}", case.parameter_paths()))
        return cls(before, after, tuple(sorted(state.settings.items())), outcome, state.seed)

    @property
    def sides(self) -> tuple[Scenario, ...]:
        """As it was, and under the policy if there is one."""
        return (self.before,) if self.after is None else (self.before, self.after)

    @property
    def start(self) -> date | None:
        """The first day of the policy; None for the whole period, or without one."""
        return None if self.after is None else self.after.case.policies[str(self.after.policy)].start

    @property
    def idle(self) -> list[str]:
        """What of the policy can change nothing here, each with the reason."""
        return (
            []
            if self.after is None
            else idle_parts(self.after.case, str(self.after.policy), self.before.mechanisms)
        )

    @property
    def changes_nothing(self) -> bool:
        """Whether nothing of the policy can change anything here."""
        return self.after is None or is_idle(self.after.case, str(self.after.policy), self.before.mechanisms)


def with_own_policy(case: Case, state: State) -> Case:
    """The case with the policy that the levers of the lab make, and without what no run needs.

    Raises:
        InputError: the case has no such lever, policy or day.
    """
    for name in state.levers:
        if name not in case.levers:
            raise InputError(unknown(name, f"lever of {case.name}", case.levers))
    start = state.start or usual_start(case)
    if not case.period.start <= start <= case.period.end:
        raise InputError(
            f"{start} is outside the period of {case.name}, {case.period.start} to {case.period.end}"
        )
    levers = {name: {"times": times} for name, times in state.levers.items()}
    own = Policy.model_validate({"from": start, "levers": levers})
    policies = {**case.policies, own_policy(case): own}
    if state.policy is not None and state.policy not in policies:
        raise InputError(unknown(state.policy, f"policy of {case.name}", policies))
    return case.model_copy(update={"policies": policies, "observations": (), "observable": ()})


def own_policy(case: Case) -> str:
    """What the policy that the levers of the page make is called, which no policy of the case is."""
    return free_name(YOUR_OWN, "policy", case.policies)


def explanation_of(case: Case, state: State) -> str | None:
    """The explanation that is chosen, or the usual one: that of the name of the tool, or the first."""
    if state.explanation is None:
        return next((name for name in (NAMESAKE, *case.explanations) if name in case.explanations), None)
    return None if state.explanation == EVERYTHING else state.explanation


def usual_outcome(case: Case) -> str:
    """The event that is looked at where none is chosen: the first that was counted, or that can happen."""
    events = Names(case).events
    counted = [name for given in case.observations for name in given.count if name in events]
    return USUAL if USUAL in events else [*counted, *events][0]


def usual_start(case: Case) -> date:
    """When a policy begins where nothing says so: with the first of the case, else with the period."""
    return min((given.start for given in case.policies.values() if given.start), default=case.period.start)


class Countries:
    """Simulates what is asked, and keeps the latest looks at what it has simulated, and their pictures.

    Attributes:
        ranks: which parameters matter most.
    """

    def __init__(self) -> None:
        self.ranks = Ranks()
        self._looks: OrderedDict[tuple[str, tuple[Any, ...], int], Look] = OrderedDict()
        self._compilers: OrderedDict[str, Compiler] = OrderedDict()
        self._drawn: OrderedDict[Hashable, Any] = OrderedDict()
        self._running: dict[tuple[str, Settings, int], Event] = {}  # looks that somebody is about to have
        self._lock = Lock()

    def pair(self, asked: Question, number: int, go_on: Callable[..., None] | None = None) -> list[Look]:
        """Pair `number` of a question: a look at each side.

        Args:
            go_on: called now and then; what it raises ends the run.

        Raises:
            InputError: a value is not valid, or the hazards of the country run away.
        """
        return [self._look(side, asked.settings, asked.seed + number, go_on) for side in asked.sides]

    def known(self, asked: Question) -> bool:
        """Whether the first pair of a question needs no run any more."""
        return all((side.digest, asked.settings, asked.seed) in self._looks for side in asked.sides)

    def compiler(self, side: Scenario) -> Compiler:
        """What compiles a scenario; people are shared between scenarios of one country."""
        with self._lock:
            found = self._compilers.pop(side.digest, None)
            if found is None:
                alike = (
                    other.ground for other in self._compilers.values() if _same_people(other.scenario, side)
                )
                found = Compiler(side, next(alike, None))
            self._compilers[side.digest] = found
            while len(self._compilers) > KEPT // 4:
                self._compilers.popitem(last=False)
            return found

    def drawn(self, of: Hashable, draw: Callable[[], Sketched]) -> Sketched:
        """The picture of something, which `draw` makes where nobody has asked for it lately."""
        with self._lock:
            if of in self._drawn:
                self._drawn.move_to_end(of)
                return cast(Sketched, self._drawn[of])
        picture = draw()
        with self._lock:
            self._drawn[of] = picture
            while len(self._drawn) > KEPT:
                self._drawn.popitem(last=False)
        return picture

    def _look(self, side: Scenario, settings: Settings, seed: int, go_on: Callable[..., None] | None) -> Look:
        """A look that is known, that somebody else is simulating just now, or that is simulated."""
        key = (side.digest, settings, seed)
        while True:
            with self._lock:
                if key in self._looks:
                    self._looks.move_to_end(key)
                    return self._looks[key]
                begun = self._running.get(key)
                if begun is None:
                    self._running[key] = Event()
                    break
            while not begun.wait(MOMENT):
                if go_on is not None:
                    go_on()
        try:
            return self._simulated(key, side, go_on)
        finally:
            with self._lock:
                self._running.pop(key).set()

    def _simulated(
        self, key: tuple[str, Settings, int], side: Scenario, go_on: Callable[..., None] | None
    ) -> Look:
        _, settings, seed = key
        look = Look.at(Prepared(self.compiler(side).at(dict(settings))).run(seed, go_on))
        with self._lock:
            self._looks[key] = look
            while len(self._looks) > KEPT:
                self._looks.popitem(last=False)
        return look


def _same_people(one: Scenario, other: Scenario) -> bool:
    alike = ("name", "population", "tracks", "feelings", "climates", "levers", "folder")
    return one.persons == other.persons and all(
        getattr(one.case, name) == getattr(other.case, name) for name in alike
    )


@dataclass(frozen=True)
class Difference:
    """What a policy changes, over pairs.

    Attributes:
        pairs: how many there are.
        mean, low, high: float64[months], of the outcome until the end of each month; 90 % intervals of the
            mean over the luck of countries, NaN with less than three pairs.
    """

    pairs: int
    mean: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, before: Sequence[Look], after: Sequence[Look], outcome: str) -> Difference:
        """The difference of the outcome between paired looks."""
        from scipy.special import stdtrit

        each = np.array([b.paths[outcome] - a.paths[outcome] for a, b in zip(before, after, strict=True)])
        mean, pairs = each.mean(axis=0), len(each)
        if pairs < 3:
            return cls(pairs, mean, np.full_like(mean, np.nan), np.full_like(mean, np.nan))
        half = stdtrit(pairs - 1, 0.95) * each.std(axis=0, ddof=1) / np.sqrt(pairs)
        return cls(pairs, mean, mean - half, mean + half)
