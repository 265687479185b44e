"""The field types that the parts of a case share: texts, names, numbers, dates, lists."""

import datetime
import re
from typing import Annotated, Any, TypeVar

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import CoreSchema

from boomerang.case.parts.values import NAME, share_of_percent
from boomerang.case.text.characters import checked, clean, without_marks
from boomerang.case.text.texts import NUMBER, is_finite, number_text, quoted, show, without_commas

RESERVED = ("self", "nation", "province", "place", "own", "rest", "other", "squared", "never", "fixed")
JOINING_WORDS = ("or", "x")
FROM_FILE = "from file"  # the key of a table whose rows are read
LONGEST_KEY = 1_000  # characters of the name of an entry in quotes; YAML ends at 1,024
MOST_ESCAPED = 6  # characters that one takes in quotes
SHORT_KEY = (LONGEST_KEY - 2) // MOST_ESCAPED  # characters that are no longer than that, whatever they are
CATEGORY = r"(?=.*\w)[\w.+-]+(?: [\w.+-]+)*"


def as_text(given: object) -> str:
    """Accept text, and numbers and dates as the text they are."""
    if isinstance(given, bool) or not isinstance(given, (str, int, float, datetime.date)):
        raise ValueError(f"{show(given)} stands where text is wanted")
    if isinstance(given, (int, float)) and not is_finite(given):
        raise ValueError(f"{show(given)} is not finite; write text or a number")
    text = number_text(given) if isinstance(given, (int, float)) else clean(str(given)).strip()
    if not text:
        raise ValueError("text is wanted here, and there is none")
    return text


def as_name(given: object) -> str:
    """Accept a name: lower-case words, none of them reserved."""
    text = as_text(given)
    if text in RESERVED:
        raise ValueError(f"'{text}' is a reserved word; choose another name")
    joining = set(text.split()) & set(JOINING_WORDS)
    if not re.fullmatch(NAME, without_marks(text)) or text != text.lower() or joining:
        raise ValueError(
            f"'{text}' cannot be a name; write lower-case words of letters, digits, hyphens and underscores,"
            " a letter first, without the words 'or' and 'x'"
        )
    return text


def as_word(given: object) -> str:
    """Accept a name of one word, because a selector's subject ends at the first space."""
    text = as_name(given)
    if " " in text:
        joined = text.replace(" ", "_")
        raise ValueError(f"'{text}' cannot name a trait or track, which is one word; write '{joined}'")
    return text


def as_category(given: object) -> str:
    """Accept the name of a category or state: like a name, but numbers are fine too."""
    text = as_text(given)
    if not re.fullmatch(CATEGORY, without_marks(text)) or text != text.lower() or "or" in text.split():
        raise ValueError(
            f"'{text}' cannot name a category or state; write lower-case words or a number,"
            " without the word 'or'"
        )
    return text


def as_file_name(given: object) -> str:
    """Accept the name of a file that lies in the folder of the case; its letters stay as they are written."""
    text = checked(given).strip() if isinstance(given, str) else as_text(given)
    if text.startswith("/") or re.search(r"[\\:]", text) or ".." in text.split("/"):
        raise ValueError(f"'{text}' does not lie beside the case; copy it there and write its name")
    return text


def as_number(given: object) -> float:
    """Accept a finite number."""
    if isinstance(given, str) and re.fullmatch(NUMBER, given):
        given = float(given)
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        share = share_of_percent(str(given))
        instead = f"; write {share}" if share else without_commas(str(given), as_number)
        raise ValueError(f"{show(given)} stands where a number is wanted{instead}")
    if not is_finite(given):
        raise ValueError(f"{show(given)} is not finite; write a number")
    return float(given)


def as_whole(given: object) -> int:
    """Accept a whole number."""
    number = as_number(given)
    if not number.is_integer():
        raise ValueError(f"{show(given)} stands where a whole number is wanted")
    return int(number)


def as_date(given: object) -> datetime.date:
    """Accept a date written year-month-day."""
    if isinstance(given, datetime.date):
        return given
    text = str(given)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{show(given)} is no date; write year-month-day, such as 2012-01-31") from None


def each_once(given: object, handler: ValidatorFunctionWrapHandler) -> Any:
    """Refuse entries that are one and the same once their names are read, and names that no file can hold."""
    entries = handler(given)
    long = [key for key in map(str, entries) if len(key) > SHORT_KEY]
    longest = max((len(quoted(key)) for key in long), default=0)
    if longest > LONGEST_KEY:
        raise ValueError(
            f"an entry here has a name of {longest} characters; at most {LONGEST_KEY} are allowed"
        )
    if isinstance(given, dict) and len(entries) < len(given):
        raise ValueError("two of these entries have the same name, spelt in different ways; keep one of them")
    return entries


def as_several(given: object) -> object:
    """Accept one thing where a list of things may stand."""
    return given if isinstance(given, (list, tuple)) else [given]


Text = Annotated[str, BeforeValidator(as_text)]
Name = Annotated[str, BeforeValidator(as_name)]
Word = Annotated[str, BeforeValidator(as_word)]
Category = Annotated[str, BeforeValidator(as_category)]
FileName = Annotated[str, BeforeValidator(as_file_name)]
Number = Annotated[float, BeforeValidator(as_number)]
Whole = Annotated[int, BeforeValidator(as_whole)]
Date = Annotated[datetime.date, BeforeValidator(as_date)]

Item = TypeVar("Item")
Key = TypeVar("Key")


class OneOrMore:
    """Tells editors that a list may be written as its only item."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        array = handler(schema)
        return {"anyOf": [array["items"], array]}


Several = Annotated[tuple[Item, ...], BeforeValidator(as_several), OneOrMore()]
Entries = Annotated[dict[Key, Item], WrapValidator(each_once)]
SomeEntries = Annotated[dict[Key, Item], Field(min_length=1), WrapValidator(each_once)]
