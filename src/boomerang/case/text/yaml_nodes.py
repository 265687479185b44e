"""YAML text to nodes: the shape of a file, before it is known what its words mean."""

import re
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import Node
from ruamel.yaml.parser import Parser
from ruamel.yaml.tokens import DirectiveToken

from boomerang.case.text.characters import no_text
from boomerang.case.text.errors import CaseError, Problem
from boomerang.characters import NO_TEXT

DEEPEST = 40  # levels of lists and entries within each other; a case needs about ten
MOST_NODES = 25_000  # names, values, lists and entries, which take about a second to read

LAST_CHARACTER = 0x10FFFF
NO_SUCH_CHARACTER = (
    r"a character is written here that does not exist; after \U stands its code of eight digits"
)


@lru_cache(maxsize=2)
def compose(text: str, file: str) -> Node | None:
    """Read YAML text as nodes, whose tag is None unless one is written; None for an empty text.

    This takes most of the time of reading a case, and all runs of an ensemble carry the same one, so the last
    nodes are kept; nobody may change them. Raises CaseError where it is no YAML.
    """
    if wrong := NO_TEXT.search(text):
        line = text.count("\n", 0, wrong.start()) + 1
        raise CaseError([Problem(file, line, "", no_text(wrong[0]))])
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    yaml.Parser, yaml.Composer = _Parser, _Composer
    try:
        node: Node | None = yaml.compose(text)
    except _RefusedError as error:
        raise CaseError([Problem(file, error.problem_mark.line + 1, "", error.problem)]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise CaseError([Problem(file, line, "", _syntax(error, text, line))]) from None
    except (ValueError, OverflowError):
        raise CaseError([Problem(file, _no_such_character(text), "", NO_SUCH_CHARACTER)]) from None
    return node


class _RefusedError(MarkedYAMLError):
    """What is YAML, and yet is not allowed in a case."""


class _Parser(Parser):
    """Knows no directives: they would change what the same text means."""

    def process_directives(self) -> Any:
        if self.scanner.check_token(DirectiveToken):
            directive = self.scanner.peek_token()
            message = f"%{directive.name} is a directive, which a case needs none of; take the line out"
            raise _RefusedError(None, None, message, directive.start_mark)
        return super().process_directives()


class _Composer(Composer):
    """Composes nodes with the tags that are written and no others, so many and to such a depth."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader=loader)
        self.warn_double_anchors = False  # every anchor is refused later
        self.level = self.nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if self.level >= DEEPEST:
            message = f"entries lie within each other more than {DEEPEST} deep"
            raise _RefusedError(None, None, message, event.start_mark)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"from here on the file has more than {MOST_NODES:,} names and values; leave some out"
            raise _RefusedError(None, None, message, event.start_mark)
        self.level += 1
        node = super().compose_node(parent, index)
        self.level -= 1
        if not isinstance(event, AliasEvent):
            node.ctag = event.ctag
        return node


def _no_such_character(text: str) -> int:
    """The line of the first escape whose code no character has."""
    escapes = re.finditer(r"\\U([0-9A-Fa-f]{8})", text)
    start = next((found.start() for found in escapes if int(found[1], 16) > LAST_CHARACTER), 0)
    return text.count("\n", 0, start) + 1


def _syntax(error: MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "a tab stands at the start of this line; indent with spaces"
    said = str(error.problem or error.context)
    return f"this line cannot be read ({said}); look for a missing colon, quote or bracket just above"
