"""Predict, then reveal: a class guesses what comes out, and sees everyone's guess on one chart."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import panel as pn

from boomerang.errors import InputError
from boomerang.lab.classroom import Room, lesson_of, so_far, told
from boomerang.lab.country import Look, Question
from boomerang.lab.faults import in_a_sentence
from boomerang.lab.leaves import beside
from boomerang.lab.links import link_to
from boomerang.lab.session import Session
from boomerang.lab.widgets import Chart, Press, Prose, Words
from boomerang.report.charts.guesses import guesses_chart

JOB, ROOM = "classroom", "room"
COUNTRIES = 10  # with other luck, of which the truth is made
OFTEN = 1000  # milliseconds between two looks at a room
NARROW: dict[str, Any] = {"sizing_mode": None, "width": 260}
ABOUT = (
    "Choose a policy, levers or parameters for the country, and open a room. Whoever comes in by its code"
    " guesses what comes out; everyone's guess is a dot on one chart. Then you reveal the answer."
)


def tab(session: Session) -> pn.viewable.Viewable:
    """What is shown to somebody."""
    return Classroom(session).view


class Classroom:
    """The page of one session.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session) -> None:
        self.session, self.rooms = session, session.rooms
        self._who = secrets.token_urlsafe(9)
        self._room: Room | None = None
        self._key = ""
        self._seen: object = None
        self._head, self._wrong = Prose(), Prose(live=True)
        self._chart = Chart(fit=True, min_height=150)
        self._guess = Words(label="Your guess", **NARROW)
        self._give = Press("Guess", self._take_guess, first=True)
        self._code = Words(label="The code of a room", **NARROW)
        self._enter = Press("Come in", lambda: self._come_in(self._code.value))
        self._open = Press("Open a room with this question", self._open_room, first=True)
        self._reveal = Press("Reveal the answer", self._reveal_it, first=True)
        self._close = Press("Close the room", self._close_room)
        self._lead = Words(label="The key, if you lead this room", **NARROW)
        self._lead_it = Press("Lead it from here", self._take_key)
        self._outcome = Prose(live=True)
        self.view = pn.Column(sizing_mode="stretch_width", margin=0)
        session.watch(lambda *_: self._outside() if self._room is None else None)
        pn.state.add_periodic_callback(self._look, period=OFTEN)
        self._outside()
        if code := session.state.more.get(ROOM):
            self._come_in(code)

    # Outside of any room

    def _outside(self) -> None:
        try:
            lesson = lesson_of(self._asked(), self.session.state)
        except InputError as error:
            self._head.blocks = [("title", "Predict, then reveal"), ("wrong", in_a_sentence(error))]
            self._open.disabled = True
        else:
            self._head.blocks = [
                ("title", "Predict, then reveal"),
                ("quiet", ABOUT),
                ("head", "The question would be"),
                ("text", lesson.question),
            ]
            self._open.disabled = False
        enter = Prose(blocks=[("head", "Or come into a room")])
        self.view.objects = [self._head, self._open, enter, self._code, self._enter, self._wrong]

    def _open_room(self) -> None:
        try:
            room = self.rooms.open(lesson_of(self._asked(), self.session.state))
        except InputError as error:
            self._say(error)
            return
        self._key = room.key
        self._inside(room)
        self._simulate(room)

    def _asked(self) -> Question:
        return Question.of(self.session.case, self.session.state)

    def _simulate(self, room: Room) -> None:
        """Find the answer, which nobody sees before it is revealed."""
        countries, asked = self.session.countries, room.lesson.asked

        def work(go_on: Callable[..., None]) -> list[list[Look]]:
            return [countries.pair(asked, number, go_on) for number in range(COUNTRIES)]

        self.session.submit(JOB, work, room.answer, self._say, long=True)

    def _come_in(self, code: str) -> None:
        try:
            self._inside(self.rooms.enter(code))
        except InputError as error:
            self._code.error = in_a_sentence(error)

    # Inside

    def _inside(self, room: Room) -> None:
        self._room, self._seen = room, None
        self._code.error, self._wrong.blocks = "", []
        rest = {name: text for name, text in self.session.state.more.items() if name != ROOM}
        self.session.change(more={**rest, ROOM: room.code})
        self._show()

    def _look(self) -> None:
        """See what others have done in the room."""
        if self._room is not None:
            try:
                self.rooms.enter(self._room.code)
            except InputError as error:
                self._leave()
                self._say(error)
                return
            self._show()

    def _show(self) -> None:
        room = self._room
        assert room is not None
        now = room.code, tuple(room.values), room.revealed, room.truth is None, self._key
        if now == self._seen:
            return
        self._seen = now
        truth = (room.truth.middle, room.truth.low, room.truth.high) if room.revealed and room.truth else None
        self._head.blocks = [("title", room.lesson.question), ("quiet", so_far(room))]
        chart = guesses_chart(room.values, room.lesson.asked.outcome, room.known, truth)
        answer = f"; the answer is {truth[0]:,.0f}" if truth else ""
        self._chart.draw(chart, f"guesses: {len(room.guesses)}, each a dot{answer}")
        self._outcome.blocks = [("text", said)] if (said := told(room)) else []
        self._arrange(room)

    def _arrange(self, room: Room) -> None:
        leads = room.is_led_by(self._key)
        self._give.label = "Guess again" if self._who in room.guesses else "Guess"
        self._reveal.disabled = room.truth is None or room.revealed
        self._reveal.label = "Reveal the answer" if room.truth else "The answer is being simulated …"
        guess = [] if room.revealed else [self._guess, self._give]
        if leads:
            link = link_to(f"{room.lesson.query}&{urlencode({ROOM: room.code})}")
            code = [
                ("head", f"The code of this room: {room.code}"),
                ("quiet", "Whoever opens this is in it:"),
                ("code", link),
                ("quiet", f"Your key, should this page be closed: {self._key}"),
            ]
            lead = [Prose(blocks=code), beside(self._reveal, self._close)]
        else:
            lead = [Prose(blocks=[("head", "Lead this room")]), self._lead, self._lead_it]
        self.view.objects = [self._head, self._chart, self._outcome, *guess, self._wrong, *lead]

    def _take_guess(self) -> None:
        assert self._room is not None
        self._guess.error = ""
        try:
            self.rooms.guess(self._room, self._who, self._guess.value)
        except InputError as error:
            self._guess.error = in_a_sentence(error)
        self._show()

    def _take_key(self) -> None:
        assert self._room is not None
        if self._room.is_led_by(self._lead.value):
            self._key, self._lead.error, self._lead.value = self._lead.value.strip(), "", ""
            self._again()
            self._show()
        else:
            self._lead.error = "this is not the key of the room; whoever opened it has the key"

    def _again(self) -> None:
        """Find the truth if whoever opened the room left before it was there."""
        room = self._room
        assert room is not None
        if room.truth is None:
            try:
                self._simulate(room)
            except InputError as error:
                self._say(error)

    def _reveal_it(self) -> None:
        assert self._room is not None
        try:
            self.rooms.reveal(self._room, self._key)
        except InputError as error:
            self._say(error)
        self._show()

    def _close_room(self) -> None:
        assert self._room is not None
        try:
            self.rooms.close(self._room, self._key)
        except InputError as error:
            self._say(error)
            return
        self._leave()

    def _leave(self) -> None:
        self._room, self._key = None, ""
        rest = {name: text for name, text in self.session.state.more.items() if name != ROOM}
        self.session.change(more=rest)
        self._outside()

    def _say(self, error: Exception) -> None:
        self._wrong.blocks = [("wrong", in_a_sentence(error))]
