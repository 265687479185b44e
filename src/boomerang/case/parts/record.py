"""What was counted, what could be counted, and what a run counts."""

import datetime
from typing import ClassVar, Literal

from pydantic import Field

from boomerang.case.parts.error import Error
from boomerang.case.parts.fields import Date, Number, Several, Text
from boomerang.case.parts.part import Part
from boomerang.case.parts.selectors import OR
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.parts.statistics.statistic import Statistic
from boomerang.case.parts.values import Duration, Expression

NOW = "now"  # the kind of an observation that counts people in a state
FINE = ("step", "month")  # tallies that tell when something happened
Confidence = Literal["high", "medium", "low"]


class Countable(Part):
    """What is counted, of whom, and what is done with the counts to get one number."""

    count: Several[Text] = Field(
        min_length=1, description="an event, several events, or a state such as `stance departed`"
    )
    within: Several[Text] = Field(
        (),
        description="the part of the people: `place`, `province`, a column of the places, a trait or a track,"
        " and names; all hold",
    )
    statistic: Statistic = Field(
        HOW_MANY, description="what is done with the counts", json_schema_extra={"default": "number"}
    )

    @property
    def counted(self) -> str:
        """What is counted, as text: `shoot or explode`."""
        return OR.join(self.count)


class Quantity(Countable):
    """What is counted, of whom and when."""

    by: Date | None = Field(None, description="counted up to this day")
    start: Date | None = Field(None, alias="from", description="counted from this day")
    end: Date | None = Field(None, alias="to", description="counted to this day")
    after: Several[Text] = Field(
        (),
        description="where a change is sought: dates, an event, or a lever when its schedule rises",
    )

    @property
    def last(self) -> datetime.date | None:
        """The last day of counting, if it is given."""
        return self.end or self.by


class Statement(Quantity):
    """A dated figure, who said it and when it became known."""

    kind: Text | None = Field(
        None, description="ever, now, killed, returned, stops, convictions, or in your own words"
    )
    value: Number | None = Field(None, description="the figure")
    low: Number | None = Field(None, description="the least it may be")
    high: Number | None = Field(None, description="the most it may be")
    at_least: Number | None = Field(None, alias="at least", description="a lower bound with no figure")
    said_by: Text = Field(alias="said by", description="who announced it")
    known: Date = Field(description="when it became known")
    source: Text = Field(description="where it stands")


class Reliability(Part):
    """How an agency counts, and how far what it says may be off."""

    confidence: Confidence | None = Field(None, description="how much it is trusted")
    rounding: Number | None = Field(None, gt=0, description="it was rounded to multiples of this")
    delay: Duration | None = Field(None, description="mean time from the event to the announcement")
    detected: Expression | None = Field(None, description="the share that is counted at all")
    drift: Expression | None = Field(
        None, description="by how much the logarithm of that share changes in a year, from the first day on"
    )
    error: Error | None = Field(
        None,
        description="how far the figure may be off: `20 %`, a parameter, or `none` for a list known to be"
        " complete; else it is in doubt",
    )
    note: Text | None = Field(None, description="anything else")
    unused: Text | None = Field(None, description="why it is kept but not used")


class Observation(Reliability, Statement):
    """A dated figure with its uncertainty, its source and when it became known."""

    noun: ClassVar[str] = "an observation"


class Observable(Quantity):
    """A figure that could be collected and has not been."""

    noun: ClassVar[str] = "an observable"

    note: Text | None = Field(None, description="anything else")
    unused: Text | None = Field(
        None, description="why it is kept but not computed; `within` is then free text"
    )


class Tally(Part):
    """What a run counts."""

    noun: ClassVar[str] = "a tally"

    count: Several[Text] = Field(min_length=1, description="the events that are counted")
    every: Literal["step", "month", "year", "period"] = Field("month", description="the time between counts")
    by: Several[Text] = Field((), description="place, province and traits that are counted apart")
