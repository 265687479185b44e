"""There is one way to the terminal, so that it cannot be forgotten to make a text harmless."""

import re
from pathlib import Path

from source import Package

import boomerang

WAYS = re.compile(r"(?<![.\w])print\((?!self)|typer\.echo|rich\.console|from_markup|\.write\(writable")


def test_only_two_files_write_to_the_terminal() -> None:
    """Whoever prints goes through `Screen` or `say`, which make every text harmless."""
    package = Package.read(Path(boomerang.__file__).parent)
    found = {module: found[0] for module, text in package.texts.items() if (found := WAYS.search(text))}
    assert set(found) == {"cli.output", "report.terminal.screen"}, found
