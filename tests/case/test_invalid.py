"""Every rule of the case language has a case that breaks it, with the exact message."""

import re
from pathlib import Path

import pytest

from boomerang.case import CaseError, read_case

INVALID = Path(__file__).parents[1] / "cases" / "invalid"
FILES = sorted(INVALID.glob("*.yaml"))
WORDING_OF_LIBRARIES = re.compile(
    r"Input should|pydantic|Field required|valid (string|number|integer)|Traceback"
)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_message(file: Path) -> None:
    with pytest.raises(CaseError) as caught:
        read_case(file)
    assert str(caught.value) == file.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")
    assert not WORDING_OF_LIBRARIES.search(str(caught.value))
    assert all(problem.line is not None for problem in caught.value.problems)


def test_every_file_has_its_message() -> None:
    messages = {file.stem for file in INVALID.glob("*.txt")}
    assert {file.stem for file in FILES} == messages
    assert len(messages) >= 45
