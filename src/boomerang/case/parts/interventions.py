"""Interventions: transitions and acts that happen on a day to a number of people."""

import re
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Discriminator, Field, Tag

from boomerang.case.parts.fields import FROM_FILE, Date, Entries, FileName, Several, Text
from boomerang.case.parts.part import Part
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import Expression
from boomerang.case.text.texts import NUMBER, nearest

UP_TO = "up to "
DROP = "drop"
_FROM_FILE_IN_PYTHON = "interventions_file"


@dataclass(frozen=True)
class Headcount(Expression):
    """A number of people, such as `342 people` or `0.5 x interned`; with `up to`, at most so many."""

    up_to: bool = False

    noun: ClassVar[str] = "headcount"
    form: ClassVar[str] = "a number of people like 342 people, up to 342 people, or a parameter like interned"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a number of people, or numbers and parameters joined by ` x `."""
        bare = re.sub(rf"^({NUMBER}) (?:people|person)$", r"\1", text.removeprefix(UP_TO))
        found = replace(super().from_text(bare), up_to=text.startswith(UP_TO))
        if not found.names and found.value({}) < 0:
            raise ValueError(f"'{text}' is negative; write {cls.form}")
        if not found.names and found.value({}) % 1 > 0:
            raise ValueError(f"'{text}' is a fraction of a person; write a whole number of people")
        return found

    def __str__(self) -> str:
        number = super().__str__()
        unit = "" if self.names or len(self.factors) > 1 else " person" if number == "1" else " people"
        return f"{UP_TO if self.up_to else ''}{number}{unit}"

    def plain(self) -> str | int | float:
        """Give the text, which says what is counted."""
        return str(self)


class Dated(Part):
    """A part that names one transition or act among its keys; `example` says how."""

    example: ClassVar[str] = "such as `arrest: 342 people`"
    spread: ClassVar[str] = "happens"

    @classmethod
    def long_form(cls, data: Any) -> Any:
        """Gather the transition or act that is written among the keys."""
        data = super().long_form(data)
        if not isinstance(data, dict) or not isinstance(data[cls.spread], dict):
            return data
        gathered = data[cls.spread]
        keys = cls.written_keys() if len(gathered) > 1 else []
        named = {key: given for key, given in gathered.items() if not nearest(str(key), keys)}
        if len(named) > 1:
            raise ValueError(
                f"{cls.noun} is of one transition or act, and here are {' and '.join(map(str, named))}"
            )
        if not named and cls.model_fields[cls.spread].is_required():
            raise ValueError(f"{cls.noun} needs a transition or act and how many people, {cls.example}")
        others = {key: given for key, given in gathered.items() if key not in named}
        return {**others, **data, cls.spread: named}

    @property
    def event(self) -> str:
        """The transition or act; empty where a change names none."""
        return str(next(iter(getattr(self, self.spread)), ""))


class Intervention(Dated):
    """A transition or act that happens on a day to a number of people."""

    noun: ClassVar[str] = "an intervention"

    on: Date = Field(description="the day")
    happens: Entries[Text, Headcount] = Field(description="how many people it happens to")
    who: Several[Selector] = Field((), description="traits, states and places of those it can happen to")
    place: Several[Text] = Field((), description="the places where they live")
    province: Several[Text] = Field((), description="the provinces where they live")

    @classmethod
    def taken_keys(cls) -> set[str]:
        """The keys under which no event can be spread; that of a file would make it another form."""
        return {*super().taken_keys(), FROM_FILE, _FROM_FILE_IN_PYTHON}

    @property
    def people(self) -> Headcount:
        """How many it happens to."""
        return self.happens[self.event]


class InterventionsFile(Dated):
    """Interventions in a file, one a row."""

    noun: ClassVar[str] = "interventions from a file"
    example: ClassVar[str] = "such as `arrest: COLUMN`"

    interventions_file: FileName = Field(
        alias=FROM_FILE, description="a CSV file beside the case, one intervention a row"
    )
    on: Text = Field(description="the column of the days")
    happens: Entries[Text, Text] = Field(
        description="the column of how many people it happens to; with `up to` before it, at most so many"
    )
    who: Several[Selector] = Field((), description="traits, states and places of those it can happen to")
    where: Entries[Text, Several[Text]] = Field(
        {}, description="columns and what stands there in the rows that are used"
    )
    place: Text | None = Field(None, description="the column of the places where they live")
    province: Text | None = Field(None, description="the column of the provinces where they live")
    names: FileName | None = Field(
        None,
        description="a table of names in the file and what the case calls them: `name`, and `place` or"
        " `province`",
    )
    within: ClassVar[tuple[str, ...]] = ()  # `who` says it

    @property
    def apart(self) -> str:
        """Whether rows are about a `place` or a `province`; empty for neither."""
        return "place" if self.place else "province" if self.province else ""

    @property
    def column(self) -> str:
        """The column of the numbers."""
        return self.happens[self.event].removeprefix(UP_TO)

    @property
    def up_to(self) -> bool:
        """Whether it may happen to fewer people if there are no more."""
        return self.happens[self.event].startswith(UP_TO)


class InterventionChange(Dated):
    """What a policy makes of an intervention."""

    noun: ClassVar[str] = "a change of an intervention"

    on: Date | None = Field(None, description="another day")
    happens: Entries[Text, Headcount] = Field({}, description="another number of people")

    @property
    def people(self) -> Headcount | None:
        """How many it happens to then, if that changes."""
        return self.happens.get(self.event)


def _form(data: Any) -> str:
    """Which kind of entry this is, by its keys."""
    keys = data if isinstance(data, dict) else ()
    from_file = FROM_FILE in keys or _FROM_FILE_IN_PYTHON in keys or isinstance(data, InterventionsFile)
    return "InterventionsFile" if from_file else "Intervention"


AnyIntervention = Annotated[
    Annotated[Intervention, Tag("Intervention")] | Annotated[InterventionsFile, Tag("InterventionsFile")],
    Discriminator(_form),
]


def _change_form(data: Any) -> str:
    """Whether an intervention is changed, or dropped."""
    return "InterventionChange" if isinstance(data, (dict, InterventionChange)) else DROP


AnyChange = Annotated[
    Annotated[InterventionChange, Tag("InterventionChange")] | Annotated[Literal["drop"], Tag(DROP)],
    Discriminator(_change_form),
]
