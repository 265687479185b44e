"""Quantities of a case: expressions, measures, durations, rates, numbers of people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite, prod
from typing import ClassVar, Literal, Self

from boomerang.case.text.characters import without_marks
from boomerang.case.text.texts import NUMBER, TextValue, listed, nearest, number_text, read_number, remembered

NAME = r"[^\W\d_][\w-]*(?: [\w-]+)*"
DAYS_PER = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
PER = r" ?(?:/|\b(?:per|in|of|a|an|each)\b) ?"
MANY = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
LEAST_TIMED = 1e-100  # above 0, of rates and durations in base units, by which much is divided
RATE_UNITS = ("day", "week", "month", "year")
MEASURE = rf"({NUMBER})(?: per person-(\w+)| (\w+))?"

Kind = Literal["number", "rate", "duration"]


def share_of_percent(text: str) -> str:
    """A percentage as a number, such as 0.8 for `80 %`; nothing for another text."""
    found = re.fullmatch(rf"({NUMBER}) ?%", text)
    return f"{float(found[1]) / 100:.6g}" if found else ""


def person_rate(text: str) -> str:
    """A rate as it is meant, such as 0.8 per person-year for `80 % per year`, or nothing for another text."""
    found = re.fullmatch(
        rf"({NUMBER})( ?%)?(?:{PER}({'|'.join(MANY)}|[\d,]+))?(?: ?(?:of )?(?:people|persons|inhabitants))?"
        rf"(?:(?:{PER}person)?{PER}| ?(?:per )?person-)({'|'.join(RATE_UNITS)})s?",
        text,
    )
    if found is None:
        return ""
    number, percent, many, unit = found.groups()
    of = MANY.get(many) or float((many or "1").replace(",", "") or 0)
    if not of:
        return ""
    rate = float(number) / of / (100 if percent else 1)
    return f"{rate:.6g} per person-{unit}" if percent or many else f"{number} per person-{unit}"


@dataclass(frozen=True)
class Expression(TextValue):
    """A product of numbers and parameter names, such as `0.35 x sting`."""

    factors: tuple[float | str, ...]

    noun: ClassVar[str] = "expression"
    form: ClassVar[str] = "numbers and parameter names joined by ` x `, such as 0.35 x sting"

    @classmethod
    @remembered
    def from_text(cls, text: str) -> Self:
        """Read `a x b x c`."""
        return cls(tuple(cls._factor(part, text) for part in text.split(" x ")))

    @classmethod
    def _factor(cls, part: str, text: str) -> float | str:
        if re.fullmatch(NUMBER, part):
            return read_number(part)
        if not re.fullmatch(NAME, without_marks(part)):
            raise ValueError(f"'{text}' is no expression; write {share_of_percent(text) or cls.form}")
        return part

    def __str__(self) -> str:
        return " x ".join(part if isinstance(part, str) else number_text(part) for part in self.factors)

    def plain(self) -> str | int | float:
        """Give a single number as a number, anything else as text."""
        if self.names or len(self.factors) > 1:
            return str(self)
        number = float(self.factors[0])
        return int(number) if number.is_integer() else number

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters that the product needs."""
        return tuple(part for part in self.factors if isinstance(part, str))

    def value(self, parameters: Mapping[str, float]) -> float:
        """Multiply out, with parameters in base units."""
        return prod(parameters[part] if isinstance(part, str) else part for part in self.factors)


OWN = Expression(("own",))


@dataclass(frozen=True)
class Measure(TextValue):
    """A number, a rate or a duration: what a parameter may be worth.

    `unit` is empty for a plain number, `month` for a duration, `person-month` for a rate.
    """

    number: float
    unit: str = ""

    noun: ClassVar[str] = "value"
    form: ClassVar[str] = "a number, a rate like 0.06 per person-year, or a duration like 18 months"

    @classmethod
    @remembered
    def from_text(cls, text: str) -> Self:
        """Read `0.3`, `0.06 per person-year`, `18 months` or `never`."""
        if text == "never":
            return cls(inf, "day")
        match = re.fullmatch(MEASURE, text)
        if match is None:
            raise ValueError(
                f"'{text}' is no value; write {person_rate(text) or share_of_percent(text) or cls.form}"
            )
        number, per_unit, unit = match.groups()
        return cls(read_number(number), _rate_unit(per_unit) if per_unit else _time_unit(unit))._sound(text)

    def _sound(self, text: str) -> Self:
        """The measure itself, unless it is negative, too large or too small in base units."""
        if self.kind != "number" and self.number < 0:
            raise ValueError(f"'{text}' is negative; a {self.kind} is 0 or more")
        if not isfinite(self.base):
            raise ValueError(f"'{text}' is too large to compute with; write a smaller number")
        if self.kind != "number" and 0 < self.base < LEAST_TIMED:
            raise ValueError(f"'{text}' is too small to compute with; write 0 or a larger number")
        return self

    def __str__(self) -> str:
        if self.number == inf:
            return "never"
        number = number_text(self.number)
        if self.kind == "number":
            return number
        if self.kind == "rate":
            return f"{number} per {self.unit}"
        return f"{number} {self.unit}" if self.number == 1 else f"{number} {self.unit}s"

    def plain(self) -> str | int | float:
        """Give a plain number as a number, anything else as text."""
        return Expression((self.number,)).plain() if self.kind == "number" else str(self)

    @property
    def kind(self) -> Kind:
        """Whether this is a number, a rate or a duration."""
        if not self.unit:
            return "number"
        return "rate" if self.unit.startswith("person-") else "duration"

    @cached_property
    def base(self) -> float:
        """The value in base units: rates per person-year, durations in days, numbers as they are."""
        return self.in_base(self.number)

    def in_base(self, number: float) -> float:
        """Convert a number that is written in this measure's unit, such as an end of its prior."""
        if self.kind == "rate":
            return number * (DAYS_PER["year"] / DAYS_PER[self.unit.removeprefix("person-")])
        return number * DAYS_PER[self.unit] if self.unit else number


def _rate_unit(word: str) -> str:
    if word not in RATE_UNITS:
        units = [f"person-{unit}" for unit in RATE_UNITS]
        given = f"person-{word}"
        raise ValueError(f"'{given}' is no unit of a rate ({listed(units)}){nearest(given, units)}")
    return f"person-{word}"


def _time_unit(word: str | None) -> str:
    if word is None:
        return ""
    unit = word.removesuffix("s")
    if unit not in DAYS_PER:
        units = [f"{unit}s" for unit in DAYS_PER]
        raise ValueError(f"'{word}' is no unit of time ({listed(units)}){nearest(word, units)}")
    return unit


@dataclass(frozen=True)
class _Timed(TextValue):
    """A measure of one kind, or an expression whose parameters make it one."""

    amount: Measure | Expression

    wanted: ClassVar[Kind]

    @classmethod
    @remembered
    def from_text(cls, text: str) -> Self:
        """Read a measure with its unit, or an expression that names a parameter."""
        if text == "never" or re.fullmatch(MEASURE, text):
            return cls(cls._of_the_kind(Measure.from_text(text), text))
        if rate := person_rate(text):
            raise ValueError(f"'{text}' is no {cls.noun}; write {rate if cls.wanted == 'rate' else cls.form}")
        expression = Expression.from_text(text)
        if not expression.names:
            raise ValueError(f"{text} has no unit; write {cls.form}")
        return cls(expression)

    @classmethod
    def _of_the_kind(cls, measure: Measure, text: str) -> Measure:
        if measure.kind == "number":
            raise ValueError(f"{text} has no unit; write {cls.form}")
        if measure.kind != cls.wanted:
            raise ValueError(f"'{text}' is a {measure.kind} where a {cls.wanted} is wanted; write {cls.form}")
        return measure

    def __str__(self) -> str:
        return str(self.amount)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that this needs."""
        return self.amount.names if isinstance(self.amount, Expression) else ()

    def _base(self, parameters: Mapping[str, float]) -> float:
        return self.amount.base if isinstance(self.amount, Measure) else self.amount.value(parameters)


@dataclass(frozen=True)
class Duration(_Timed):
    """A length of time, such as `18 months` or `never`, or a parameter that is one."""

    noun: ClassVar[str] = "duration"
    form: ClassVar[str] = "a duration like 18 months, never, or the name of a parameter that is a duration"
    wanted: ClassVar[Kind] = "duration"

    def days(self, parameters: Mapping[str, float]) -> float:
        """The length in days; infinite for `never`."""
        return self._base(parameters)


REFERENCE = "reference"
AT_REFERENCE = f" at {REFERENCE}"


@dataclass(frozen=True)
class Rate(_Timed):
    """Events per person and time, such as `0.06 per person-year`, or a parameter that is one."""

    noun: ClassVar[str] = "rate"
    form: ClassVar[str] = "a rate like 0.06 per person-year, or the name of a parameter that is a rate"
    wanted: ClassVar[Kind] = "rate"

    at_reference: bool = False  # of those for whom all hazard ratios are 1, not the mean of those at risk

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a rate, with ` at reference` after it for an intercept instead of a mean."""
        rate, at, ending = text.rpartition(" at ")
        if ending == REFERENCE and at:
            return replace(super().from_text(rate), at_reference=True)
        # The name of a parameter may hold the word 'at', so only what looks mistyped is refused here.
        if at and (re.fullmatch(MEASURE, rate) or nearest(ending, [REFERENCE])):
            raise ValueError(
                f"'{text}' ends in 'at {ending}'; what may follow a rate is '{AT_REFERENCE.strip()}'"
            )
        return super().from_text(text)

    def __str__(self) -> str:
        return super().__str__() + (AT_REFERENCE if self.at_reference else "")

    def per_year(self, parameters: Mapping[str, float]) -> float:
        """The rate per person-year."""
        return self._base(parameters)


@dataclass(frozen=True)
class People(TextValue):
    """A number of people, not always whole: `300 people`, `6.3 people`."""

    number: float

    noun: ClassVar[str] = "number of people"
    form: ClassVar[str] = "a number of people like 300 people"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `300 people`, or the number alone."""
        match = re.fullmatch(rf"({NUMBER})(?: people| person)?", text)
        if match is None:
            raise ValueError(f"'{text}' is no number of people; write {cls.form}")
        number = read_number(match[1])
        if number <= 0:
            raise ValueError(f"'{text}' is not above 0; write {cls.form}")
        return cls(number)

    def __str__(self) -> str:
        return f"{number_text(self.number)} people"
