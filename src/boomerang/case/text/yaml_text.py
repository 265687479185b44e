"""YAML text to plain data, with the line of every entry."""

import re
from math import inf
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.text.texts import NUMBER

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
        self.data = self._mapping_at_top(_compose(text, file))

    def _mapping_at_top(self, node: Node | None) -> dict[str, Any]:
        if node is None:
            raise CaseError(
                [Problem(self.file, 1, "", f"the file is empty; {self.noun} starts with `{self.start}`")]
            )
        if not isinstance(node, MappingNode):
            message = f"{self.noun} is made of `key: value` lines, and this file is not"
            raise CaseError([Problem(self.file, _line(node), "", message)])
        self.lines[()] = _line(node)
        return self._mapping(node, ())

    def _plain(self, node: Node, steps: Steps) -> Any:
        self.lines.setdefault(steps, _line(node))
        if node.anchor:
            message = (
                f"anchors (&{node.anchor}) and aliases (*{node.anchor}) are not allowed; write the entry out"
            )
            self.problems.append(Problem(self.file, self.lines[steps], path_text(steps), message))
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, steps)
        if isinstance(node, SequenceNode):
            self._refuse_tag(node, steps, "seq")
            return [self._plain(item, (*steps, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, steps)

    def _mapping(self, node: MappingNode, steps: Steps) -> dict[str, Any]:
        self._refuse_tag(node, steps, "map")
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            inner = (*steps, key) if isinstance(key_node, ScalarNode) else steps
            if not isinstance(key_node, ScalarNode):
                self._problem(key_node, steps, "a key must be text, not a list or a mapping")
            elif key in data:
                message = f"'{key}' is written twice, first in line {self.lines[inner]}; keep one of them"
                self._problem(key_node, inner, message)
            else:
                self.lines[inner] = _line(key_node)
                data[key] = self._plain(value_node, inner)
        return data

    def _scalar(self, node: ScalarNode, steps: Steps) -> Any:
        self._refuse_tag(node, steps, "str", "int", "float", "bool", "null", "timestamp", "value")
        text = str(node.value)
        if node.style is not None:
            return text
        plain = read_plain(text)
        if re.fullmatch(NON_FINITE, text) or plain in (inf, -inf):
            self._problem(node, steps, f"{text} is not finite; write a number")
        return plain

    def _refuse_tag(self, node: Node, steps: Steps, *allowed: str) -> None:
        tag = str(node.tag)
        if tag not in [PLAIN_TAG + name for name in allowed]:
            shown = tag.replace(PLAIN_TAG, "!!")
            self._problem(
                node, steps, f"the tag {shown} is not allowed; a case holds only text, numbers and lists"
            )

    def _problem(self, node: Node, steps: Steps, message: str) -> None:
        self.problems.append(Problem(self.file, _line(node), path_text(steps), message))


def read_plain(text: str) -> str | int | float | bool | None:
    """Read an unquoted word as YAML 1.2 does: a number, true, false, nothing, or text."""
    if text in WORDS:
        return WORDS[text]
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(NUMBER, text) else text


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


def _compose(text: str, file: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        node: Node | None = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise CaseError([Problem(file, line, "", _syntax(error, text, line))]) from None
    except YAMLError:
        message = "the file holds characters that are no text; save it as plain UTF-8 text"
        raise CaseError([Problem(file, 1, "", message)]) from None
    return node


def _syntax(error: MarkedYAMLError, text: str, line: int | None) -> str:
    written = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "a tab stands at the start of this line; indent with spaces"
    said = str(error.problem or error.context)
    return f"this line cannot be read ({said}); look for a missing colon, quote or bracket just above"
