"""Who computes next: a few workers for everybody, in the order in which they asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import Any

from boomerang.errors import InputError

MOST_WAITING = 1_000  # jobs of everybody together
PATIENCE = 10.0  # seconds that the end waits for a step of what is computed
BUSY = "the lab is too busy: too many are waiting; try again in a minute"


class CancelledError(Exception):
    """Nobody waits for a job any more."""


@dataclass(eq=False)
class Job:
    """Something to compute for somebody.

    Attributes:
        owner, key: who asked, and for what; a newer job of the same takes the place of an older one.
        work: called in a worker with a function that raises `CancelledError` once nobody waits any more.
        done, failed: called in the worker with the result, or with what was raised instead; neither after a
            cancel.
        long: whether it takes long; such jobs leave at least one worker to the others.
        spare: whether it only makes surer what is there already; it is begun when nobody waits for anything
            else, and begun anew later if somebody comes while it is computed.
        moved: called in any thread with its place in the queue where all workers are busy, 1 for the next,
            and with 0 when it leaves the queue to be computed.
    """

    owner: Hashable
    key: str
    work: Callable[[Callable[..., None]], Any]
    done: Callable[[Any], Any]
    failed: Callable[[Exception], Any]
    long: bool = False
    spare: bool = False
    moved: Callable[[int], Any] = lambda _: None
    _cancelled: Event = field(default_factory=Event)
    _put_off: Event = field(default_factory=Event)

    def cancel(self) -> None:
        """Nobody waits for it any more. What is being computed ends at its next step."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._cancelled.is_set()

    def go_on(self, *_: Any) -> None:
        """Return if it is to be computed now; may be used as the `progress` of a run.

        Raises:
            CancelledError: nobody waits for it, or others come first.
        """
        if self.cancelled or self.is_put_off:
            raise CancelledError

    def put_off(self) -> None:
        """Others come first: what is being computed ends at its next step, and is begun anew later."""
        self._put_off.set()

    @property
    def is_put_off(self) -> bool:
        """Whether it is to end, and to be begun anew later."""
        return self._put_off.is_set()

    def run(self) -> bool:
        """Compute it and hand over what comes out; whether it is to be begun anew later."""
        try:
            self.go_on()
            result = self.work(self.go_on)
        except CancelledError:
            self._put_off.clear()
            return not self.cancelled
        except Exception as error:  # whoever asked decides what it means
            self._hand_over(self.failed, error)
        else:
            self._hand_over(self.done, result)
        return False

    def _hand_over(self, to: Callable[[Any], Any], given: Any) -> None:
        if not self.cancelled:
            _tell(to, given)


def _tell(whom: Callable[[Any], Any], given: Any) -> None:
    """Tell a page something; it may be gone before it says so, and a worker has others to serve."""
    with suppress(Exception):
        whom(given)


class Pool:
    """Workers that take jobs in the order in which they were asked for.

    Args:
        workers: how many jobs are computed at a time, each with the memory of a country or two.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._waiting: list[Job] = []
        self._running: set[Job] = set()
        self._told: dict[Job, int] = {}
        self._change, self._ended = Condition(), False
        self._threads = [Thread(target=self._serve, daemon=True, name=f"lab-{i}") for i in range(workers)]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> Job:
        """Put a job at the end of the queue; an older one of the same owner and key is cancelled.

        Raises:
            InputError: too many are waiting.
        """
        with self._change:
            self._cancel(lambda other: (other.owner, other.key) == (job.owner, job.key))
            if len(self._waiting) >= MOST_WAITING:
                raise InputError(BUSY)
            self._waiting.append(job)
            if not job.spare and len(self._running) == self.workers:
                self._put_one_off()
            self._change.notify_all()
        self._tell()
        return job

    def forget(self, owner: Hashable) -> None:
        """Cancel all that somebody has asked for."""
        with self._change:
            self._cancel(lambda job: job.owner == owner)
        self._tell()

    def end(self) -> None:
        """Compute nothing any more: a thread that computes while the interpreter ends would abort it."""
        with self._change:
            self._ended = True
            self._cancel(lambda _: True)
            self._change.notify_all()
        for thread in self._threads:
            thread.join(PATIENCE)

    def ahead_of(self, job: Job) -> int:
        """How many jobs are taken before this one; 0 too where it is being computed or is done."""
        with self._change:
            order = self._order
            return order.index(job) if job in order else 0

    @property
    def _order(self) -> list[Job]:
        """Those who wait, as they come to be computed."""
        return sorted(self._waiting, key=lambda job: job.spare)

    def _cancel(self, meant: Callable[[Job], bool]) -> None:
        for job in [*self._waiting, *self._running]:
            if meant(job):
                job.cancel()
        self._waiting = [job for job in self._waiting if not job.cancelled]

    def _put_one_off(self) -> None:
        spare = (job for job in self._running if job.spare and not job.cancelled and not job.is_put_off)
        job = next(spare, None)
        if job is not None:
            job.put_off()

    def _tell(self) -> None:
        """Tell those who wait their places, where these have changed."""
        with self._change:
            if len(self._running) < self.workers:
                return
            places = {job: place for place, job in enumerate(self._order, 1) if not job.spare}
            news = {job: place for job, place in places.items() if self._told.get(job) != place}
            news |= {job: 0 for job in self._told if job in self._running}
            self._told = places
        for job, place in news.items():
            _tell(job.moved, place)

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            again = False
            self._tell()
            try:
                again = job.run()
            finally:
                with self._change:
                    self._running.discard(job)
                    self._waiting += [job] if again and not job.cancelled else []
                    self._change.notify_all()

    def _next(self) -> Job | None:
        """Wait for a job that may begin, and take it; None in the end."""
        with self._change:
            while (job := self._first()) is None and not self._ended:
                self._change.wait()
            if job is None or self._ended:
                return None
            self._waiting.remove(job)
            self._running.add(job)
            return job

    def _first(self) -> Job | None:
        room = sum(job.long for job in self._running) < max(1, self.workers - 1)
        return next((job for job in self._order if room or not job.long), None)
