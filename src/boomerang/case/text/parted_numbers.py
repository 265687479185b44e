"""A decimal comma parts entries in braces, and what is behind it becomes a key; put together again."""

import re
from collections.abc import Iterable

from ruamel.yaml.nodes import Node, ScalarNode

from boomerang.case.text.texts import comma_readings

Entry = tuple[Node, Node]  # of a mapping: its key and its value

BEFORE = re.compile(r"(?:.* )?[-+]?(?:\d+,)*\d+")  # a comma
BEHIND = re.compile(r"\d++(?![\w.-]).*")


class PartedNumber(ScalarNode):
    """A text with a number that a comma has parted."""


def put_together(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of a mapping; a number that a comma has parted is one value, with its comma."""
    found: list[Entry] = []
    for key, value in entries:
        if value.value == "" and found and isinstance(value, ScalarNode):
            whole = _whole(found[-1][1], key)
            if whole is not None:
                found[-1] = found[-1][0], whole
                continue
        found.append((key, value))
    return found


def _whole(before: Node, behind: Node) -> PartedNumber | None:
    """The value with what has become a key behind it; None where these are no parts of a number."""
    if not (_is_bare(before) and _is_bare(behind)):
        return None
    start, end = before.start_mark, behind.start_mark
    text = f"{before.value},{behind.value}"
    if (start.line, start.index + len(before.value) + 1) != (end.line, end.index):
        return None
    if not (BEFORE.fullmatch(before.value) and BEHIND.fullmatch(behind.value) and comma_readings(text)):
        return None
    whole = PartedNumber(None, text, start)
    whole.ctag = before.ctag
    return whole


def _is_bare(node: Node) -> bool:
    """Whether this is a text without quotes."""
    return isinstance(node, ScalarNode) and node.style is None and node.anchor is None
