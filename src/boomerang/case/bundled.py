"""The cases that come with the package, and finding a case by name or path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boomerang.errors import InputError

if TYPE_CHECKING:
    from boomerang.case import Case

FOLDER = Path(__file__).parents[1] / "cases"


def bundled_cases() -> dict[str, Path]:
    """The folders of the bundled cases by name, in the order of the alphabet."""
    return {file.parent.name: file.parent for file in sorted(FOLDER.glob("*/case.yaml"))}


def find_case(given: str | Path) -> Path:
    """The folder or file that a name or a path means; what exists on disk goes before a bundled case.

    Raises:
        InputError: neither a bundled case nor a folder with a case nor a file has that name.
    """
    path = Path(given)
    if path.is_file() or (path / "case.yaml").is_file():
        return path
    bundled = bundled_cases()
    if str(given) in bundled:
        return bundled[str(given)]
    if path.is_dir():
        raise InputError(f"'{given}': there is no case.yaml in this folder")
    from boomerang.case.text.texts import unknown

    raise InputError(unknown(str(given), "case file or bundled case", bundled))


def load(case: str | Path | Case, settings: Mapping[str, Any] | None = None) -> Case:
    """Read a case, given as the name of a bundled case, a folder, a YAML file or a Case.

    Args:
        settings: values that replace those of the case, by path, such as
            `{"mechanisms.restriction.parameters.stops": "0.1 per person-year"}`.

    Raises:
        InputError: there is no such case, or it is not valid; CaseError tells every problem with its line.
    """
    from boomerang.case import change_case, read_case

    if isinstance(case, (str, Path)):
        return read_case(find_case(case), settings)
    return change_case(case, settings) if settings else case
