"""Writing a case as a file that reads back as the same case."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from boomerang.case.parts.case_files import CASE_FILE, files_of
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.schema import Case
from boomerang.case.text.texts import number_text, quoted
from boomerang.case.text.yaml_text import read_plain
from boomerang.files import held, put_new, told_plainly

WIDTH = 100
INDENT = "  "
# What YAML would take for something other than text: at its start, within it, or at its end.
UNSAFE = re.compile(r"""\A[-.?:,\[\]{}#&*!|>'"%@`=]|: | #|[\n\t]|[: ]\Z""")
UNSAFE_INSIDE_BRACKETS = re.compile(rf"{UNSAFE.pattern}|[,\[\]{{}}]")


def case_to_yaml(case: Case) -> str:
    """Write a case in the short form, in the order of the schema, with defaults left out."""
    if not case._written:
        case._written = "\n".join(_lines(plain_data(case), "", top=True)) + "\n"
    return case._written


def write_case(case: Case, folder: str | Path) -> Path:
    """Write case.yaml and copy the files that the case names, each whole; gives the path of case.yaml.

    Raises:
        InputError: something else of the same name is there already, or the folder cannot be written.
    """
    target, what, advice = Path(folder), "case", "choose another folder"
    with held(target, what, advice), told_plainly(target, what, advice):
        contents = {name: (case.folder / name).read_bytes() for name in files_of(case)}
        put_new(target, {**contents, CASE_FILE: case_to_yaml(case).encode()}, what)
    return target / CASE_FILE


def _lines(data: dict[str, Any], indent: str, top: bool = False) -> Iterator[str]:
    """Write entries one below the other, those that fit on one line as one line."""
    for key, value in data.items():
        head = f"{indent}{_safe(key)}:"
        section = (
            top
            and isinstance(value, (dict, list))
            and any(isinstance(inner, (dict, list)) for inner in _inner(value))
        )
        short = f"{head} {_flow(value) if isinstance(value, (dict, list)) else _scalar(value)}"
        if len(short) <= WIDTH and not section:
            yield short
        else:
            yield from _long(head, value, short, indent + INDENT)
        if section:
            yield ""


def _inner(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _long(head: str, value: Any, short: str, indent: str) -> Iterator[str]:
    """Write an entry over several lines, if it can be."""
    if isinstance(value, dict):
        yield head
        yield from _lines(value, indent)
    elif isinstance(value, list):
        yield head
        yield from _items(value, indent)
    elif isinstance(value, str) and " ".join(value.split()) == value:
        yield f"{head} >-"
        yield from (indent + line for line in _folded(value, WIDTH - len(indent)))
    else:
        yield short


def _folded(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _items(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        line = f"{indent}- {_flow(item)}"
        if len(line) <= WIDTH or not isinstance(item, dict):
            yield line
        else:
            first, *others = _lines(item, indent + INDENT)
            yield f"{indent}- {first.lstrip()}"
            yield from others


def _flow(value: Any) -> str:
    """Write a value inside brackets."""
    if isinstance(value, dict):
        entries = (f"{_safe(key, UNSAFE_INSIDE_BRACKETS)}: {_flow(item)}" for key, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value, UNSAFE_INSIDE_BRACKETS)


def _scalar(value: Any, unsafe: re.Pattern[str] = UNSAFE) -> str:
    """Write text bare where it reads back as text, else in quotes; numbers and dates bare."""
    if not isinstance(value, str):
        return number_text(value) if isinstance(value, (int, float)) else str(value)
    plain = read_plain(value)
    if isinstance(plain, (int, float)) and not isinstance(plain, bool) and number_text(plain) == value:
        return value
    return _safe(value, unsafe) if isinstance(plain, str) else f'"{value}"'


def _safe(text: str, unsafe: re.Pattern[str] = UNSAFE) -> str:
    """Put text in quotes if YAML would misread it."""
    return quoted(text) if not text or unsafe.search(text) else text
