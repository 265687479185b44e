"""A scenario: all that is simulated but the seed. It was checked when it was made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from boomerang.case.bundled import load
from boomerang.case.parts.case_files import digests_of_files
from boomerang.case.parts.fields import as_date
from boomerang.case.parts.given import Condition, read_given
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.population import Census
from boomerang.case.parts.schema import Case
from boomerang.case.text.texts import unknown
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError

MOST_PERSONS = 2**31 - 2


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """What is simulated, as `scenario` makes it. Two with the same digest are equal.

    Attributes:
        case: the case, with its settings.
        mechanisms: those that are on, in the order of the case.
        persons: another size of the population; None for the case's own.
        until: an earlier last day; None for the case's own.
        given: events that the run plays, each once.
        policy: the policy of the case that is followed; None for none.
    """

    case: Case
    mechanisms: tuple[str, ...]
    persons: int | None = None
    until: date | None = None
    given: tuple[Condition, ...] = ()
    policy: str | None = None

    @property
    def last_day(self) -> date:
        """The last day of a run."""
        return self.until or self.case.period.end

    @cached_property
    def begun(self) -> Case:
        """The case as runs begin: with the parameters of a policy that holds from the start."""
        begins_later = self.policy is None or _begins_later(self.case, self.policy)
        return self.case if begins_later else self.followed

    @cached_property
    def followed(self) -> Case:
        """The case with the parameters of its policy, from the first day of that on."""
        return self.case.under(self.case.policies[self.policy]) if self.policy else self.case

    @property
    def options(self) -> dict[str, Any]:
        """What it says besides the case, as plain data: the arguments of `scenario` that make it again."""
        return {
            "mechanisms": list(self.mechanisms),
            "persons": self.persons,
            "until": self.until.isoformat() if self.until else None,
            "given": [str(condition) for condition in self.given],
            "policy": self.policy,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all it says and the files that its case names, in hexadecimal digits."""
        return digest_of(canonical_json({"case": digest_of_case(self.case, self.policy), **self.options}))

    def changed(self, **changes: Any) -> Scenario:
        """The same scenario with other arguments of `scenario`, such as `until`, checked again.

        Raises:
            InputError: as of `scenario`.
        """
        kept = self.options
        if "explanation" in changes:
            del kept["mechanisms"]
        return scenario(self.case, **(kept | changes))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Scenario) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        given = {name: value for name, value in self.options.items() if value and name != "mechanisms"}
        said = "".join(f"; {name} {value}" for name, value in given.items())
        return f"<Scenario of {self.case.name}: {', '.join(self.mechanisms) or 'no mechanism'}{said}>"


def scenario(
    case: str | Path | Case,
    *,
    settings: Mapping[str, Any] | None = None,
    mechanisms: Collection[str] | None = None,
    explanation: str | None = None,
    without: Collection[str] = (),
    persons: int | None = None,
    until: date | str | None = None,
    given: str | Iterable[str | Condition] = (),
    policy: str | None = None,
) -> Scenario:
    """Say what is to be simulated.

    Args:
        case: the name of a bundled case, a folder, a YAML file or a Case.
        settings: values that replace those of the case, by path, such as
            `{"mechanisms.restriction.parameters.stops": "0.1 per person-year"}`.
        mechanisms: those that are on; None for all of them.
        explanation: the name of an explanation, whose mechanisms are on.
        without: mechanisms that are off in any case.
        persons: another size of the population, its composition unchanged.
        until: an earlier last day.
        given: events that the run plays, each once, such as 'defect: rank colonel in 2015-04..2015-05': at a
            random moment of the window the event happens to one of those it means, drawn by hazard. Until
            then, nothing changes.
        policy: the name of a policy of the case: from its day on, its levers follow its schedules. Responses
            still move them. Mechanisms that it does without are off, and parameters have the values that it
            gives, from the first step on that begins then.

    Raises:
        InputError: something given does not exist or is not valid. CaseError: the case is not valid.
    """
    known = load(case, settings)
    end = _last_day(known, until)
    off = _off_under(known, policy)
    if policy is not None and (late := begins_late(known, policy, end)):
        raise InputError(late)
    on = _mechanisms(known, mechanisms, explanation, without, off)
    _check_persons(known, persons)
    return Scenario(known, on, persons, end, read_given(known, given, on, end), policy)


def as_scenario(given: str | Path | Case | Scenario) -> Scenario:
    """A scenario as it is; a case, or where one is found, with everything on.

    Raises:
        InputError: there is no such case, or it is not valid.
    """
    return given if isinstance(given, Scenario) else scenario(given)


def digest_of_case(case: Case, policy: str | None = None) -> str:
    """SHA-256 over all that a case says and the files it names, in hexadecimal digits.

    How it is written does not count, but the order of names does: who lives where and what is drawn
    depend on it. Of its policies that one counts which is followed, so that others can be thought of later.
    """
    followed = {name: given for name, given in case.policies.items() if name == policy}
    case = case.model_copy(update={"policies": followed})
    return digest_of(canonical_json({"case": plain_data(case), "files": digests_of_files(case)}))


def begins_late(case: Case, policy: str, until: date | None) -> str:
    """Why a policy changes nothing: it begins after the last day of the run; nothing where it does not."""
    start, last = case.policies[policy].start, until or case.period.end
    if start is None or start <= last:
        return ""
    return f"'{policy}' begins on {start}, after the last day, {last}"


def _mechanisms(
    case: Case,
    mechanisms: Collection[str] | None,
    explanation: str | None,
    without: Collection[str],
    off: Collection[str],
) -> tuple[str, ...]:
    """The mechanisms that are on, in the order of the case: none without which, or which a policy has off."""
    if mechanisms is not None and explanation is not None:
        raise InputError("give mechanisms or an explanation, not both")
    if explanation is not None and explanation not in case.explanations:
        raise InputError(unknown(explanation, f"explanation of {case.name}", case.explanations))
    for name in (*(mechanisms or ()), *without):
        if name not in case.mechanisms:
            raise InputError(unknown(name, f"mechanism of {case.name}", case.mechanisms))
    if explanation is not None:
        mechanisms = case.explanations[explanation].mechanisms
    wanted = case.mechanisms if mechanisms is None else mechanisms
    _check_without(without, wanted, explanation)
    return tuple(name for name in case.mechanisms if name in wanted and name not in {*without, *off})


def _check_without(without: Collection[str], wanted: Collection[str], explanation: str | None) -> None:
    """Refuse to switch off what is off already."""
    for number, name in enumerate(list(without)):
        if name not in wanted:
            of = f"the explanation '{explanation}'" if explanation else "the mechanisms given"
            raise InputError(f"without {name}: it is not in {of} anyway; leave this out")
        if name in list(without)[:number]:
            raise InputError(f"without {name}: this mechanism is switched off twice; name it once")


def _off_under(case: Case, policy: str | None) -> tuple[str, ...]:
    """The mechanisms that a policy switches off for the whole run."""
    if policy is None:
        return ()
    if policy not in case.policies:
        raise InputError(unknown(policy, f"policy of {case.name}", case.policies))
    return () if _begins_later(case, policy) else case.policies[policy].without


def mechanisms_off_later(scenario: Scenario) -> tuple[str, ...]:
    """Those of the mechanisms that are on which its policy switches off from a later day on."""
    case, policy = scenario.case, scenario.policy
    if policy is None or not _begins_later(case, policy):
        return ()
    return tuple(name for name in scenario.mechanisms if name in case.policies[policy].without)


def _begins_later(case: Case, policy: str) -> bool:
    start = case.policies[policy].start
    return start is not None and start > case.period.start


def _check_persons(case: Case, persons: int | None) -> None:
    if persons is None:
        return
    if isinstance(case.population, Census):
        raise InputError(f"{case.name} lists its people one by one, so their number cannot be changed")
    if not 1 <= persons <= MOST_PERSONS:
        raise InputError(f"{persons} persons cannot be simulated; give a number from 1 to {MOST_PERSONS}")


def _last_day(case: Case, until: date | str | None) -> date | None:
    if until is None:
        return None
    try:
        day = as_date(until)
    except ValueError as error:
        raise InputError(f"until: {error}") from None
    period = case.period
    if not period.start <= day <= period.end:
        raise InputError(
            f"{case.name} runs from {period.start} to {period.end}; {day} does not lie in this period"
        )
    return day
