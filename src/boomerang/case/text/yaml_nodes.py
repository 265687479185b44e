"""YAML text to nodes: the shape of a file, before it is known what its words mean."""

import re
from functools import cached_property, lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import DirectiveToken, ScalarToken

from boomerang.case.text.characters import no_text
from boomerang.case.text.errors import CaseError, Problem
from boomerang.characters import NO_TEXT

DEEPEST = 40  # levels of lists and entries within each other; a case needs about ten
MOST_NODES = 25_000  # names, values, lists and entries, which take about a second to read

VERSION = (1, 2)
# Within one line a bare text, and what lies before the next token; then the same within brackets. Groups are
# repeated greedily: Python before 3.11.5 matches groups repeated possessively where they do not match.
BARE, BARE_WITHIN = (
    re.compile(rf"(?!#){part}(?: ++(?!#){part})*")
    for part in (rf"(?:[^:\0 \t\n{brackets}]++|:(?![\0 \t\n]))+" for brackets in ("", r",\[\]{}"))
)
BETWEEN, BETWEEN_WITHIN = (
    re.compile(rf"(?:[{blanks}]*+(?:#[^\0\n]*+)?\n)*[{blanks}]*+(?:#[^\0\n]*+)?") for blanks in (" ", r" \t")
)
SPACES = re.compile(r" *(?:\n[ \n]*)?")  # between the words of a bare text

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
    yaml.version = VERSION
    yaml.Reader, yaml.Scanner, yaml.Parser, yaml.Composer = _Reader, _Scanner, _Parser, _Composer
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


class _Reader(Reader):
    """Has all of the text from the start, in which no line ends otherwise than with a line feed."""

    mark: Any = None

    def take(self, pattern: re.Pattern[str]) -> str:
        """Move over what has this pattern here, and give it; nothing where nothing has."""
        found = pattern.match(self.buffer, self.pointer)
        if found is None:
            return ""
        taken, self.pointer = found[0], found.end()
        lines = taken.count("\n")
        self.line += lines
        self.column = len(taken) - taken.rindex("\n") - 1 if lines else self.column + len(taken)
        self.index = self.pointer
        return taken

    def get_mark(self) -> Any:
        if self.mark is None or self.mark.index != self.index:
            self.mark = StreamMark(self.name, self.index, self.line, self.column)
        return self.mark


class _Scanner(Scanner):
    """Scans as the scanner of ruamel.yaml does, in less time: not letter by letter.

    It looks for further tokens only once one was taken, as nothing else calls for any.
    """

    looked = False
    scanner_processing_version = VERSION

    @cached_property
    def reader(self) -> Any:
        return self.loader.reader

    def fetch_more_tokens(self) -> Any:
        self.scan_to_next_token()
        if not self.reader.peek().isalnum():
            return super().fetch_more_tokens()
        self.stale_possible_simple_keys()
        self.unwind_indent(self.reader.column)
        return self.fetch_plain()

    def scan_to_next_token(self) -> None:
        if self.reader.peek() in " \t\n#":
            passed = self.reader.take(BETWEEN_WITHIN if self.flow_context else BETWEEN)
            if "\n" in passed and not self.flow_context:
                self.allow_simple_key = True

    def scan_plain(self) -> ScalarToken:
        bare = BARE_WITHIN if self.flow_context else BARE
        start = end = self.reader.get_mark()
        spaces: list[str] = []
        words: list[str] = []
        while taken := self.reader.take(bare):
            self.allow_simple_key = False
            words += [*spaces, taken]
            end = self.reader.get_mark()
            spaces = self.scan_plain_spaces()
            if not spaces or (not self.flow_context and self.reader.column <= self.indent):
                break
        return ScalarToken("".join(words), True, start, end)

    def scan_plain_spaces(self, *_: Any) -> list[str]:
        if self.reader.peek() not in " \n":
            return []
        taken = self.reader.take(SPACES)
        lines = taken.count("\n")
        if not lines:
            return [taken]
        self.allow_simple_key = True
        ended = self.check_document_start() or self.check_document_end()
        return [] if ended else ["\n" * (lines - 1) or " "]

    def need_more_tokens(self) -> bool:
        if self.tokens and not self.possible_simple_keys:
            return False
        return bool(super().need_more_tokens())

    def check_token(self, *choices: Any) -> bool:
        token = self.tokens[0] if self.looked and self.tokens else self.peek_token()
        return isinstance(token, choices)

    def peek_token(self) -> Any:
        if not self.looked:
            while self.need_more_tokens():
                self.fetch_more_tokens()
            self.looked = True
        return self.tokens[0] if self.tokens else None

    def get_token(self) -> Any:
        token = self.peek_token()
        if token is not None:
            self.tokens_taken += 1
            del self.tokens[0]
            self.looked = False
        return token


class _Parser(Parser):
    """Knows no directives, as they would change what a text means; asks for the most frequent node first."""

    @cached_property
    def scanner(self) -> Any:
        return self.loader.scanner

    def parse_node(self, block: bool = False, indentless_sequence: bool = False) -> Any:
        token = self.scanner.peek_token()
        if not isinstance(token, ScalarToken):
            return super().parse_node(block, indentless_sequence)
        self.scanner.get_token()
        self.state = self.states.pop()
        implicit = token.plain, not token.plain
        return ScalarEvent(
            None, None, implicit, token.value, token.start_mark, token.end_mark, style=token.style
        )

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

    @cached_property
    def parser(self) -> Any:
        return self.loader.parser

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if self.level >= DEEPEST:
            message = f"entries lie within each other more than {DEEPEST} deep"
            raise _RefusedError(None, None, message, event.start_mark)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"from here on the file has more than {MOST_NODES:,} names and values; leave some out"
            raise _RefusedError(None, None, message, event.start_mark)
        if isinstance(event, AliasEvent):
            return super().compose_node(parent, index)
        self.level += 1
        node = self._composed(self.parser.get_event())
        self.level -= 1
        return node

    def _composed(self, event: Any) -> Node:
        """The node that begins with an event, and all within it."""
        node: Node
        if isinstance(event, ScalarEvent):
            node = ScalarNode(None, event.value, event.start_mark, style=event.style, anchor=event.anchor)
        else:
            kind = SequenceNode if isinstance(event, SequenceStartEvent) else MappingNode
            node = kind(None, [], event.start_mark, anchor=event.anchor)
        node.ctag = event.ctag
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        if not isinstance(node, ScalarNode):
            self._fill(node)
        return node

    def _fill(self, node: Node) -> None:
        """Compose what lies within a list or a mapping."""
        while not isinstance(self.parser.peek_event(), (SequenceEndEvent, MappingEndEvent)):
            inner = self.compose_node(node, None)
            pair = (inner, self.compose_node(node, None)) if isinstance(node, MappingNode) else inner
            node.value.append(pair)
        self.parser.get_event()


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
