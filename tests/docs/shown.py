"""Reads what a page shows: blocks of commands, Python and YAML, with the output shown under them."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text and the line where it begins."""

    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [Block(found[1], found[2], text.count("\n", 0, found.start()) + 2) for found in FENCE.finditer(text)]


def commands(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block (lines that begin with `$ `), each with the output shown under it."""
    parts = re.split(r"(?m)^\$ ", block.text)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def agrees(shown: str, real: str) -> bool:
    """Whether output is as shown; `...` stands for anything, and spaces at the end of a line do not count."""
    want, got = ("\n".join(line.rstrip() for line in text.strip().splitlines()) for text in (shown, real))
    return doctest.OutputChecker().check_output(want + "\n", got + "\n", doctest.ELLIPSIS)


@dataclass
class Reader:
    """Somebody who does what a page says, block by block, in a folder of their own."""

    folder: Path
    names: dict[str, Any] = field(default_factory=dict)
    printed: str = ""

    def follow(self, block: Block) -> list[str]:
        """Do what a block says. Returns what was not as shown, empty if all was."""
        if block.language == "console":
            return [wrong for command, shown in commands(block) if (wrong := self._type(command, shown))]
        if block.language == "python":
            self.printed = self._execute(block)
        elif block.language == "output" and not agrees(block.text, self.printed):
            return [_difference("python", block.text, self.printed)]
        return []

    def _type(self, command: str, shown: str) -> str:
        program, *arguments = shlex.split(command)
        if program != "boomerang":
            raise ValueError(f"pages show boomerang commands only, not `{command}`")
        path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [sys.executable, "-m", "boomerang", *arguments],
            cwd=self.folder,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        as_wished = not shown.strip() or agrees(shown, done.stdout)
        return "" if as_wished else _difference(command, shown, done.stdout)

    def _execute(self, block: Block) -> str:
        out = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out):
            exec(compile(block.text, f"line {block.line}", "exec"), self.names)
        return out.getvalue()


def _difference(what: str, shown: str, real: str) -> str:
    return f"$ {what}\n--- shown\n{shown}\n--- real\n{real}"
