"""The country: what happens under what is chosen, beside what happened as it was."""

from __future__ import annotations

from functools import partial
from typing import Any

import panel as pn

from boomerang.errors import InputError
from boomerang.lab.country import Difference, Look, Question
from boomerang.lab.deeper import Deeper
from boomerang.lab.faults import in_a_sentence
from boomerang.lab.pictures import Pictures
from boomerang.lab.session import Session
from boomerang.lab.state import State
from boomerang.lab.widgets import Chart, Prose, table
from boomerang.lab.words import by_year, elsewhere, finding, queued
from boomerang.report.charts.twin import twin_difference, twin_paths

MOST_PAIRS = 30
# For the longest finding, so that nothing jumps when it changes.
ROOM = ":host { min-height: 144px } @media (max-width: 820px) { :host { min-height: 196px } }"
WIDE: dict[str, Any] = {"sizing_mode": "stretch_width", "margin": 0}
RUNNING = "simulating the whole country …"


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
        self._edited = session.edited
        self._wanted: Question | None = None  # what is chosen
        self._asked: Question | None = None  # what is shown
        self._found = Prose(live=True, blocks=[("title", "…")], stylesheets=[ROOM])
        self._paths, self._difference = Chart(fit=True, min_height=270), Chart(fit=True, min_height=180)
        self._below, self._again = Prose(), Prose()
        self._pictures, self._deeper = Pictures(session, self._end), Deeper(session, lambda: self._asked)
        self._rest = pn.Column(self._deeper.view, self._again, **WIDE, visible=False)
        charts = (self._paths, self._difference, self._below, self._pictures.view)
        self.view = pn.Column(self._found, *charts, self._rest, **WIDE)
        session.watch(self._changed)
        self._ask()

    def _changed(self, before: State, after: State) -> None:
        chosen = before.changed(tab="", more={}) != after.changed(tab="", more={})
        if chosen or self.session.edited is not self._edited:
            self._ask()
        elif before.tab != after.tab and self._is_open:
            self._go_on()

    def _ask(self) -> None:
        """Simulate what is chosen."""
        self._edited, self._wanted = self.session.edited, None
        try:
            self._wanted = Question.of(self.session.case, self.session.state)
            self.session.say(RUNNING)
            self._submit(self._wanted, 0)
        except InputError as error:
            self._say_wrong(error)

    def _submit(self, asked: Question, number: int) -> None:
        """Simulate a pair; what is shown stays until it is there."""
        self.session.submit(
            "country",
            partial(self.session.countries.pair, asked, number),
            partial(self._take, asked, number),
            self._say_wrong,
            spare=number > 0,
            moved=lambda place: self.session.say(queued(place) if place else RUNNING),
        )

    def _take(self, asked: Question, number: int, looks: list[Look]) -> None:
        """Show a pair that is there, and go on."""
        self.looks = [*(self.looks if number else []), looks]
        self._show(asked)
        self.session.when_seen(self._go_on)

    def _go_on(self) -> None:
        """Simulate one pair more, so that what is shown becomes surer; nothing while another page is open."""
        asked, number = self._asked, len(self.looks)
        if asked is None or asked is not self._wanted:
            return
        what = "pair" if asked.after else "country"
        if not self._is_open or number == MOST_PAIRS or (asked.after and asked.changes_nothing):
            self.session.say(f"{what} {number} of {number}: done")
            return
        self.session.say(f"{what} {number + 1} of {MOST_PAIRS}; the more, the surer")
        self._submit(asked, number)

    @property
    def _is_open(self) -> bool:
        return self.session.state.tab in ("", "country")

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
        self._difference.param.update(visible=under is not None, min_height=180 if paths[1:] else 0)
        head = ["year", "as it was", "under the policy"][: 1 + len(first)]
        self._below.blocks = [table(f"{asked.outcome} by year, in this country", head, by_year(asked, first))]
        self._asked = asked
        self._deeper.show(asked)
        self._pictures.show(asked, first[-1])
        self._again.blocks = self._told_again(first)
        self.session.drawn()

    def _end(self) -> None:
        """Show what stands below the pictures: from now on nothing above it grows."""
        self._rest.visible = True

    def _told_again(self, looks: list[Look]) -> list[tuple[str, str]]:
        session = self.session
        shared = "The address of this page holds all that is chosen: whoever opens it sees the same."
        return [
            ("head", "The same country elsewhere"),
            ("quiet", shared),
            ("quiet", f"The command; the digest of this country is {looks[-1].digest[:16]}."),
            *elsewhere(session.state, session.case, session.named, session.edited is not None),
        ]

    def _say_wrong(self, error: Exception) -> None:
        self._found.blocks = [("title", "This cannot be simulated"), ("wrong", in_a_sentence(error))]
        self.session.say("")
