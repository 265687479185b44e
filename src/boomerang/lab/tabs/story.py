"""The story of one simulated person, and why it was them."""

from __future__ import annotations

from functools import partial

import panel as pn

from boomerang.errors import InputError
from boomerang.lab.faults import in_a_sentence
from boomerang.lab.leaves import Leaf, beside, plain
from boomerang.lab.session import Session
from boomerang.lab.state import State
from boomerang.lab.told import Told, asked_of, events_of, tell, usual_event, whose
from boomerang.lab.widgets import Choice, Press, Prose, Words

JOB = "story"
EVENT, ALSO = "event", "who"  # what stands in the address
ANYTHING = "(whatever happened)"
SEARCH = "The country is simulated once more, and this time everything is written down."


def tab(session: Session) -> pn.viewable.Viewable:
    """What is shown to somebody."""
    return OneStory(session).view


class OneStory:
    """The page of one session.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._told: Told | None = None
        self._number = 0
        self._event = Choice(label="Somebody to whom this happened")
        self._also = Words(label="And of whom this holds", value=session.state.more.get(ALSO, ""))
        self._next = Press("Somebody else", self._turn, disabled=True)
        self._head = Prose(live=True, min_height=70)
        self._leaf = Leaf(min_height=420)
        self.view = pn.Column(
            beside(self._event, self._also),
            self._head,
            self._leaf,
            self._next,
            sizing_mode="stretch_width",
            margin=0,
        )
        for field in (self._event, self._also):
            field.param.update(sizing_mode=None, width=320)
        self._also.note = "Conditions joined by ‘and’, such as sex man; empty for anybody."
        self._offering = False
        self._offer(session.state.more.get(EVENT))
        for field in (self._event, self._also):
            field.param.watch(lambda _: self._chosen(), "value")
        session.watch(self._changed)
        self._ask()

    def _offer(self, wanted: str | None = None) -> None:
        """Offer the events that can happen with what is on."""
        try:
            events = events_of(self.session.case, self.session.state)
        except InputError:
            events = []
        usual = usual_event(self.session.case, events)
        options = [[name, name] for name in events] + [["", ANYTHING]]
        self._offering = True
        self._event.param.update(options=options, value=wanted if wanted in events else usual)
        self._offering = False

    def _chosen(self) -> None:
        if self._offering:
            return
        more = {EVENT: self._event.value, ALSO: self._also.value.strip()}
        rest = {name: text for name, text in self.session.state.more.items() if name not in more}
        self.session.change(more=rest | {name: text for name, text in more.items() if text})
        self._ask()

    def _changed(self, before: State, after: State) -> None:
        if before.changed(tab="", more={}) != after.changed(tab="", more={}):
            self._offer(self._event.value)
            self._ask()

    def _ask(self) -> None:
        """Simulate the country, and look for somebody in it."""
        self._also.error = ""
        self._next.disabled = True
        try:
            asked = asked_of(self.session.case, self.session.state)
            who = whose(self._event.value, self._also.value)
            work = partial(tell, asked, who, self.session.state.seed)
            self.session.submit(JOB, work, self._take, self._failed)
        except InputError as error:
            self._failed(error)
            return
        self._head.blocks = [("title", "Looking for somebody …"), ("quiet", SEARCH)]

    def _take(self, told: Told) -> None:
        self._told, self._number = told, 0
        self._show()

    def _turn(self) -> None:
        if self._told is not None:
            self._number = (self._number + 1) % len(self._told.lives)
            self._show()

    def _show(self) -> None:
        assert self._told is not None
        name, story = self._told.lives[self._number]
        self._head.blocks = [("title", name), ("quiet", self._told.introduced)]
        self._leaf.blocks = plain(story)
        self._next.disabled = len(self._told.lives) < 2

    def _failed(self, error: Exception) -> None:
        self._told, self._leaf.blocks = None, []
        said = in_a_sentence(error)
        self._head.blocks = [("title", "There is nobody to tell of")]
        if isinstance(error, InputError) and self._also.value.strip():
            self._also.error = said
        else:
            self._head.blocks = [*self._head.blocks, ("wrong", said)]
