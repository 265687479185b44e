"""YAML text to plain data, with the line of every entry."""

import re
from math import isfinite
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from boomerang.case.text.characters import checked, composed
from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.text.parted_numbers import PartedNumber, put_together
from boomerang.case.text.texts import NUMBER, comma_readings, number_text, without_commas
from boomerang.case.text.yaml_nodes import compose
from boomerang.characters import shortened

Steps = tuple[str | int, ...]
PLAIN_TAG = "tag:yaml.org,2002:"
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
NON_FINITE = r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"


class Document:
    """The plain data of one YAML file, the line of each entry, and what was wrong with it.

    `noun` is what the file should be, and `start` how it begins, for messages.
    """

    def __init__(self, text: str, file: str, noun: str = "a case", start: str = "case: name") -> None:
        self.file, self.noun, self.start = file, noun, start
        self.lines: dict[Steps, int] = {}
        self.problems: list[Problem] = []
        self.data = self._mapping_at_top(compose(text, file))

    def _mapping_at_top(self, node: Node | None) -> dict[str, Any]:
        if node is None or node.value == "":
            raise CaseError(
                [Problem(self.file, 1, "", f"the file is empty; {self.noun} starts with `{self.start}`")]
            )
        if not isinstance(node, MappingNode):
            message = f"{self.noun} is made of `key: value` lines, and this file is not"
            raise CaseError([Problem(self.file, _line(node), "", message)])
        self.lines[()] = _line(node)
        self._refuse_tag(node, ())
        return self._mapping(node, ())

    def _plain(self, node: Node, steps: Steps) -> Any:
        self.lines.setdefault(steps, _line(node))
        if node.anchor:
            message = (
                f"anchors (&{node.anchor}) and aliases (*{node.anchor}) are not allowed; write the entry out"
            )
            self.problems.append(Problem(self.file, self.lines[steps], path_text(steps), message))
            return None
        self._refuse_tag(node, steps)
        if isinstance(node, MappingNode):
            return self._mapping(node, steps)
        if isinstance(node, SequenceNode):
            return [self._plain(item, (*steps, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, steps)

    def _mapping(self, node: MappingNode, steps: Steps) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in put_together(node.value):
            key = self._key(key_node, steps)
            if key is None:
                continue
            inner = (*steps, key)
            if key in data:
                message = f"'{key}' is written twice, first in line {self.lines[inner]}; keep one of them"
                self._problem(key_node, inner, message)
            else:
                self.lines[inner] = _line(key_node)
                data[key] = self._plain(value_node, inner)
        return data

    def _key(self, node: Node, steps: Steps) -> str | None:
        """The text of a key; None, and a problem, where it is none."""
        if not isinstance(node, ScalarNode):
            self._problem(node, steps, "a key must be text, not a list or a mapping")
            return None
        self._refuse_tag(node, steps)
        text = self._text(node, steps)
        return None if text is None else composed(text)

    def _scalar(self, node: ScalarNode, steps: Steps) -> Any:
        text = self._text(node, steps)
        if node.style is not None or text is None:
            return text
        if isinstance(node, PartedNumber):
            instead = without_commas(f"{shortened(str(steps[-1]))}: {text}", str)
            self._problem(node, steps, f"a comma parts entries in braces{instead}")
            text = comma_readings(text)[0]  # so that nothing is said that only follows from it
        plain = read_plain(text)
        if isinstance(plain, float) and not isfinite(plain):
            self._problem(node, steps, f"{shortened(text)} is not finite; write a number")
        return plain

    def _text(self, node: ScalarNode, steps: Steps) -> str | None:
        try:
            return checked(str(node.value))
        except ValueError as error:
            self._problem(node, steps, str(error))
            return None

    def _refuse_tag(self, node: Node, steps: Steps) -> None:
        if node.tag is not None:
            shown = str(node.tag).replace(PLAIN_TAG, "!!")
            self._problem(
                node, steps, f"the tag {shown} is not allowed; a case holds only text, numbers and lists"
            )

    def _problem(self, node: Node, steps: Steps, message: str) -> None:
        self.problems.append(Problem(self.file, _line(node), path_text(steps), message))


def read_plain(text: str) -> str | int | float | bool | None:
    """Read an unquoted word as YAML 1.2 does: a number, true, false, nothing, or text.

    A number that is written otherwise than `number_text` writes it stays text, so that a name such as 007
    keeps its zeros; where a number is wanted, that text is one. What is beyond all numbers becomes infinite.
    """
    if text in WORDS:
        return WORDS[text]
    if re.fullmatch(NON_FINITE, text):
        return float(text.replace(".", ""))
    if not re.fullmatch(NUMBER, text):
        return text
    number = float(text)
    if isfinite(number) and number_text(number) != text:
        return text
    return int(number) if number.is_integer() and text.lstrip("-").isdigit() else number


def path_text(steps: Steps) -> str:
    """Write a path like `mechanisms.restriction.kicks[1].to`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def steps_of(path: str) -> Steps:
    """Read a path that `path_text` wrote, of names without dots."""
    found = re.findall(r"\[(\d+)\]|([^.\[\]]+)", path)
    return tuple(int(index) if index else name for index, name in found)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
