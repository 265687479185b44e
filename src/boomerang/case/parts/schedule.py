"""How a quantity of the whole country runs over time: schedules, levers, climates."""

import datetime
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, RootModel, Tag, WrapValidator

from boomerang.case.parts.fields import Date, Number, SomeEntries, Text, as_date, each_once
from boomerang.case.parts.part import Part
from boomerang.case.parts.values import Duration, Expression
from boomerang.case.text.texts import show

START = "from the start"
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

    @property
    def values(self) -> list[tuple[str, Expression]]:
        """Every value with the text of its date, in the order written."""
        if isinstance(self.root, Expression):
            return [("", self.root)]
        given = self.root.points if isinstance(self.root, Lines) else self.root.root
        return [(str(at), value) for at, value in given.items()]


class Each(Part):
    """Schedules of the categories of a trait, of provinces or of places, each its own."""

    noun: ClassVar[str] = "a schedule for each"

    parts: SomeEntries[Text, Schedule] = Field(
        alias=EACH,
        description="the schedule of each category, province or place, and of `other`",
    )

    def of(self, label: str) -> Schedule | None:
        """The schedule of one part; None where the file gives none."""
        return self.parts.get(label, self.parts.get(OTHER))


def _schedules_form(data: Any) -> str:
    each = isinstance(data, Each) or (isinstance(data, dict) and (EACH in data or "parts" in data))
    return "Each" if each else "Schedule"


AnySchedule = Annotated[
    Annotated[Each, Tag("Each")] | Annotated[Schedule, Tag("Schedule")], Discriminator(_schedules_form)
]


def single_schedules(given: Schedule | Each, steps: Path) -> Iterator[tuple[Path, Schedule]]:
    """Every single schedule with its path, when `given` stands at the path `steps`."""
    if isinstance(given, Each):
        yield from (((*steps, EACH, label), schedule) for label, schedule in given.parts.items())
    else:
        yield steps, given


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
