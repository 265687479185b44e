"""The country: what happens under what is chosen, beside what happened as it was."""

from __future__ import annotations

from functools import partial
from typing import Any

import panel as pn

from boomerang.errors import InputError
from boomerang.inference.where import Where
from boomerang.lab.country import Difference, Look, Question, explanation_of
from boomerang.lab.deeper import Deeper
from boomerang.lab.session import Session
from boomerang.lab.state import State
from boomerang.lab.widgets import Chart, Prose, table, title_of
from boomerang.lab.words import by_year, command, finding, own_policy
from boomerang.report.charts.loops import causal_loops
from boomerang.report.charts.map import outcome_map
from boomerang.report.charts.twin import twin_difference, twin_paths
from boomerang.report.data.where import where_data

MOST_PAIRS = 30


def tab(session: Session) -> Any:
    """What is shown to somebody."""
    return CountryPage(session).view


class CountryPage:
    """The page of one session.

    Attributes:
        view: what is shown.
        looks: the pairs so far, of what is asked now.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.looks: list[list[Look]] = []
        self._asked: Question | None = None
        self._found = Prose(live=True, blocks=[("title", "…")], min_height=92)
        self._paths, self._difference = Chart(fit=True, min_height=270), Chart(fit=True, min_height=160)
        self._map, self._loops = Chart(min_height=200), Chart(min_height=200)
        self._below, self._where, self._why, self._again = (Prose() for _ in range(4))
        parts: tuple[Any, ...] = (
            self._found,
            self._paths,
            self._difference,
            self._below,
            self._where,
            self._map,
        )
        self._deeper = Deeper(session, lambda: self._asked)
        parts += (self._why, self._loops, self._deeper.view, self._again)
        self.view = pn.Column(*parts, sizing_mode="stretch_width", margin=0)
        session.watch(self._changed)
        self._ask()

    def _changed(self, before: State, after: State) -> None:
        if before.changed(tab="", more={}) != after.changed(tab="", more={}):
            self._ask()

    def _ask(self) -> None:
        """Simulate what is chosen."""
        try:
            self._submit(Question.of(self.session.case, self.session.state), 0)
        except InputError as error:
            self._say_wrong(error)

    def _submit(self, asked: Question, number: int) -> None:
        """Simulate a pair; what is shown stays until it is there."""
        work = partial(self.session.countries.pair, asked, number)
        taken = partial(self._take, asked, number)
        job = self.session.submit("country", work, taken, self._say_wrong, patient=number > 0)
        waiting = self.session.pool.ahead_of(job)
        if number == 0:
            self.session.say(f"{waiting} are before you" if waiting else "simulating the whole country …")

    def _take(self, asked: Question, number: int, looks: list[Look]) -> None:
        """Show a pair that is there, and ask for the next."""
        self.looks = [*(self.looks if number else []), looks]
        self._show(asked)
        if len(self.looks) < MOST_PAIRS and not (asked.after is not None and asked.changes_nothing):
            what = "pair" if asked.after else "country"
            self.session.say(f"{what} {number + 1} of {MOST_PAIRS}; the more, the surer")
            self._submit(asked, number + 1)
        else:
            self.session.say("")

    def _show(self, asked: Question) -> None:
        self._found.blocks = finding(asked, self.looks)
        if len(self.looks) == 1:
            self._show_first(asked)
        if asked.after is not None:
            before, after = ([pair[side] for pair in self.looks] for side in (0, 1))
            found = Difference.of(before, after, asked.outcome)
            course = (before[0].months, found.mean, found.low, found.high)
            chart = twin_difference(*course, asked.outcome, asked.start)
            self._difference.draw(chart, "the difference over time, with its interval")

    def _show_first(self, asked: Question) -> None:
        """What does not change with more pairs."""
        first = self.looks[0]
        paths = [look.paths[asked.outcome] for look in first]
        under = paths[1] if len(paths) > 1 else None
        chart = twin_paths(first[0].months, paths[0], under, asked.outcome, asked.start)
        self._paths.draw(chart, f"{asked.outcome} over time; the numbers by year are in the table below")
        self._difference.param.update(visible=under is not None, min_height=160 if paths[1:] else 0)
        head = ["year", "as it was", "under the policy"][: 1 + len(first)]
        self._below.blocks = [table(f"{asked.outcome} by year, in this country", head, by_year(asked, first))]
        self._asked = asked
        self._deeper.show(asked)
        self._show_where(asked, first[-1])
        self._show_why(asked)
        self._again.blocks = self._told_again(asked, first)

    def _show_where(self, asked: Question, look: Look) -> None:
        chart = outcome_map(asked.before.case, where_data(_where(asked, look)))
        title, _ = title_of(chart)
        self._where.blocks = [
            ("head", "Where"),
            ("text", title),
            ("quiet", "In this country, by its last day."),
        ]
        self._map.draw(chart, title)

    def _show_why(self, asked: Question) -> None:
        """What moves what with the mechanisms that are on."""
        compiled = self.session.countries.compiler(asked.sides[-1]).at(dict(asked.settings))
        chart = causal_loops(
            compiled, explanation_of(self.session.case, self.session.state) or "everything at once"
        )
        told = ("nothing moves anything", "") if chart is None else title_of(chart)
        self._why.blocks = [("head", "What moves what"), ("text", told[0]), ("quiet", told[1])]
        self._loops.draw(chart, told[0])

    def _told_again(self, asked: Question, looks: list[Look]) -> list[tuple[str, str]]:
        lines = [("head", "The same country elsewhere")]
        lines += [
            ("quiet", "The address of this page holds all that is chosen: whoever opens it sees the same.")
        ]
        if own := own_policy(asked):
            lines += [("quiet", "The policy, for a copy of the case:"), ("code", own)]
        digest = f"The command; the digest of this country is {looks[-1].digest[:16]}."
        return [*lines, ("quiet", digest), ("code", command(self.session.state, self.session.case))]

    def _say_wrong(self, error: Exception) -> None:
        if not isinstance(error, InputError):
            raise error
        self._found.blocks = [("title", "This cannot be simulated"), ("wrong", str(error))]
        self.session.say("")


def _where(asked: Question, look: Look) -> Where:
    return Where(
        event=asked.outcome,
        explanation=str(asked.after.policy if asked.after else "as it was"),
        until=asked.before.last_day,
        countries=1,
        places=look.places.tolist(),
        provinces=look.provinces.tolist(),
        people=look.people,
        events=look.by_place[asked.outcome].astype(float),
    )
