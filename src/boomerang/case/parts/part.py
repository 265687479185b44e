"""The base of every part of a case, which puts mistakes in our own words."""

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from boomerang.case.parts.other_words import instead_of
from boomerang.case.text.texts import listed, nearest, number_text, show

# Data and the part that was made of it, by the kind of the part and the id of the data.
Made = dict[tuple[type, int], tuple[Any, Any]]


class Part(BaseModel):
    """A part of a case: unknown keys are refused, and mistakes are put in our own words.

    Attributes:
        noun: what it is called in messages, with an article.
        spread: the field whose entries stand among the keys of the part, under their own names; mostly none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

    noun: ClassVar[str]
    spread: ClassVar[str] = ""

    @classmethod
    def long_form(cls, data: Any) -> Any:
        """Turn the short form that people write into one with every field named.

        Entries that are called like keys cannot stand among them, but under the name of the field.
        """
        if not cls.spread or not isinstance(data, dict) or isinstance(data.get(cls.spread), dict):
            return data
        known = _taken(cls)
        # A key with entries of its own cannot be one of these; left where it is, it is refused as unknown.
        gathered = {
            key: given for key, given in data.items() if key not in known and not isinstance(given, dict)
        }
        return {key: given for key, given in data.items() if key not in gathered} | {cls.spread: gathered}

    @classmethod
    def written_keys(cls) -> list[str]:
        """The keys that a file may use, whatever is spread among them."""
        return [field.alias or name for name, field in cls.model_fields.items() if name != cls.spread]

    @classmethod
    def taken_keys(cls) -> set[str]:
        """The keys under which no entry can be spread, in files or in Python."""
        return {*cls.written_keys(), *cls.model_fields} - {cls.spread}

    @model_validator(mode="wrap")
    @classmethod
    def _in_our_words(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        made: Made | None = info.context
        if made is None:
            return cls._made(data, handler)
        key = cls, id(data)
        if key not in made:
            made[key] = data, cls._made(data, handler)  # kept, so that nothing else gets its id
        found: Self = made[key][1]
        return found

    @classmethod
    def _made(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        data = cls.long_form(data)
        if not isinstance(data, (dict, cls)):
            raise ValueError(f"{cls.noun} has keys ({listed(cls.written_keys())}), but here is {show(data)}")
        try:
            return handler(data)
        except ValidationError as error:
            lines = cls._without_echoes(error.errors(include_url=False), data)
            raise ValidationError.from_exception_data(cls.__name__, lines) from None

    @classmethod
    def _without_echoes(cls, lines: list[Any], data: Any) -> list[InitErrorDetails]:
        """Reword errors, but say nothing of a missing key that was only mistyped."""
        unknown = [
            str(line["loc"][0])
            for line in lines
            if line["type"] == "extra_forbidden" and len(line["loc"]) == 1
        ]
        meant = {key: cls._meant(key, data if isinstance(data, dict) else ()) for key in unknown}
        return [
            cls._reword(line, meant)
            for line in lines
            if not (line["type"] == "missing" and any(f"'{line['loc'][0]}'" in end for end in meant.values()))
        ]

    @classmethod
    def _reword(cls, line: Any, meant: Mapping[str, str]) -> InitErrorDetails:
        """Name this part in the errors about its own keys; leave those of its inner parts as they are."""
        loc = line["loc"]
        if line["type"] == "missing" and len(loc) == 1:
            return _worded(f"{cls.noun} needs '{loc[0]}'", (), line)
        if line["type"] == "extra_forbidden" and len(loc) == 1:
            keys = cls.written_keys()
            key = str(loc[0])
            return _worded(f"'{key}' is no key of {cls.noun} ({listed(keys)}){meant[key]}", loc, line)
        return _worded(_PLAIN_WORDS.get(line["type"], _other)(line), loc, line)

    @classmethod
    def _meant(cls, key: str, beside: Collection[str]) -> str:
        """End a sentence with what is probably meant by a key that this part does not have."""
        return instead_of(key, cls.noun, beside) or nearest(key, cls.written_keys())


@cache
def _taken(kind: type[Part]) -> set[str]:
    return kind.taken_keys()


def _worded(message: str, loc: tuple[int | str, ...], line: Any) -> InitErrorDetails:
    # Braces would be taken for placeholders by pydantic's templates.
    template = PydanticCustomError("case", "{sentence}", {"sentence": message})
    return InitErrorDetails(type=template, loc=loc, input=line["input"])


def _other(line: Any) -> str:
    if line["type"] in ("value_error", "case"):
        return str(line["msg"]).removeprefix("Value error, ")
    return f"{show(line['input'])} cannot stand here"


def _no_list(line: Any) -> str:
    return f"{show(line['input'])} stands where a list is wanted; write [one, another]"


def _no_mapping(line: Any) -> str:
    return f"{show(line['input'])} stands where named entries are wanted; write name: value"


def _no_choice(line: Any) -> str:
    given, allowed = line["input"], re.findall(r"'([^']*)'", line["ctx"]["expected"])
    return f"{show(given)} is not allowed here ({listed(allowed)}){nearest(str(given), allowed)}"


def _too_few(line: Any) -> str:
    return f"at least {line['ctx']['min_length']} must be given, not {line['ctx']['actual_length']}"


def _too_many(line: Any) -> str:
    return f"at most {line['ctx']['max_length']} may be given, not {line['ctx']['actual_length']}"


def _out_of_bounds(line: Any) -> str:
    bounds = {"gt": "above", "ge": "at least", "le": "at most"}
    bound = next(iter(line["ctx"]))
    return f"{show(line['input'])} must be {bounds[bound]} {number_text(line['ctx'][bound])}"


_PLAIN_WORDS: dict[str, Callable[[Any], str]] = {
    "greater_than": _out_of_bounds,
    "greater_than_equal": _out_of_bounds,
    "less_than_equal": _out_of_bounds,
    "list_type": _no_list,
    "tuple_type": _no_list,
    "dict_type": _no_mapping,
    "literal_error": _no_choice,
    "too_short": _too_few,
    "too_long": _too_many,
    "missing": lambda line: "a value is missing at the end of this list",
}
