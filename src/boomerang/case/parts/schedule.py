"""How a quantity of the whole country runs over time: schedules, levers, climates."""

import datetime
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, RootModel, Tag, WrapValidator

from boomerang.case.parts.fields import (
    FROM_FILE,
    Date,
    Entries,
    FileName,
    Number,
    Several,
    SomeEntries,
    Text,
    as_date,
    each_once,
)
from boomerang.case.parts.part import Part
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import Duration, Expression
from boomerang.case.text.texts import show

START: Final = "from the start"
LINES = "in straight lines"
EACH = "for each"
OTHER = "other"
Range = Literal["nation", "province", "place"]
Path = tuple[str | int, ...]


def as_moment(given: object) -> object:
    """Accept a date or `from the start`."""
    if given == START:
        return given
    try:
        return as_date(given)
    except ValueError:
        raise ValueError(f"{show(given)} is neither a date like 2012-01-31 nor '{START}'") from None


Moment = Annotated[datetime.date | Literal["from the start"], BeforeValidator(as_moment)]


class Steps(RootModel[SomeEntries[Moment, Expression]]):
    """Values that hold from a date on, until the next."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class Lines(Part):
    """Values at dates, with straight lines between them."""

    noun: ClassVar[str] = "a schedule in straight lines"

    points: Annotated[dict[Date, Expression], Field(min_length=2), WrapValidator(each_once)] = Field(
        alias=LINES, description="the value at each date"
    )


def _schedule_form(data: Any) -> str:
    if isinstance(data, Lines) or (isinstance(data, dict) and (LINES in data or "points" in data)):
        return "Lines"
    return "Steps" if isinstance(data, (dict, Steps)) else "Expression"


class Schedule(
    RootModel[
        Annotated[
            Annotated[Expression, Tag("Expression")]
            | Annotated[Steps, Tag("Steps")]
            | Annotated[Lines, Tag("Lines")],
            Discriminator(_schedule_form),
        ]
    ]
):
    """A value over time: one number, steps at dates, or straight lines between dates."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    @property
    def straight(self) -> bool:
        """Whether the value runs in straight lines between the dates, rather than in steps."""
        return isinstance(self.root, Lines)

    @property
    def start(self) -> Expression | None:
        """The value before the first date; None where the file gives none."""
        if isinstance(self.root, Expression):
            return self.root
        return self.root.root.get("from the start") if isinstance(self.root, Steps) else None

    @property
    def points(self) -> list[tuple[datetime.date, Expression]]:
        """The dates and their values, in order of time."""
        if isinstance(self.root, Expression):
            return []
        given = self.root.points if isinstance(self.root, Lines) else self.root.root
        return sorted((at, value) for at, value in given.items() if isinstance(at, datetime.date))


class FiledSchedule(Part):
    """Values over time in a file, one a row."""

    noun: ClassVar[str] = "a schedule from a file"

    file: FileName = Field(alias=FROM_FILE, description="a CSV file beside the case, one value a row")
    date: Text = Field(description="the column of the day from which a value holds")
    value: Text = Field(description="the column of the values")
    per: Number = Field(1.0, gt=0, description="values are divided by this")
    where: Entries[Text, Several[Text]] = Field(
        {}, description="columns and what stands there in the rows that are used"
    )
    by: Text | None = Field(
        None, description="the column of the categories, provinces or places, which have a schedule each"
    )
    form: Literal["steps", "in straight lines"] = Field(
        "steps", alias="as", description="a value holds until the next, or straight lines join them"
    )
    start: Expression | None = Field(
        None, alias=START, description="the value before the first date of steps"
    )

    @property
    def straight(self) -> bool:
        """Whether the value runs in straight lines between the dates, rather than in steps."""
        return self.form == LINES


def _one_form(data: Any) -> str:
    filed = isinstance(data, FiledSchedule) or (
        isinstance(data, dict) and (FROM_FILE in data or "file" in data)
    )
    return "FiledSchedule" if filed else "Schedule"


OneSchedule = Annotated[
    Annotated[FiledSchedule, Tag("FiledSchedule")] | Annotated[Schedule, Tag("Schedule")],
    Discriminator(_one_form),
]


class Each(Part):
    """Schedules of the categories of a trait, of provinces or of places, each its own."""

    noun: ClassVar[str] = "a schedule for each"

    parts: SomeEntries[Text, OneSchedule] = Field(
        alias=EACH,
        description="the schedule of each category, province or place, and of `other`",
    )


def _schedules_form(data: Any) -> str:
    each = isinstance(data, Each) or (isinstance(data, dict) and (EACH in data or "parts" in data))
    return "Each" if each else _one_form(data)


AnySchedule = Annotated[
    Annotated[Each, Tag("Each")]
    | Annotated[FiledSchedule, Tag("FiledSchedule")]
    | Annotated[Schedule, Tag("Schedule")],
    Discriminator(_schedules_form),
]


class ScheduleChange(Part):
    """What a policy makes of the schedule of a lever or climate."""

    noun: ClassVar[str] = "a change of a schedule"

    times: Expression | None = Field(None, description="by what it is multiplied")
    schedule: OneSchedule | None = Field(None, description="what takes its place")
    within: Several[Selector] = Field(
        (), description="the parts in which it changes, of those that have a value each; all hold"
    )


def _change_form(data: Any) -> str:
    keys = set(data) if isinstance(data, dict) else set()
    changed = isinstance(data, ScheduleChange) or keys & set(ScheduleChange.model_fields)
    return "ScheduleChange" if changed else _one_form(data)


AnyScheduleChange = Annotated[
    Annotated[ScheduleChange, Tag("ScheduleChange")]
    | Annotated[FiledSchedule, Tag("FiledSchedule")]
    | Annotated[Schedule, Tag("Schedule")],
    Discriminator(_change_form),
]


def single_schedules(given: AnySchedule | ScheduleChange, steps: Path) -> Iterator[tuple[Path, OneSchedule]]:
    """Every single schedule as it is given, with its path, when `given` stands at the path `steps`."""
    if isinstance(given, ScheduleChange):
        if given.schedule is not None:
            yield (*steps, "schedule"), given.schedule
    elif isinstance(given, Each):
        yield from (((*steps, EACH, label), schedule) for label, schedule in given.parts.items())
    else:
        yield steps, given


def rises_at_once(given: AnySchedule) -> bool:
    """Whether everybody has the same schedule, which changes on given days."""
    if isinstance(given, FiledSchedule):
        return given.by is None and not given.straight
    return isinstance(given, Schedule) and not given.straight


class Lever(Part):
    """A policy level in [0, 1] that the state sets."""

    noun: ClassVar[str] = "a lever"

    of: Range = Field("nation", description="what has a level of its own: nation, province or place")
    schedule: AnySchedule = Field(description="the level over time, without responses")
    scaled_by: Text | None = Field(
        None, alias="scaled by", description="a column of the places table that scales it"
    )

    @classmethod
    def long_form(cls, data: Any) -> Any:
        """Read a bare schedule as the lever's schedule."""
        if isinstance(data, cls) or (
            isinstance(data, dict) and set(data) & {*cls.written_keys(), *cls.model_fields}
        ):
            return data
        return {"schedule": data}


class Climate(Part):
    """A quantity of the nation, a province, a place or a group that events push and time wears off."""

    noun: ClassVar[str] = "a climate"

    of: Text = Field("nation", description="nation, province, place, or a trait")
    half_life: Duration | None = Field(None, alias="half-life", description="how fast kicks wear off")
    schedule: AnySchedule | None = Field(None, description="an outside value over time")
    from_the_start: Number | None = Field(
        None, alias=START, description="what kicks before the period left behind"
    )


class Feeling(Part):
    """A person's own quantity that events push and time wears off."""

    noun: ClassVar[str] = "a feeling"

    half_life: Duration = Field(alias="half-life", description="the time in which half of it wears off")
