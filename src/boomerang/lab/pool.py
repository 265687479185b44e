"""Who computes next: a few workers for everybody, in the order in which they asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import Any

from boomerang.errors import InputError

MOST_WAITING = 1_000  # jobs of everybody together
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
        patient: whether it can wait until nothing else does, as what makes an answer surer can.
    """

    owner: Hashable
    key: str
    work: Callable[[Callable[..., None]], Any]
    done: Callable[[Any], Any]
    failed: Callable[[Exception], Any]
    long: bool = False
    patient: bool = False
    _cancelled: Event = field(default_factory=Event)

    def cancel(self) -> None:
        """Nobody waits for it any more. What is being computed ends at its next step."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._cancelled.is_set()

    def go_on(self, *_: Any) -> None:
        """Return if somebody still waits; may be used as the `progress` of a run.

        Raises:
            CancelledError: nobody does.
        """
        if self.cancelled:
            raise CancelledError

    def run(self) -> None:
        """Compute it and hand over what comes out."""
        try:
            self.go_on()
            result = self.work(self.go_on)
            self.go_on()
        except CancelledError:
            return
        except Exception as error:  # whoever asked decides what it means
            if not self.cancelled:
                self.failed(error)
        else:
            self.done(result)


class Pool:
    """Workers that take jobs in the order in which they were asked for, patient ones last.

    Args:
        workers: how many jobs are computed at a time, each with the memory of a country or two.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._waiting: deque[Job] = deque()
        self._running: set[Job] = set()
        self._change = Condition()
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
            self._change.notify_all()
        return job

    def forget(self, owner: Hashable) -> None:
        """Cancel all that somebody has asked for."""
        with self._change:
            self._cancel(lambda job: job.owner == owner)

    def ahead_of(self, job: Job) -> int:
        """How many jobs are taken before this one; 0 too where it is being computed or is done."""
        with self._change:
            order = sorted(self._waiting, key=lambda waiting: waiting.patient)
            return order.index(job) if job in order else 0

    def _cancel(self, meant: Callable[[Job], bool]) -> None:
        for job in [*self._waiting, *self._running]:
            if meant(job):
                job.cancel()
        self._waiting = deque(job for job in self._waiting if not job.cancelled)

    def _serve(self) -> None:
        while True:
            job = self._next()
            try:
                job.run()
            finally:
                with self._change:
                    self._running.discard(job)
                    self._change.notify_all()

    def _next(self) -> Job:
        """Wait for a job that may begin, and take it."""
        with self._change:
            while (job := self._first()) is None:
                self._change.wait()
            self._waiting.remove(job)
            self._running.add(job)
            return job

    def _first(self) -> Job | None:
        room = sum(job.long for job in self._running) < max(1, self.workers - 1)
        ready = [job for job in self._waiting if room or not job.long]
        return min(ready, key=lambda job: job.patient, default=None)
