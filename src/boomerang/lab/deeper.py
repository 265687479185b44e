"""What takes longer than a run: what each mechanism contributed, and what follows from one more act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import panel as pn

from boomerang.case import Names
from boomerang.errors import InputError
from boomerang.inference.numbers import told
from boomerang.lab.country import Question, explanation_of
from boomerang.lab.pool import Job
from boomerang.lab.session import Session
from boomerang.lab.widgets import Choice, Press, Prose, table
from boomerang.report.data.number import MANY, RARE, so_many_more
from boomerang.report.number import number
from boomerang.study.accounting import account
from boomerang.study.accounting_history import history
from boomerang.study.number import Expected

PAIRS = 12  # of twins, for a number
GoOn = Callable[..., None]


class Deeper:
    """Two questions about what is shown that are answered when asked.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session, asked: Callable[[], Question | None]) -> None:
        self.session, self._asked = session, asked
        self._credits, self._number = Prose(live=True), Prose(live=True)
        self._act = Choice(label="One more of")
        self._jobs: dict[str, Job] = {}
        self._buttons = [Press("What did each mechanism contribute?", self._ask_credits)]
        self._buttons += [Press("What follows from it?", self._ask_number)]
        self._cancel = Press("Cancel", self.forget, disabled=True)
        self.view = pn.Column(
            Prose(blocks=[("head", "Deeper")]),
            self._buttons[0],
            self._credits,
            self._act,
            pn.Row(self._buttons[1], self._cancel, margin=0),
            self._number,
            sizing_mode="stretch_width",
            margin=0,
        )

    def show(self, asked: Question) -> None:
        """Another question is shown above: answers to the one before are no longer right."""
        self.forget()
        acts = [[name, name] for name in Names(asked.before.case).events if name != asked.outcome]
        known = [value for value, _ in acts]
        usual = next((name for name in (self._act.value, "stop", *known) if name in known), "")
        self._act.param.update(options=acts, value=usual)

    def forget(self) -> None:
        """Cancel what is being asked, and show nothing."""
        for job in self._jobs.values():
            job.cancel()
        self._credits.blocks, self._number.blocks = [], []
        self._cancel.disabled = True

    def _ask_credits(self) -> None:
        asked = self._asked()
        if asked is not None:
            self._credits.blocks = [("quiet", "simulating it once more, with a journal …")]
            self._submit("credits", self._credits, partial(_credits, asked), partial(_credit_blocks, asked))

    def _ask_number(self) -> None:
        asked = self._asked()
        if asked is None:
            return
        explanation = explanation_of(self.session.case, self.session.state)
        if explanation is None:
            self._number.blocks = [("wrong", "choose an explanation first: the number is of one of them")]
            return
        act = self._act.value
        told_first = f"{PAIRS} pairs of countries, with parameters drawn from their priors …"
        self._number.blocks = [("quiet", told_first), ("progress", 0.0)]
        work = partial(_number, asked, act, explanation, self._step)
        self._submit("number", self._number, work, partial(_number_blocks, asked, act))

    def _step(self, done: int) -> None:
        """Show how much of a number is done; called in a worker."""
        blocks = [*self._number.blocks[:1], ("progress", done / PAIRS)]
        self.session.soon(lambda: self._number.param.update(blocks=blocks))

    def _submit(
        self, key: str, prose: Prose, work: Callable[[GoOn], Any], blocks: Callable[[Any], Sequence[Any]]
    ) -> None:
        def done(found: Any) -> None:
            prose.blocks = list(blocks(found))
            self._cancel.disabled = True

        def failed(error: Exception) -> None:
            if not isinstance(error, InputError):
                raise error
            prose.blocks = [("wrong", str(error))]
            self._cancel.disabled = True

        self._cancel.disabled = False
        self._jobs[key] = self.session.submit(key, work, done, failed, long=True)


def _credits(asked: Question, go_on: GoOn) -> dict[str, float]:
    side = asked.sides[-1]
    known = history(_with(asked, side), asked.seed, go_on)
    return account(known, [asked.outcome]).totals(asked.outcome)


def _with(asked: Question, side: Any) -> Any:
    """A scenario with the settings of the question."""
    from boomerang.case import change_case

    return side.changed(case=change_case(side.case, dict(asked.settings))) if asked.settings else side


def _credit_blocks(asked: Question, found: dict[str, float]) -> list[Any]:
    whole = sum(found.values())
    rows = [[name, f"{share:,.1f}", f"{share / whole:.0%}" if whole else ""] for name, share in found.items()]
    caption = f"of the {whole:,.0f} of {asked.outcome} {'under the policy' if asked.after else 'here'}"
    note = "Shapley values along the path of each person; a mechanism that lowers hazards has less than none."
    return [table(caption, ["mechanism", asked.outcome, "share"], rows), ("quiet", note)]


def _number(
    asked: Question, act: str, explanation: str, step: Callable[[int], Any], go_on: GoOn
) -> dict[str, Expected]:
    def progress(done: int) -> None:
        go_on()
        step(done)

    how: dict[str, Any] = {"pairs": PAIRS, "seed": asked.seed, "threads": 1, "progress": progress}
    found = number(_with(asked, asked.before), act, asked.outcome, explanations=[explanation], **how)
    if not found.of:
        raise InputError(f"{next(iter(found.without.values()))}, so there is no number")
    return told(next(iter(found.of.values())))


def _number_blocks(asked: Question, act: str, found: dict[str, Expected]) -> list[Any]:
    whole = found["number"]
    per = MANY if abs(whole.value) < RARE else 1
    rows = [
        [name, *(f"{per * x:,.3g}" for x in (each.value, each.low, each.high))]
        for name, each in found.items()
    ]
    acts = so_many_more(act, per)
    mean, low, high = (f"{per * x:,.2g}" for x in (whole.value, whole.low, whole.high))
    sure = "" if whole.low > 0 or whole.high < 0 else " With so few pairs it cannot be told from none."
    told_in_words = f"{mean} further {asked.outcome} follow from {acts} ({low} to {high}).{sure}"
    caption = f"further {asked.outcome} per {acts}, with 90 % intervals"
    return [("text", told_in_words), table(caption, ["part", "mean", "from", "to"], rows)]
