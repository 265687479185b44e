"""Regular expressions mean the same in every Python that may be used."""

import ast
import re

from source import Package

# A group that is repeated possessively, or is atomic: before Python 3.11.5 these match what they should not.
POSSESSIVE = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+|\(\?>")


def test_no_group_is_repeated_possessively(house: Package) -> None:
    found = [
        f"{module}:{node.lineno}"
        for module, tree in house.trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and POSSESSIVE.search(node.value)
    ]
    assert found == []
