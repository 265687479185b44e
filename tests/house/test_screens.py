"""There is one way to the terminal, so that it cannot be forgotten to make a text harmless."""

import re

from source import Package

WAYS = re.compile(r"(?<![.\w])print\((?!self)|typer\.echo|rich\.console|from_markup|\.write\(writable")


def test_only_two_files_write_to_the_terminal(house: Package) -> None:
    """Whoever prints goes through `Screen` or `say`, which make every text harmless."""
    found = {module: found[0] for module, text in house.texts.items() if (found := WAYS.search(text))}
    assert set(found) == {"cli.output", "report.terminal.screen"}, found
