"""How a case names figures that stand in a file: a series, or a list of events."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from boomerang.case.parts.fields import FROM_FILE, Date, Entries, FileName, Several, Text
from boomerang.case.parts.filed.spans import Every
from boomerang.case.parts.part import Part
from boomerang.case.parts.record import Countable, Observation, Quantity, Reliability
from boomerang.case.parts.values import Duration

SERIES, EVENTS = FROM_FILE, "events file"  # keys that tell the kinds of entries apart
DATES = {"ucdp ged": "date_start", "acled": "event_date"}  # the column of the first day in these layouts


class Becoming(Part):
    """When each figure of a file became known."""

    noun: ClassVar[str] = "a rule for when figures became known"

    lag: Duration | None = Field(None, description="so long after the last day that a figure counts")
    column: Text | None = Field(None, description="the column of the days; of a series")


def _known_form(data: Any) -> str:
    return "Becoming" if isinstance(data, (dict, Becoming)) else "Date"


Known = Annotated[
    Annotated[Date, Tag("Date")] | Annotated[Becoming, Tag("Becoming")], Discriminator(_known_form)
]


class FromFile(Countable):
    """What all figures of a file have in common: what is counted, who said it, and which rows are meant."""

    start: Date | None = Field(None, alias="from", description="figures from this day on are used")
    end: Date | None = Field(None, alias="to", description="figures to this day are used")
    said_by: Text = Field(alias="said by", description="who announced them")
    known: Known = Field(description="when they became known: a day, `{lag: 1 month}` or `{column: NAME}`")
    source: Text = Field(description="where the file comes from")
    where: Entries[Text, Several[Text]] = Field(
        {}, description="columns and what stands there in the rows that are used"
    )
    low: Text | None = Field(None, description="the column of the least it may be")
    high: Text | None = Field(None, description="the column of the most it may be")
    place: Text | None = Field(None, description="the column of the places, which are counted apart")
    province: Text | None = Field(None, description="the column of the provinces, which are counted apart")
    names: FileName | None = Field(
        None,
        description="a table of names in the file and what the case calls them: `name`, and `place` or"
        " `province`",
    )

    @property
    def quantity(self) -> Quantity:
        """What all figures count, without their days."""
        return Quantity(
            count=self.count, within=self.within, statistic=self.statistic, start=self.start, end=self.end
        )

    @property
    def apart(self) -> str:
        """Whether `place` or `province` are counted apart; empty for neither."""
        return "place" if self.place else "province" if self.province else ""


class SeriesFile(Reliability, FromFile):
    """Figures in a file, one a row."""

    noun: ClassVar[str] = "a series from a file"
    file_key: ClassVar[str] = SERIES

    series_file: FileName = Field(alias=SERIES, description="a CSV file beside the case, one figure a row")
    period: Several[Text] = Field(
        min_length=1,
        max_length=2,
        description="the column of the first day that a figure counts, or those of the first and the last",
    )
    every: Every | None = Field(None, description="how long a figure counts, where the columns do not say it")
    value: Text = Field(description="the column of the figures")

    @property
    def file(self) -> str:
        """The file that it is read from."""
        return self.series_file


class EventsFile(Reliability, FromFile):
    """Events in a file, one a row, that are counted."""

    noun: ClassVar[str] = "a list of events from a file"
    file_key: ClassVar[str] = EVENTS

    events_file: FileName = Field(alias=EVENTS, description="a CSV file beside the case, one event a row")
    every: Every = Field(description="events are counted by these spans, where there are none as 0")
    format: Literal["ucdp ged", "acled"] | None = Field(
        None, description="a layout whose column of dates is known: `date_start` and `event_date`"
    )
    date: Text | None = Field(None, description="the column of the first day of an event")
    number: Text | None = Field(
        None, description="the column of how many an event counts, such as its dead; left out, 1"
    )

    @property
    def file(self) -> str:
        """The file that it is read from."""
        return self.events_file

    @property
    def dates(self) -> str:
        """The column of dates; empty where it is not said."""
        return self.date or DATES.get(self.format or "", "")


Filed = SeriesFile | EventsFile


def _entry_form(data: Any) -> str:
    """Which kind of entry this is, by its keys."""
    keys = data if isinstance(data, dict) else ()
    if isinstance(data, SeriesFile) or SERIES in keys or "series_file" in keys:
        return "SeriesFile"
    return "EventsFile" if isinstance(data, EventsFile) or EVENTS in keys or "events_file" in keys else "one"


AnyObservation = Annotated[
    Annotated[Observation, Tag("one")]
    | Annotated[SeriesFile, Tag("SeriesFile")]
    | Annotated[EventsFile, Tag("EventsFile")],
    Discriminator(_entry_form),
]
