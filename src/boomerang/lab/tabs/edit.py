"""The case as text: what is wrong with it, line by line, and its pictures one press away."""

from __future__ import annotations

from functools import partial

import panel as pn

from boomerang.errors import InputError
from boomerang.lab.edited import Edited, read_edited, told, verdict
from boomerang.lab.faults import in_a_sentence
from boomerang.lab.leaves import Script, beside
from boomerang.lab.session import Session
from boomerang.lab.state import State
from boomerang.lab.widgets import Press, Prose

JOB = "edit"
NOTE = (
    "What you change stays on this page. It is looked at whenever you pause, as boomerang check does it."
    " Tables beside the case are read as they are."
)


def tab(session: Session) -> pn.viewable.Viewable:
    """What is shown to somebody."""
    return Editor(session).view


class Editor:
    """The page of one session.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._read: Edited | None = None
        self._script = Script(label="The case, as text", note=NOTE)
        self._use = Press("Simulate this", self._take, first=True, disabled=True)
        self._back = Press("Back to what it was", self._load)
        self._worth = Prose()
        self.view = pn.Column(
            Prose(blocks=[("title", "Change the case")]),
            beside(self._use, self._back),
            self._script,
            self._worth,
            sizing_mode="stretch_width",
            margin=0,
        )
        self._load()
        self._script.param.watch(lambda _: self._look(), "value")
        session.watch(self._changed)

    def _load(self) -> None:
        """Show the case as it was written."""
        name = self.session.state.case or self.session.library.first
        try:
            text = self.session.library.text(name)
        except InputError as error:
            text = ""
            self._worth.blocks = [("wrong", in_a_sentence(error))]
        self._script.param.update(value=text, faults=[], said="")

    def _look(self) -> None:
        """Have what is written looked at."""
        self._use.disabled = True
        self._script.said = "looking at it …"
        work = partial(read_edited, self._script.value, self.session.case.folder)
        try:
            self.session.submit(JOB, work, self._say, self._failed)
        except InputError as error:
            self._failed(error)

    def _say(self, edited: Edited) -> None:
        if edited.text != self._script.value:
            return
        self._read = edited
        self._use.disabled = edited.case is None
        self._script.param.update(faults=[list(fault) for fault in told(edited)], said=verdict(edited))
        worth = [("text", warning) for warning in edited.warnings]
        self._worth.blocks = [("head", "Worth a look"), *worth] if worth else []

    def _failed(self, error: Exception) -> None:
        self._script.said = in_a_sentence(error)

    def _take(self) -> None:
        """Show the pictures of what is written."""
        if self._read is not None and self._read.case is not None:
            self.session.edit(self._read.case)
            self._script.said = "This is the case that the other pages show now."

    def _changed(self, before: State, after: State) -> None:
        """Another case, or a new beginning: what was edited is gone."""
        if before.case != after.case or after.edition < before.edition:
            self._load()
