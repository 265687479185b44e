"""Who lives in the country: traits, contacts, and where the places or persons are listed."""

import re
from dataclasses import dataclass
from itertools import pairwise
from math import erfc, sqrt
from statistics import NormalDist
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, RootModel, Tag

from boomerang.case.parts.fields import Category, Entries, FileName, Name, Number, Several, Text, Whole, Word
from boomerang.case.parts.part import Part
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.values import Expression, People, share_of_percent
from boomerang.case.text.texts import NUMBER, TextValue, read_number

GIVEN = "given "
ALIKE = "alike within"
FEW = 1e-3  # a share below which rounding would show


@dataclass(frozen=True)
class Share(TextValue):
    """The share of people in a category: a number, a column of the places table, or what remains."""

    number: float | None = None
    column: str | None = None

    noun: ClassVar[str] = "share"
    form: ClassVar[str] = "a number from 0 to 1, column NAME, or rest"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `0.3`, `column migrants` or `rest`."""
        if text == "rest":
            return cls()
        if text.startswith("column "):
            return cls(column=text.removeprefix("column "))
        if not re.fullmatch(NUMBER, text):
            raise ValueError(f"'{text}' is no share; write {share_of_percent(text) or cls.form}")
        number = read_number(text)
        if number < 0:
            raise ValueError(f"{text} is negative; a share is 0 or more")
        return cls(number)

    @property
    def rest(self) -> bool:
        """Whether this is what the other categories leave over."""
        return self.number is None and self.column is None

    def __str__(self) -> str:
        return str(self.plain())

    def plain(self) -> str | int | float:
        """Give what a person would write in the file."""
        if self.number is not None:
            return Expression((self.number,)).plain()
        return f"column {self.column}" if self.column is not None else "rest"


def _not_alike(given: Any) -> Any:
    if isinstance(given, dict) and ALIKE in given:
        raise ValueError(f"'{ALIKE}' holds for a whole trait; write it beside its outermost 'given'")
    return given


class Shares(RootModel[Annotated[Entries[Category, Share], BeforeValidator(_not_alike)]]):
    """The categories of a trait and their shares."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    def categories(self) -> tuple[str, ...]:
        """The categories in the order written."""
        return tuple(self.root)


class Given(RootModel[Entries[Text, Entries[Text, "Dependent"]]]):
    """Shares that depend on another trait or on a column of the places table."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    @property
    def subject(self) -> str:
        """The trait or column that the shares depend on."""
        return next(iter(self.root)).removeprefix(GIVEN)

    @property
    def key(self) -> str:
        """The key as written, `given SUBJECT`."""
        return next(iter(self.root))

    @property
    def shares(self) -> dict[str, "Shares | Given"]:
        """The shares for each value of the subject; `other` stands for every value not named."""
        return next(iter(self.root.values()))

    def categories(self) -> tuple[str, ...]:
        """The categories of all branches, in order of first mention."""
        return tuple(dict.fromkeys(name for branch in self.shares.values() for name in branch.categories()))


class Classes(Part):
    """A numeric trait in classes of equal probability."""

    classes: Whole = Field(ge=1, le=255, description="how many classes")

    def categories(self) -> tuple[str, ...]:
        """The classes, named by number from the lowest."""
        return tuple(str(number) for number in range(1, self.classes + 1))

    def _slices(self) -> list[tuple[float, float]]:
        """The ends of each class on the standard normal scale."""
        inner = [NormalDist().inv_cdf(number / self.classes) for number in range(1, self.classes)]
        ends = [float("-inf"), *inner, float("inf")]
        return list(pairwise(ends))


class LognormalClasses(Classes):
    """Classes of a log-normal with mean 1, such as frailty."""

    noun: ClassVar[str] = "a log-normal trait"

    lognormal: Number = Field(gt=0, description="standard deviation of the logarithm")

    def class_values(self) -> tuple[float, ...]:
        """The mean of each class: n (Phi(b - sigma) - Phi(a - sigma)) on the slice from a to b."""
        return tuple(
            self.classes * (_below(high - self.lognormal) - _below(low - self.lognormal))
            for low, high in self._slices()
        )


class NormalClasses(Classes):
    """Classes of a normal distribution."""

    noun: ClassVar[str] = "a normal trait"

    normal: tuple[Number, Number] = Field(description="mean and standard deviation")

    def class_values(self) -> tuple[float, ...]:
        """The mean of each class: mean + sd n (phi(a) - phi(b)) on the slice from a to b."""
        (mean, sd), pdf = self.normal, NormalDist().pdf
        return tuple(mean + sd * self.classes * (pdf(low) - pdf(high)) for low, high in self._slices())


def _below(point: float) -> float:
    """Phi, the share of a standard normal below a point; exact where next to nothing is, too."""
    share = NormalDist().cdf(point)
    return share if share > FEW else erfc(-point / sqrt(2)) / 2


def _shares_form(data: Any) -> str:
    if isinstance(data, Given):
        return "Given"
    keys = data if isinstance(data, dict) else ()
    return "Given" if len(keys) == 1 and all(str(key).startswith(GIVEN) for key in keys) else "Shares"


def _bare_form(data: Any) -> str:
    keys = data if isinstance(data, dict) else ()
    if "lognormal" in keys or isinstance(data, LognormalClasses):
        return "LognormalClasses"
    if "normal" in keys or isinstance(data, NormalClasses):
        return "NormalClasses"
    return _shares_form(data)


Dependent = Annotated[
    Annotated[Shares, Tag("Shares")] | Annotated[Given, Tag("Given")], Discriminator(_shares_form)
]
Given.model_rebuild()

BareTrait = Annotated[
    Annotated[Shares, Tag("Shares")]
    | Annotated[Given, Tag("Given")]
    | Annotated[LognormalClasses, Tag("LognormalClasses")]
    | Annotated[NormalClasses, Tag("NormalClasses")],
    Discriminator(_bare_form),
]


class Alike(Part):
    """A trait that the members of a household or of a neighbourhood have in common."""

    noun: ClassVar[str] = "an alike trait"
    spread: ClassVar[str] = "trait"

    within: Literal["household", "neighbourhood"] = Field(
        alias=ALIKE, description="whose members are alike; beside it stand the shares as of any trait"
    )
    trait: BareTrait = Field(description="the shares")

    @classmethod
    def long_form(cls, data: Any) -> Any:
        """Read what stands beside the key as the shares."""
        if not isinstance(data, dict):
            return data
        shares = {key: share for key, share in data.items() if key != ALIKE}
        return {ALIKE: data[ALIKE], "trait": shares}

    def categories(self) -> tuple[str, ...]:
        """The categories in the order written."""
        return self.trait.categories()


def _trait_form(data: Any) -> str:
    alike = isinstance(data, Alike) or (isinstance(data, dict) and ALIKE in data)
    return "Alike" if alike else "bare"


Trait = Annotated[
    Annotated[Alike, Tag("Alike")] | Annotated[BareTrait, Tag("bare")], Discriminator(_trait_form)
]


def _as_listed(given: Any) -> Any:
    if isinstance(given, dict) and ALIKE in given:
        raise ValueError("listed persons have what their table says; write the categories, [one, another]")
    return given


class ListedTrait(
    RootModel[Annotated[tuple[Category, ...], Field(min_length=1), BeforeValidator(_as_listed)]]
):
    """The categories of a trait whose values stand in a table of persons."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    def categories(self) -> tuple[str, ...]:
        """The categories in the order written."""
        return self.root


Bare = Shares | Given | LognormalClasses | NormalClasses | ListedTrait


def bare(trait: Alike | Bare) -> Bare:
    """A trait without saying whose members are alike in it."""
    return trait.trait if isinstance(trait, Alike) else trait


def numeric_values(trait: Bare) -> tuple[float, ...] | None:
    """Give the number that each category stands for; None for a trait that is not numeric."""
    if isinstance(trait, (LognormalClasses, NormalClasses)):
        return trait.class_values()
    categories = trait.categories()
    if not all(re.fullmatch(NUMBER, category) for category in categories):
        return None
    return tuple(float(category) for category in categories)


class Layer(Part):
    """A kind of contact, within a range of the country."""

    noun: ClassVar[str] = "a contact layer"

    within: Literal["household", "neighbourhood", "place", "province", "nation"] = Field(
        description="the range in which people know each other"
    )
    among: Several[Selector] = Field((), description="the people whom the layer joins; traits only")
    groups_of: People | None = Field(
        None, alias="groups of", description="the size of the groups that know each other"
    )
    each: Whole | None = Field(
        None, ge=1, description="how many contacts each person has; left out, everybody"
    )


class EdgeList(Part):
    """Contacts listed in a table with the columns a and b."""

    noun: ClassVar[str] = "a contact layer from a table"

    edges: FileName = Field(description="a CSV or parquet file beside the case")


def _places_form(data: Any) -> str:
    return "Rows" if isinstance(data, (list, tuple)) else "FileName"


Places = Annotated[
    Annotated[FileName, Tag("FileName")] | Annotated[tuple[Entries[Text, Text], ...], Tag("Rows")],
    Discriminator(_places_form),
]


class DrawnPopulation(Part):
    """A population drawn from a table of places and the shares of traits."""

    noun: ClassVar[str] = "a population"

    places: Places = Field(description="a CSV file, or the rows themselves")
    household: People = Field(People(1.0), description="mean size of a household")
    neighbourhood: People | None = Field(
        None, description="size of a neighbourhood; left out, the whole place"
    )
    traits: Entries[Word, Trait] = Field({}, description="what people are")
    contacts: Entries[Name, Layer] = Field({}, description="whom people know")

    def alike(self, within: str) -> list[str]:
        """The traits in which the members of a household or a neighbourhood are alike."""
        given = self.traits.items()
        return [name for name, trait in given if isinstance(trait, Alike) and trait.within == within]


class Census(Part):
    """A population that is listed person by person."""

    noun: ClassVar[str] = "a population of listed persons"

    persons: FileName = Field(
        description="a CSV or parquet file with the column person and one column a trait"
    )
    traits: Entries[Word, ListedTrait] = Field({}, description="the categories of each trait")
    contacts: Entries[Name, EdgeList] = Field({}, description="whom people know")


def _population_form(data: Any) -> str:
    listed = isinstance(data, Census) or (isinstance(data, dict) and "persons" in data)
    return "Census" if listed else "DrawnPopulation"


Population = Annotated[
    Annotated[DrawnPopulation, Tag("DrawnPopulation")] | Annotated[Census, Tag("Census")],
    Discriminator(_population_form),
]
