"""What is done with counts to get one number: `number`, `share of the top 3 places`, `ratio to depart`."""

from __future__ import annotations

import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Self, cast

from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.scale import PLAIN, FigureScale
from boomerang.case.text.texts import TextValue


@dataclass(frozen=True)
class Asked:
    """What an observable says beside its statistic.

    Attributes:
        within: the parts of the people that are counted; all hold.
        after: the moments around which a change is sought.
        first, last: the first and the last day that is counted.
        parts: how many of `place`, `province` or `month` are counted; 0 where that is not known.
    """

    within: tuple[str, ...]
    after: tuple[str, ...]
    first: datetime.date
    last: datetime.date
    parts: Callable[[str], int]


class _Forms:
    """How any registered statistic is written."""

    def __get__(self, instance: object, owner: type) -> str:
        *forms, last = (kind.form for kind in STATISTICS)
        return f"{', '.join(forms)} or {last}"


@dataclass(frozen=True)
class Statistic(TextValue, ABC):
    """What is done with counts. Each kind is a class of its own, and whoever needs to know something asks it.

    A kind says how it is written (`written`, a regular expression for the whole text; `form`, for people) and
    what it is (`meaning`, for the table of the documentation), reads what was found in the text (`read`), and
    computes the number (`of`). It overrides what else is so of it.

    Attributes:
        text: as it is written.
    """

    text: str

    noun: ClassVar[str] = "statistic"
    form = cast("str", _Forms())  # of this class all forms, of each kind its own
    written: ClassVar[str]
    meaning: ClassVar[str]
    of_moments: ClassVar[bool] = False  # whether it needs `after`
    scale: ClassVar[FigureScale] = PLAIN  # on which its figures are compared

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read one of the forms."""
        for kind in STATISTICS:
            if issubclass(kind, cls) and (found := re.fullmatch(kind.written, text)):
                return kind.read(found)
        raise ValueError(f"'{text}' is no statistic; write {cls.form}")

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """The statistic that was found in a text; ValueError says what is wrong with it."""
        return cls(found[0])

    @property
    def compared_with(self) -> str:
        """The event, state or column of the places that the count is compared with; empty for none."""
        return ""

    @property
    def takes_columns(self) -> bool:
        """Whether it may be compared with a numeric column of the places."""
        return False

    @property
    def span(self) -> int:
        """How many days before and after a moment it counts; 0 where it is of no moments."""
        return 0

    @property
    def timed(self) -> bool:
        """Whether it asks when something happened, which is known of events only."""
        return False

    @property
    def placed(self) -> bool:
        """Whether it asks where something happened."""
        return False

    def faults(self, asked: Asked) -> Iterator[str]:
        """What is wrong with an observable that has this statistic, one sentence each."""
        yield from ()

    def range(self, asked: Asked) -> tuple[float, float]:
        """Between which two numbers its figures lie, besides the one where there is nothing to measure."""
        return self.scale.least, self.scale.most

    @abstractmethod
    def of(self, counts: Counts) -> float:
        """The number; `NOTHING` where there is nothing to measure."""

    def __str__(self) -> str:
        return self.text


STATISTICS: list[type[Statistic]] = []


def register(kind: type[Statistic]) -> None:
    """Let cases write this kind of statistic. Where two forms fit a text, the one registered first is meant.

    Raises:
        TypeError: it does not say how it is written, what it is, or how it is computed.
    """
    said = ("written", "form", "meaning")
    if missing := [name for name in said if name not in vars(kind)] + sorted(kind.__abstractmethods__):
        raise TypeError(f"the statistic {kind.__name__} has no {' and no '.join(missing)}")
    STATISTICS.append(kind)
