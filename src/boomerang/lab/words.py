"""What the lab says of what it has simulated."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

import numpy as np

from boomerang.case import Case
from boomerang.case.text.texts import listed
from boomerang.lab.country import Difference, Look, Question, explanation_of
from boomerang.lab.state import YOUR_OWN, State

Block = tuple[str, str]
END = "%-d %B %Y"


def finding(asked: Question, looks: Sequence[Sequence[Look]]) -> list[Block]:
    """What comes out, in a sentence, and how sure that is.

    Args:
        looks: of each pair the country as it was, and under the policy if there is one.
    """
    day = asked.before.last_day.strftime(END)
    first = [look.counts[asked.outcome] for look in looks[0]]
    if asked.after is None:
        return [("title", f"{asked.outcome}: {first[0]:,} by {day}"), ("quiet", _spread(asked, looks))]
    policy, changed = asked.after.policy, first[1] - first[0]
    if asked.changes_nothing:
        why = f": {listed(asked.idle)}" if asked.idle else ""
        return [
            ("title", f"“{policy}” can change nothing here"),
            ("quiet", f"With these mechanisms on{why}."),
        ]
    told = f"{_more(changed)} under “{policy}”" if changed else f"no difference under “{policy}”"
    lines: list[Block] = [("title", f"{asked.outcome}: {told} by {day}"), ("quiet", _sure(asked, looks))]
    return lines + (
        [("quiet", f"Part of it can change nothing here: {listed(asked.idle)}.")] if asked.idle else []
    )


def _more(changed: float) -> str:
    return f"{abs(changed):,.0f} {'more' if changed > 0 else 'fewer'}"


def _sure(asked: Question, looks: Sequence[Sequence[Look]]) -> str:
    before, after = ([pair[side] for pair in looks] for side in (0, 1))
    was, under = before[0].counts[asked.outcome], after[0].counts[asked.outcome]
    numbers = f"{was:,} as it was, {under:,} under the policy: the same people with the same luck."
    if len(looks) < 3:
        return f"{numbers} More countries are on their way."
    found = Difference.of(before, after, asked.outcome)
    mean, low, high = found.mean[-1], found.low[-1], found.high[-1]
    sign = "" if low > 0 or high < 0 else " It may be none at all."
    digits = 0 if abs(mean) >= 10 else 1
    average, least, most = (f"{number:+,.{digits}f}" for number in (mean, low, high))
    mean_of = f"On average over {len(looks)} such pairs {average} ({least} to {most}; 90 % interval)."
    return f"{numbers} {mean_of}{sign}"


def _spread(asked: Question, looks: Sequence[Sequence[Look]]) -> str:
    numbers = [pair[0].counts[asked.outcome] for pair in looks]
    if len(numbers) < 3:
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
    years = looks[0].months.astype("M8[Y]").astype(int) + 1970
    ends = [int(np.flatnonzero(years == year)[-1]) for year in np.unique(years)]
    paths = [np.diff(look.paths[asked.outcome][ends], prepend=0.0) for look in looks]
    return [[str(years[end]), *(f"{path[row]:,.0f}" for path in paths)] for row, end in enumerate(ends)]


def command(state: State, case: Case) -> str:
    """The command that simulates the same country."""
    explanation = explanation_of(case, state)
    words = ["boomerang", "run", quote(case.name), f"--seed {state.seed}"]
    words += [f"--explanation {quote(explanation)}"] if explanation else []
    words += [f"--policy {quote(state.policy)}"] if state.policy else []
    words += [f"--set {quote(f'{path}={text}')}" for path, text in state.settings.items()]
    return " ".join(words)


def own_policy(asked: Question) -> str:
    """What `YOUR_OWN` is in a case file; empty where something else is followed."""
    if asked.after is None or asked.after.policy != YOUR_OWN:
        return ""
    policy = asked.after.case.policies[YOUR_OWN]
    levers = ", ".join(f"{name}: {{times: {_number(given)}}}" for name, given in policy.levers.items())
    return f"policies:\n  {YOUR_OWN}: {{from: {policy.start}, levers: {{{levers}}}}}"


def _number(given: object) -> str:
    return f"{getattr(given, 'times', given)}"
