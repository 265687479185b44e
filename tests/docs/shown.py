"""Does what a page shows: blocks of commands and Python, with the output shown under them.

Run `python tests/docs/shown.py` to write shown output anew after a change.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
from processes import done

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
CHANGING = [  # what differs from run to run
    (r"Seconds: .*", "Seconds: ..."),
    (r"runs/(\S+)-[0-9a-f]{8}", r"runs/\1-..."),
    (r"takes about .* s and .* MB", "takes about ... s and ... MB"),
]
ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text and the line where it begins."""

    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start()) + 2) for found in FENCE.finditer(text)
    ]


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

    def follow(self, block: Block) -> str:
        """Do what a block says, and give the block as it should be: with the output that there really is."""
        if block.language == "console":
            return "".join(f"$ {command}\n{self._type(command, shown)}" for command, shown in commands(block))
        if block.language == "output":
            return block.text if agrees(block.text, self.printed) else _steady(self.printed)
        if block.language == "python":
            self.printed = self._execute(block)
        return block.text

    def _type(self, command: str, shown: str) -> str:
        """Run a command; gives its output as shown if it agrees, else as it is."""
        program, *arguments = shlex.split(command)
        if program != "boomerang":
            raise ValueError(f"pages show boomerang commands only, not `{command}`")
        said = _said(arguments, self.folder)
        if "Traceback" in said:
            raise RuntimeError(f"`{command}` failed:\n{said}")
        return shown if agrees(shown, said) else _steady(said)

    def _execute(self, block: Block) -> str:
        out = io.StringIO()
        with _no_pictures(), contextlib.chdir(self.folder), contextlib.redirect_stdout(out):
            exec(compile(block.text, f"line {block.line}", "exec"), self.names)
        return out.getvalue()


def _said(arguments: list[str], folder: Path) -> str:
    """What a command says, on both streams."""
    return done(folder, *arguments, prepare=_prepare)[1]


def _prepare() -> None:
    """In the process of a command: its output is as wide as a page, and in one place."""
    os.dup2(1, 2)
    os.environ.update(ENVIRONMENT)
    _without_pictures()


def _without_pictures() -> Any:
    """Results are written without charts, which take long and stand on no page. Gives what drew them."""
    from boomerang.report import charts

    every = charts.specifications
    charts.specifications = lambda drawings: every({})
    return every


@contextlib.contextmanager
def _no_pictures() -> Iterator[None]:
    """While this lasts, see `_without_pictures`."""
    from boomerang.report import charts

    every = _without_pictures()
    try:
        yield
    finally:
        charts.specifications = every


def _steady(output: str) -> str:
    """Output with what differs from run to run replaced by `...`."""
    for changing, steady in CHANGING:
        output = re.sub(changing, steady, output)
    return "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())


def rewritten(page: Path, folder: Path) -> str:
    """The text of a page with the output that its blocks really give."""
    reader = Reader(folder)

    def again(found: re.Match[str]) -> str:
        return f"```{found[1]}\n{reader.follow(Block(found[1], found[2], 0))}```"

    return FENCE.sub(again, page.read_text(encoding="utf-8"))


def main() -> None:
    """Write the output that pages show anew, where it is not as shown."""
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(rewritten(page, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
