"""Spoilt cases: the bundled ones with something wrong in them, the same for the same number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from boomerang.case.bundled import FOLDER
from boomerang.case.text.yaml_text import Document

SUBJECTS = {
    "village": FOLDER / "village",
    "marenga": FOLDER / "marenga",
    "hamlets": Path(__file__).parent / "hamlets",  # the forms that name a day, a place or a file
    "tajikistan-2015": FOLDER / "tajikistan-2015",
    "northern-ireland-1969": FOLDER / "northern-ireland-1969",
}
SHARES = (0.4, 0.25, 0.3, 0.03, 0.02)  # of the subjects; the last two take ten times as long to read
IN_TEXT, IN_TABLE = 0.08, 0.12  # the rest is changed as data
MOST_CHANGES = 3
NASTY: list[Any] = [
    *(0, -1, 1, 2, 255, 256, 10**9, 2**31, 2**63, 2**64, 10**400, -(10**30), 0.0, -0.0, 0.5, 1.5, 1e-300),
    *(1e300, 1e308, float("inf"), float("nan"), True, False, None, "", " ", "0", "-1", "nan", "inf", "1e999"),
    *(
        "[x]",
        "[/x]",
        "\x1b[31m",
        "a\x00b",
        "\u202eabc",
        "\ud800",
        "é",
        "e\u0301",
        "x" * 5000,
        "💥",
        "own",
        "x",
    ),
    *("2010-01-01", "2012-02-30", "0000-01-01", "9999-12-31", "1640-01-01", "1 week", "0 days", "1e9 years"),
    *("1 per person-year", "0 per person-year", "1e308 per person-day", "-1 per person-week", "1 / day"),
    *("lognormal 0.1 to 0.6", "lognormal 0 to 0", "beta 0 to 1", "uniform 2 to 1", "normal -1 to 1", "fixed"),
    *("a -> b", "stance loyal -> loyal", "sex man", "sex man or woman", "age", "nation", "household", "self"),
    *(
        "place Bridge",
        'place "Stow or Wold" or Mill',
        "province north",
        "zone hills",
        "zone",
        "checkpoints 0",
    ),
    *(
        "12 people",
        "up to 1 person",
        "-3 people",
        "up to 0.5 x x",
        "1e9 people",
        "raids.csv",
        "places.csv",
        "day",
    ),
    *([], {}, [[]], [{}], {"x": {}}, {"": 1}, [0] * 300, ["a", "a"], {"given sex": {}}, {"lognormal": 9}),
]
BITS = [*"{}[]:-#\"'\t\n|>\r?", "  ", "&a", "*a", "!!x"]
CELLS = [
    "",
    "0",
    "-1",
    "1e9",
    "nan",
    "inf",
    "0.5",
    "99999999999999999999",
    "[x]",
    '"',
    "a,b",
    "é",
    "\x00",
    "\x1b[",
]


@dataclass(frozen=True)
class Spoilt:
    """What is given instead of a subject: other data, another text of the case file, or other tables."""

    number: int
    subject: str
    data: dict[str, Any] | None
    text: str | None
    tables: dict[str, bytes]

    @property
    def folder(self) -> Path:
        """Where the subject lies."""
        return SUBJECTS[self.subject]


def subject_of(number: int, seed: int) -> str:
    """Of what the case of a number is a spoilt copy."""
    return _begun(number, seed)[0]


def _begun(number: int, seed: int) -> tuple[str, np.random.Generator]:
    luck = np.random.default_rng([seed, number])
    return str(luck.choice(list(SUBJECTS), p=SHARES)), luck


def spoilt(number: int, seed: int) -> Spoilt:
    """The spoilt case of a number."""
    subject, luck = _begun(number, seed)
    kind = luck.random()
    if kind < IN_TEXT:
        return Spoilt(number, subject, None, _changed_text(_text(subject), luck), {})
    data = _copied(data_of(subject))
    if kind < IN_TEXT + IN_TABLE:
        files = sorted(file.name for file in SUBJECTS[subject].iterdir() if file.name != "case.yaml")
        name = files[luck.integers(len(files))]
        content = (SUBJECTS[subject] / name).read_text(encoding="utf-8")
        return Spoilt(number, subject, data, None, {name: _changed_table(content, luck)})
    for _ in range(luck.integers(1, MOST_CHANGES + 1)):
        _change(data, luck)
    return Spoilt(number, subject, data, None, {})


_TEXTS: dict[str, str] = {}
_DATA: dict[str, dict[str, Any]] = {}


def _text(subject: str) -> str:
    if subject not in _TEXTS:
        _TEXTS[subject] = (SUBJECTS[subject] / "case.yaml").read_text(encoding="utf-8")
    return _TEXTS[subject]


def data_of(subject: str) -> dict[str, Any]:
    if subject not in _DATA:
        _DATA[subject] = Document(_text(subject), "case.yaml").data
    return _DATA[subject]


def _copied(data: Any) -> Any:
    """As `copy.deepcopy`, which takes much longer."""
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(value) for value in data] if isinstance(data, list) else data


def _change(data: dict[str, Any], luck: np.random.Generator) -> None:
    """Change one entry, wherever it is."""
    places = list(_places(data))
    if not places:
        return
    holder, key = places[luck.integers(len(places))]
    other, others_key = places[luck.integers(len(places))]
    changes: list[Callable[[], Any]] = [
        lambda: holder.__setitem__(key, _copied(NASTY[luck.integers(len(NASTY))])),
        lambda: holder.__setitem__(key, _copied(other[others_key])),
        lambda: holder.__setitem__(key, _changed_number(holder[key], luck)),
        lambda: holder.__delitem__(key),
        lambda: _again(holder, key, luck),
        lambda: holder.__setitem__(key, _spliced(str(holder[key]), str(other[others_key]), luck)),
    ]
    changes[luck.choice(len(changes), p=[0.25, 0.2, 0.25, 0.1, 0.1, 0.1])]()


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every entry of nested data: what holds it and its key there."""
    entries = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in entries:
        yield data, key
        if isinstance(value, (dict, list)):
            yield from _places(value)


def _changed_number(value: Any, luck: np.random.Generator) -> Any:
    """The value with its first number multiplied, or what it was."""
    factor = [0, -1, 0.001, 0.5, 2, 10, 1000, 1e9, 1e30, 1e200][luck.integers(10)]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value * (int(factor) if isinstance(value, int) and factor >= 1 else factor)
    if isinstance(value, str):
        return re.sub(r"\d+(?:\.\d+)?", lambda found: f"{float(found[0]) * factor:g}", value, count=1)
    return NASTY[luck.integers(len(NASTY))]


def _again(holder: Any, key: Any, luck: np.random.Generator) -> None:
    """Say an entry twice, under another name where it has one."""
    if isinstance(holder, list):
        holder.insert(key, _copied(holder[key]))
    else:
        name = NASTY[luck.integers(len(NASTY))] if luck.random() < 0.5 else f"{key}x"
        holder[name if isinstance(name, str) else str(name)] = _copied(holder[key])


def _spliced(text: str, other: str, luck: np.random.Generator) -> str:
    one, two = luck.integers(len(text) + 1), luck.integers(len(other) + 1)
    return text[:one] + other[two : two + 20]


def _changed_text(text: str, luck: np.random.Generator) -> str:
    """The text with some characters, lines or both changed."""
    for _ in range(luck.integers(1, MOST_CHANGES + 1)):
        lines = text.split("\n")
        one, two = luck.integers(len(lines), size=2)
        at = luck.integers(len(text) + 1)
        bit = BITS[luck.integers(len(BITS))]
        text = [
            lambda text=text, at=at, bit=bit: text[:at] + bit + text[at:],
            lambda text=text, at=at: text[:at] + text[at + luck.integers(1, 30) :],
            lambda text=text, at=at: text[:at],
            lambda lines=lines, one=one, two=two: "\n".join([*lines[:one], lines[two], *lines[one:]]),
            lambda lines=lines, one=one: "\n".join(lines[:one] + lines[one + 1 :]),
            lambda lines=lines, one=one: "\n".join([*lines[:one], "  " + lines[one], *lines[one + 1 :]]),
            lambda text=text, at=at: text[:at] + text[at : at + 40] * 3000 + text[at:],
        ][luck.choice(7, p=[0.3, 0.2, 0.05, 0.15, 0.15, 0.1, 0.05])]()
    return text


def _changed_table(text: str, luck: np.random.Generator) -> bytes:
    """The table with some cells, rows or bytes changed."""
    rows = [line.split(",") for line in text.splitlines()]
    for _ in range(luck.integers(1, MOST_CHANGES + 1)):
        row = int(luck.integers(len(rows)))
        cell = int(luck.integers(len(rows[row])))
        kind = luck.integers(6)
        if kind < 3:
            rows[row][cell] = CELLS[luck.integers(len(CELLS))]
        elif kind == 3:
            rows.insert(row, list(rows[row]))
        elif kind == 4 and len(rows) > 1:
            del rows[row]
        else:
            del rows[row][cell:]
            rows[row] = rows[row] or [""]
    content = "\n".join(map(",".join, rows)).encode() + b"\n"
    return content[: luck.integers(len(content))] + b"\xff" if luck.random() < 0.05 else content
