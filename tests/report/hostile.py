"""A case that holds a script wherever text may stand, and what is alive in a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import count
from typing import Any

import boomerang
from boomerang.case import Case, case_from_data
from boomerang.case.parts.plain import plain_data

TEXTS = ("title", "about", "claim", "by", "against", "source", "note", "kind", "said by", "unused")
PLACES = ("Bridge", "Mill", "Orchard", "Spring", "Saddle")
VOID = {"meta", "br", "img", "link", "input", "hr", "base"}


def script(number: int) -> str:
    """A script that tries every door: out of text, an attribute, a script element and a comment."""
    return f"</script><script>field{number}()</script>\"'><img src=x onerror=field{number}()><!--"


def hostile_case() -> Case:
    """The village with a script in every text, and with places and provinces named by scripts."""
    numbers = count(1)
    data = _poisoned(plain_data(boomerang.load("village")), numbers)
    data["population"]["places"] = [
        {"place": script(next(numbers)), "people": "200", "province": script(next(numbers))} for _ in PLACES
    ]
    entry = data["observations"][0]
    data["observations"] = [entry, {**entry, "by": "2012-06-30", "known": "2012-07-01", "value": 9}]
    data["observable"].append(
        {"count": "depart", "within": script(next(numbers)), "unused": script(next(numbers))}
    )
    for owner in data["mechanisms"].values():
        owner["literature"] = script(next(numbers))
    for parameter in data["parameters"].values():
        parameter["about"] = script(next(numbers))
    return case_from_data(data)


def _poisoned(data: Any, numbers: count[int]) -> Any:
    """The same with a script in the place of every free text."""
    if isinstance(data, dict):
        return {
            key: script(next(numbers))
            if key in TEXTS and isinstance(given, str)
            else _poisoned(given, numbers)
            for key, given in data.items()
        }
    return [_poisoned(given, numbers) for given in data] if isinstance(data, list) else data


def scripts_in(case: Case, *keys: str) -> set[str]:
    """The names of all functions that the scripts of a case, or of some keys of it, would call."""
    data = plain_data(case)
    return set(re.findall(r"field\d+(?=\(\)</script>)", str([data[key] for key in keys or data])))


class Alive(HTMLParser):
    """What of a page is more than text: its elements, its scripts, its addresses, its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.programs: list[str] = []
        self.data: list[str] = []
        self.said: list[str] = []
        self.open: list[str] = []
        self._kind = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self._kind = dict(attrs).get("type") or "program"

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] == "script":
            (self.programs if self._kind == "program" else self.data).append(text)
        elif not (self.open and self.open[-1] == "style"):
            self.said.append(text)
