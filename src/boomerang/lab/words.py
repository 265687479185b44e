"""What the lab says of what it has simulated."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

import numpy as np

from boomerang.case import Case
from boomerang.case.text.texts import listed
from boomerang.lab.country import Difference, Look, Question, explanation_of, own_policy
from boomerang.lab.state import State

Block = tuple[str, str]
END = "%-d %B %Y"
SURE = 3  # pairs from which on an interval is told


def finding(asked: Question, looks: Sequence[Sequence[Look]]) -> list[Block]:
    """What comes out, in a sentence, and how sure that is.

    Args:
        looks: of each pair the country as it was, and under the policy if there is one.
    """
    day = asked.before.last_day.strftime(END)
    if asked.after is None:
        count = looks[0][0].counts[asked.outcome]
        return [("title", f"{asked.outcome}: {count:,} by {day}"), ("quiet", _spread(asked, looks))]
    if asked.changes_nothing:
        why = f": {listed(asked.idle)}" if asked.idle else ""
        title = f"“{asked.after.policy}” can change nothing here"
        return [("title", title), ("quiet", f"With these mechanisms on{why}.")]
    title = f"{asked.outcome}: {_changed(asked, looks)} under “{asked.after.policy}” by {day}"
    lines: list[Block] = [("title", title), ("quiet", _sure(asked, looks))]
    if asked.idle:
        lines += [("quiet", f"Part of it can change nothing here: {listed(asked.idle)}.")]
    return lines


def _changed(asked: Question, looks: Sequence[Sequence[Look]]) -> str:
    """The difference so far, with its interval as soon as there is one."""
    found = _difference(asked, looks)
    if len(looks) < SURE:
        return _more(found.mean[-1])
    mean, low, high = (float(path[-1]) for path in (found.mean, found.low, found.high))
    if low > 0 or high < 0:
        least, most = sorted((abs(low), abs(high)))
        return f"{_more(mean)} ({_number(least)} to {_number(most)})"
    return f"{_more(mean)} (from {_more(low)} to {_more(high)}: it may be none at all)"


def _difference(asked: Question, looks: Sequence[Sequence[Look]]) -> Difference:
    before, after = ([pair[side] for pair in looks] for side in (0, 1))
    return Difference.of(before, after, asked.outcome)


def _more(changed: float) -> str:
    if round(changed, 1) == 0:
        return "no difference"
    return f"{_number(abs(changed))} {'more' if changed > 0 else 'fewer'}"


def _number(count: float) -> str:
    """With a decimal where it is small and has one."""
    return f"{count:,.{0 if count >= 10 or count == round(count) else 1}f}"


def _sure(asked: Question, looks: Sequence[Sequence[Look]]) -> str:
    was, under = (look.counts[asked.outcome] for look in looks[0])
    if len(looks) < SURE:
        numbers = f"{was:,} as it was, {under:,} under the policy: the same people with the same luck."
        return f"{numbers} More such pairs are on their way."
    pairs = f"The mean of {len(looks)} pairs of countries, with its 90 % interval"
    alike = "the two of a pair have the same people with the same luck"
    return f"{pairs}; {alike}. In the first pair {was:,} as it was, {under:,} under the policy."


def _spread(asked: Question, looks: Sequence[Sequence[Look]]) -> str:
    numbers = [pair[0].counts[asked.outcome] for pair in looks]
    if len(numbers) < SURE:
        return "As it was, one country in full size. More of them, with other luck, are on their way."
    low, high = np.quantile(numbers, [0.05, 0.95])
    spread = f"{min(numbers):,} to {max(numbers):,}, nine of ten between {low:,.0f} and {high:,.0f}"
    return f"As it was. In {len(numbers)} countries with other luck {spread}."


def queued(place: int) -> str:
    """Where somebody stands in the queue: 1 is the next."""
    end = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"you are {place}{end} in the queue; others are simulating"


def by_year(asked: Question, looks: Sequence[Look]) -> list[list[str]]:
    """One row a year: how often the outcome happened on each side."""
    counts = [look.by_year[asked.outcome] for look in looks]
    return [[str(year), *(f"{side[year]:,.0f}" for side in counts)] for year in counts[0]]


def elsewhere(state: State, case: Case, named: str, edited: bool) -> list[Block]:
    """How to simulate the same country by the command.

    Args:
        named: the case as it is written in a command.
        edited: whether it was edited on the page.
    """
    if not edited and state.policy != own_policy(case):
        return [("code", command(state, case, named))]
    saved = f"{case.name}-case"
    return [
        ("quiet", f"Save the case under “Take home”, unpack {saved}.zip, and beside it:"),
        ("code", command(state.changed(settings={}), case, saved)),  # they are in the file
    ]


def command(state: State, case: Case, named: str) -> str:
    """The command that simulates the same country."""
    explanation = explanation_of(case, state)
    words = ["boomerang", "run", quote(named), f"--seed {state.seed}"]
    words += [f"--explanation {quote(explanation)}"] if explanation else []
    words += [f"--policy {quote(state.policy)}"] if state.policy else []
    words += [f"--set {quote(f'{path}={text}')}" for path, text in state.settings.items()]
    return " ".join(words)
