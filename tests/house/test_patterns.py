"""What a library does otherwise than it says, in some versions or on some machines, is not called."""

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


def test_tables_are_read_without_a_pool_of_threads(house: Package) -> None:
    """`read_table` of pyarrow begins one; where all processors are busy, the process may abort at its end."""
    assert [module for module, text in house.texts.items() if "parquet.read_table(" in text] == []
