"""Small values that people write as text, and the wording that error messages share."""

import json
import re
from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import Any, ClassVar, Self, TypeVar, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from boomerang.case.text.characters import clean
from boomerang.characters import shortened

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
COMMAS = re.compile(r"(?<![\w.,-])[-+]?\d+(?:,\d+)+(?:\.\d+)?(?![\w,])")  # a number with commas in it
MOST_NAMES_LISTED = 20
MOST_REMEMBERED = 10_000  # texts of one kind
MOST_NAMES_COMPARED, LONGEST_COMPARED = 5_000, 100


def number_text(number: float) -> str:
    """Write a number the short way: 3 for 3.0, otherwise every digit that matters."""
    number = float(number)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def in_thousands(number: float) -> str:
    """Write a number of what is counted, with commas between thousands: 4,000 for 4000.0."""
    number = float(number)
    return f"{int(number) if number.is_integer() and abs(number) < 1e15 else number:,}"


def rounded(value: float) -> str:
    """Without decimals from 10 on, else with one; never -0.0, and nothing at all is 0."""
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{round(value, 1) + 0.0:,.1f}"


def so_many(number: int, one: str, several: str = "") -> str:
    """A number and what is counted: 1 figure, 2 figures, 1 person, 1,200 people."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def without_commas(text: str, read: Callable[[str], object]) -> str:
    """End a sentence with what to write for a text with commas in its numbers, or with nothing.

    Args:
        read: reads the text, and refuses what it cannot read with ValueError.
    """
    either = comma_readings(text, read)
    if len(either) > 1:
        return f"; write {either[0]}, or {either[1]} if the comma stands for decimals"
    return f"; write {either[0]}" if either else ""


def comma_readings(text: str, read: Callable[[str], object] = str) -> list[str]:
    """What a text with commas in its numbers may mean: as thousands, then as decimals."""
    if not COMMAS.search(text):
        return []
    readings = [COMMAS.sub(_thousands, text), COMMAS.sub(_decimals, text)]
    found = [_sound(reading, read) for reading in readings if not COMMAS.search(reading)]
    return list(dict.fromkeys(filter(None, found)))


def _thousands(found: re.Match[str]) -> str:
    """The number where commas may part thousands, which no other digits do."""
    may = re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", found[0])
    return found[0].replace(",", "") if may else found[0]


def _decimals(found: re.Match[str]) -> str:
    """The number where the comma may stand before decimals."""
    may = found[0].count(",") == 1 and "." not in found[0]
    return found[0].replace(",", ".") if may else found[0]


def _sound(text: str, read: Callable[[str], object]) -> str:
    """The text, or what to write for it, which begins with a number; nothing where that is not known."""
    try:
        read(text)
    except ValueError as error:
        instead = str(error).partition("; write ")[2]
        return instead if re.match(NUMBER, instead) else ""
    return text


def read_number(text: str) -> float:
    """Read a finite number, or refuse it with ValueError."""
    if not re.fullmatch(NUMBER, text):
        raise ValueError(f"'{text}' is no number{without_commas(text, read_number)}")
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{shortened(text)} is not finite; write a smaller number")
    if number == 0 and re.search("[1-9]", re.split("[eE]", text)[0]):
        raise ValueError(f"{shortened(text)} is too small to compute with; write 0 or a larger number")
    return number


def is_finite(number: float) -> bool:
    """Whether a number is finite as a float, which a whole number of many digits is not."""
    try:
        return isfinite(number)
    except OverflowError:
        return False


def show(given: object) -> str:
    """Say what was given in words that its author will recognise."""
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int) and not is_finite(given):
        return "a number of more than 300 digits"
    if isinstance(given, (int, float)):
        return number_text(given)
    if isinstance(given, (list, tuple)):
        return "a list"
    if isinstance(given, dict):
        return "a set of `key: value` entries"
    return f"'{shortened(str(given))}'"


def free_name(name: str, kind: str, taken: Collection[str]) -> str:
    """The name, or where something else has it already, with its kind behind it, such as `people climate`."""
    while name in taken:
        name = f"{name} {kind}"
    return name


def free_names(names: Iterable[str], kind: str, taken: set[str]) -> dict[str, str]:
    """A free name for each, no two alike; they are taken then."""
    found = {}
    for name in names:
        found[name] = free_name(name, kind, taken)
        taken.add(found[name])
    return found


def quoted(text: str) -> str:
    """Put text in double quotes, with escapes, as JSON and YAML have them."""
    return json.dumps(text, ensure_ascii=False)


def nearest(word: str, allowed: Collection[str]) -> str:
    """End a sentence with the allowed word closest to `word`, or with nothing if none is close.

    Very many or very long words are not compared, because that takes too long.
    """
    if len(allowed) > MOST_NAMES_COMPARED or len(word) > LONGEST_COMPARED:
        return ""
    close = get_close_matches(word, list(allowed), n=1, cutoff=0.6)
    return f"; did you mean '{shortened(close[0])}'?" if close else ""


def listed(allowed: Collection[str]) -> str:
    """Name the allowed words, the first twenty of them."""
    words = [shortened(word) for word in islice(allowed, MOST_NAMES_LISTED)]
    more = ", ..." if len(allowed) > MOST_NAMES_LISTED else ""
    return ", ".join(words) + more if words else "there are none"


def unknown(
    given: str, what: str, allowed: Collection[str], suggest: bool = True, near: Collection[str] = ()
) -> str:
    """Say that `given` is no `what`, which ones there are, and if wanted the nearest, of all or of `near`."""
    close = nearest(given, near or allowed) if suggest else ""
    return f"'{shortened(given)}' is no {what} ({listed(allowed)}){close}"


Value = TypeVar("Value")


def remembered(read: Callable[[type[Value], str], Value]) -> Callable[[type[Value], str], Value]:
    """Let a class read a text once: a case has the same ones in many places, and is read several times."""
    return cast("Callable[[type[Value], str], Value]", lru_cache(maxsize=MOST_REMEMBERED)(read))


class TextValue:
    """A frozen value with a text form; usable as the type of a pydantic field.

    Subclasses say what they are (`noun`), how they are written (`form`), and read their text.
    """

    noun: ClassVar[str]
    form: ClassVar[str]

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the text form; ValueError says what is wrong with it."""
        raise NotImplementedError

    def plain(self) -> str | int | float:
        """Give what a person would write in the file."""
        return str(self)

    @classmethod
    def single_spaced(cls, text: str) -> str:
        """The text with single spaces between its words."""
        return " ".join(text.split())

    @classmethod
    def parse(cls, given: object) -> Self:
        """Accept an instance, a text or a number."""
        if isinstance(given, cls):
            return given
        if isinstance(given, bool) or not isinstance(given, (str, int, float)):
            raise ValueError(f"{show(given)} is no {cls.noun}; write {cls.form}")
        if isinstance(given, str):
            return cls._read(cls.single_spaced(clean(given)))
        if not is_finite(given):
            raise ValueError(f"{show(given)} is not finite; write a number")
        return cls.from_text(number_text(given))

    @classmethod
    def _read(cls, text: str) -> Self:
        try:
            return cls.from_text(text)
        except ValueError as error:
            instead = without_commas(text, cls.from_text)
            raise ValueError(f"'{text}' is no {cls.noun}{instead}" if instead else str(error)) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.plain()),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": ["string", "number"], "description": cls.form}
