"""What is done with counts to get one number: `number`, `share of the top 3 places`, `ratio to depart`."""

import datetime
import re
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from boomerang.case.parts.fields import as_date
from boomerang.case.text.texts import TextValue

Kind = Literal["number", "share", "window", "top", "ratio", "correlation", "lead", "change"]

DAY = r"\d{4}-\d{2}-\d{2}"
WRITTEN: dict[Kind, str] = {
    "number": r"number",
    "share": r"share",
    "window": rf"share of (?P<start>{DAY}) to (?P<end>{DAY})",
    "top": r"share of the top (?P<size>[1-9]\d{0,5}) (?P<among>place|province|month)s?",
    "ratio": r"ratio to (?P<other>.+)",
    "correlation": r"correlation with (?P<other>.+) by (?P<among>place|month)",
    "lead": r"lead of (?P<other>.+) within (?P<size>[1-9]\d{0,5}) months?",
    "change": r"change over (?P<size>[1-9]\d{0,5}) weeks?",
}


@dataclass(frozen=True)
class Statistic(TextValue):
    """What is done with counts.

    Attributes:
        text: as it is written.
        kind: which one it is; `window` and `top` are shares of a longer time and of the largest parts.
        other: the event, state or column of the places that it is compared with.
        size: how many places, months or weeks.
        among: what is told apart: place, province or month.
        start, end: the first and the last day of the longer time.
    """

    text: str = "number"
    kind: Kind = "number"
    other: str = ""
    size: int = 0
    among: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None

    noun: ClassVar[str] = "statistic"
    form: ClassVar[str] = (
        "number, share, share of DATE to DATE, share of the top N places (or provinces, months),"
        " ratio to COUNT, correlation with COUNT by place (or by month), lead of COUNT within N months"
        " or change over N weeks"
    )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read one of the forms."""
        for kind, written in WRITTEN.items():
            if found := re.fullmatch(written, text):
                return cls._of(text, kind, found.groupdict())
        raise ValueError(f"'{text}' is no statistic; write {cls.form}")

    @classmethod
    def _of(cls, text: str, kind: Kind, given: dict[str, str]) -> Self:
        start, end = (as_date(given[key]) if key in given else None for key in ("start", "end"))
        size, other, among = int(given.get("size", 0)), given.get("other", ""), given.get("among", "")
        return cls(text, kind, other, size, among, start, end)

    def __str__(self) -> str:
        return self.text
