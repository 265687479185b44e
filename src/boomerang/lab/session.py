"""One page of the lab that somebody has open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boomerang.case import Case
from boomerang.lab.classroom import School
from boomerang.lab.country import Countries
from boomerang.lab.library import Library
from boomerang.lab.pool import Job, Pool
from boomerang.lab.state import State

Watcher = Callable[[State, State], Any]


class Session:
    """What one page knows: its state and its case, and who computes for it.

    Attributes:
        library, pool, countries, rooms: shared by all pages.
        state: all that is chosen.
        edited: the case as it was edited on this page; None for that of the library.

    Args:
        later: has a function run in the thread of the page, soon.
        say: shows a line about what is going on; it is read aloud.
    """

    def __init__(
        self,
        library: Library,
        pool: Pool,
        countries: Countries,
        rooms: School,
        state: State,
        *,
        later: Callable[[Callable[[], Any]], Any],
        say: Callable[[str], Any],
    ) -> None:
        self.library, self.pool, self.countries, self.rooms = library, pool, countries, rooms
        self.state, self.say = state, say
        self.edited: Case | None = None
        self._later = later
        self._watchers: list[Watcher] = []
        self._latest: dict[str, Job] = {}
        self._put_aside: Callable[[], Any] | None = None
        self._drawn: list[Callable[[], Any]] = []
        self._seen, self._closed = True, False

    @property
    def case(self) -> Case:
        """The case that is shown.

        Raises:
            InputError: the lab has no such case, or it is not valid.
        """
        return self.edited or self.library.case(self.state.case or self.library.first)

    @property
    def named(self) -> str:
        """The case as it is written in a command."""
        return self.library.named(self.state.case or self.library.first)

    def watch(self, watcher: Watcher) -> None:
        """Have a function called with the old and the new state whenever something else is chosen."""
        self._watchers.append(watcher)

    def change(self, **changes: Any) -> None:
        """Choose something else; another case is chosen without what belongs to the one before."""
        before = self.state
        self.state = State(tab=before.tab, **changes) if "case" in changes else before.changed(**changes)
        if "case" in changes:
            self.edited = None
        if self.state != before:
            self._tell(before)

    def edit(self, case: Case) -> None:
        """Show a case as it was edited on this page."""
        before, self.edited = self.state, case
        self.state = State(case=before.case, tab=before.tab, edition=before.edition + 1)
        self._tell(before)

    def submit(
        self,
        key: str,
        work: Callable[[Callable[..., None]], Any],
        done: Callable[[Any], Any],
        failed: Callable[[Exception], Any],
        *,
        long: bool = False,
        spare: bool = False,
        moved: Callable[[int], Any] = lambda _: None,
    ) -> Job:
        """Have something computed; what was asked for under the same key before is cancelled.

        Args:
            work: called in a worker, with a function to be called now and then, which ends it after a cancel.
            done, failed: called in the thread of the page, with the result or with what was raised.
            long: whether it takes long.
            spare: whether it only makes surer what is shown already.
            moved: called in the thread of the page with the place in the queue, 1 for the next, and with 0
                when it leaves the queue.

        Raises:
            InputError: the lab is too busy.
        """

        def in_page(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
            return lambda given: self.soon(lambda: None if job.cancelled else function(given))

        job = Job(self, key, work, in_page(done), in_page(failed), long, spare, in_page(moved))
        if key in self._latest:  # it may be done, and what comes of it on its way into the page
            self._latest[key].cancel()
        self._latest[key] = job
        return self.pool.submit(job)

    def when_seen(self, function: Callable[[], Any]) -> None:
        """Run a function in the thread of the page: now, or as soon as somebody looks at the page again.

        While nobody looks, only the last one is kept.
        """
        if self._seen:
            function()
        else:
            self._put_aside = function

    def when_drawn(self, function: Callable[[], Any]) -> None:
        """Run a function in the thread of the page each time a country has been drawn anew."""
        self._drawn.append(function)

    def drawn(self) -> None:
        """A country has been drawn anew."""
        for function in self._drawn:
            function()

    def look(self, seen: bool) -> None:
        """Somebody looks at the page, or at something else."""
        self._seen = seen
        if seen and self._put_aside is not None:
            function, self._put_aside = self._put_aside, None
            function()

    def soon(self, function: Callable[[], Any]) -> None:
        """Run a function in the thread of the page, if that is still open."""
        if not self._closed:
            self._later(lambda: None if self._closed else function())

    def close(self) -> None:
        """The page is gone: nothing is computed for it any more."""
        self._closed = True
        self.pool.forget(self)

    def _tell(self, before: State) -> None:
        for watcher in self._watchers:
            watcher(before, self.state)
