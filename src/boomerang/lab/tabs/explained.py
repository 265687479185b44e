"""Which explanation fits: a finished answer, or one that is worked out here."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn

from boomerang.case.scenario import scenario
from boomerang.errors import InputError
from boomerang.lab.explaining import USUAL, Answered, Progress, answer, read_known_by, read_simulations
from boomerang.lab.faults import in_a_sentence
from boomerang.lab.leaves import Leaf, Save, beside, plain
from boomerang.lab.pool import Job
from boomerang.lab.session import Session
from boomerang.lab.state import State
from boomerang.lab.widgets import Choice, Press, Prose, Words
from boomerang.report.document.blocks import Block, Folded, Heading

JOB = "explained"
ABOUT = (
    "Countries are simulated under each explanation, with parameters drawn from their priors, and compared"
    " with what was observed; what is chosen for the country does not count here. The more countries, the"
    " surer: the command boomerang explain takes as many as you like."
)
OFTEN = 0.2  # seconds between two looks at the progress


def tab(session: Session) -> pn.viewable.Viewable:
    """What is shown to somebody."""
    return Explained(session).view


class Explained:
    """The page of one session.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._answer: Answered | None = None
        self._job: Job | None = None
        self._told = 0.0
        self._begun = 0.0
        self._simulations = Words(label="Countries of each explanation", value=str(USUAL))
        self._known_by = Words(label="Known by", note="A day, such as 2014-06-30; empty for all.")
        self._begin = Press("Work it out", self._work_out, first=True)
        self._cancel = Press("Cancel", self._call_off, disabled=True)
        self._progress = Prose(min_height=54)
        self._head, self._leaf = Prose(live=True), Leaf()
        self._save = Save("Save this report", self._give)
        self._below = pn.Column(sizing_mode="stretch_width", margin=0)
        self.view = pn.Column(
            Prose(blocks=[("title", "Which explanation fits what was known?"), ("quiet", ABOUT)]),
            *self._finished(),
            beside(self._simulations, self._known_by),
            beside(self._begin, self._cancel),
            self._progress,
            self._below,
            sizing_mode="stretch_width",
            margin=0,
        )
        for field in (self._simulations, self._known_by):
            field.param.update(sizing_mode=None, width=260)
        session.watch(self._changed)

    def _finished(self) -> list[Any]:
        """A choice among the results that the lab was given; nothing where there are none."""
        results = self.session.library.results
        if not results:
            return []
        options = [["", "choose …"], *([name, name] for name in results)]
        choice = Choice(label="A finished result", options=options)
        choice.param.watch(lambda event: self._load(event.new), "value")
        return [choice]

    def _load(self, name: str) -> None:
        if name in self.session.library.results:
            work = partial(_read, self.session.library.results[name])
            self._submit(work, f"reading {name} …")

    def _work_out(self) -> None:
        number = self._given(self._simulations, read_simulations)
        known_by = self._given(self._known_by, read_known_by)
        if any(field.error for field in (self._simulations, self._known_by)):
            return
        try:
            asked = scenario(self.session.case)
        except InputError as error:
            self._failed(error)
            return

        def work(go_on: Any) -> Answered:
            return answer(asked, number, known_by=known_by, tell=self._progressed, go_on=go_on)

        self._submit(work, f"{number * len(asked.case.explanations):,} countries to simulate")

    def _given(self, field: Words, read: Callable[[str], Any]) -> Any:
        """What stands in a field; what is wrong with it is said there."""
        try:
            field.error = ""
            return read(field.value)
        except InputError as error:
            field.error = in_a_sentence(error)
            return None

    def _submit(self, work: Any, said: str) -> None:
        self._show(None)
        self._begun = time.monotonic()
        try:
            self._job = self.session.submit(JOB, work, self._show, self._failed, long=True)
        except InputError as error:
            self._failed(error)
            return
        ahead = self.session.pool.ahead_of(self._job)
        waiting = f"; {ahead} are before you" if ahead else ""
        self._progress.blocks = [("progress", 0.0), ("quiet", f"{said}{waiting}")]
        self._working(True)

    def _progressed(self, progress: Progress) -> None:
        """Called in the worker."""
        now = time.monotonic()
        if now - self._told > OFTEN:
            self._told = now
            self.session.soon(partial(self._say_progress, progress, self._job))

    def _say_progress(self, progress: Progress, job: Job | None) -> None:
        if job is self._job and job is not None and not job.cancelled:
            left = (time.monotonic() - self._begun) * (1 / max(progress.share, 1e-9) - 1)
            said = f"{progress.words}; about {_duration(left)} left" if left > 1 else progress.words
            self._progress.blocks = [("progress", progress.share), ("quiet", said)]

    def _call_off(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._ended([("quiet", "Cancelled; nothing of it is kept.")])

    def _failed(self, error: Exception) -> None:
        self._ended([("wrong", in_a_sentence(error))])

    def _ended(self, blocks: list[tuple[str, str]]) -> None:
        self._job = None
        self._progress.blocks = blocks
        self._working(False)

    def _working(self, working: bool) -> None:
        self._begin.disabled, self._cancel.disabled = working, not working

    def _show(self, found: Answered | None) -> None:
        """Show an answer; None for nothing."""
        self._answer = found
        self._ended([])
        self._below.objects = [] if found is None else [self._head, self._leaf, self._save]
        if found is not None:
            self._head.blocks = [("title", found.paper.title)]
            self._leaf.blocks = plain(leaves_of(found))

    def _give(self) -> None:
        if self._answer is not None:
            self._save.give("report.html", "text/html", self._answer.page)

    def _changed(self, before: State, after: State) -> None:
        """Another case: what is shown, and what is worked out, is not of it."""
        if before.case != after.case:
            if self._job is not None:
                self._job.cancel()
            self._show(None)


def _read(folder: Any, _: Any) -> Answered:
    return Answered.read(folder)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def leaves_of(found: Answered) -> tuple[Block, ...]:
    """The report: the answer is open, all else is folded."""
    first, *rest = found.paper.sections
    folded = [Folded(section.title, section.blocks) for section in rest]
    return (*found.paper.about, Heading(first.title, first.blocks), *folded)
