"""Tables that lie beside a case as CSV files."""

import csv
from pathlib import Path

from boomerang.case.text.errors import CaseError, Problem

Lines = list[tuple[int, list[str]]]


def read_csv(path: Path) -> tuple[list[str], Lines]:
    """Read the header and the numbered rows of a CSV file.

    Raises CaseError if nothing is in it, a column is there twice, or a row has too few or too many cells.
    """
    lines = _lines(path)
    problems = _wrong_header(lines, path.name) or _uneven(lines, path.name)
    if problems:
        raise CaseError(problems)
    return lines[0][1], lines[1:]


def _lines(path: Path) -> Lines:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            return [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(cells)]
    except (UnicodeDecodeError, csv.Error):
        message = "the file is not UTF-8 text; save it as CSV in UTF-8"
        raise CaseError([Problem(path.name, None, "", message)]) from None


def _wrong_header(lines: Lines, file: str) -> list[Problem]:
    if not lines:
        return [Problem(file, 1, "", "the file is empty; its first line names the columns")]
    line, header = lines[0]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        return [Problem(file, line, "", f"the column '{name}' is there twice") for name in twice]
    return (
        [] if len(lines) > 1 else [Problem(file, line, "", "there is no row below the names of the columns")]
    )


def _uneven(lines: Lines, file: str) -> list[Problem]:
    wanted = len(lines[0][1])
    return [
        Problem(file, line, "", f"this row has {len(cells)} cells and the header names {wanted} columns")
        for line, cells in lines
        if len(cells) != wanted
    ]
