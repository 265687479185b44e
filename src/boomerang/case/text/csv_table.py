"""Tables that lie beside a case as CSV files."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from boomerang.case.text.characters import composed, no_text
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.files import read_text
from boomerang.case.text.texts import so_many
from boomerang.characters import NO_TEXT

MOST_MEGABYTES = 20
MOST_TABLE_CELLS = 1_000_000  # which take about 3 seconds to read and compare
TOO_MANY_CELLS = f"more than {MOST_TABLE_CELLS:,} cells, which is the most there can be"
PARTED = "; a comma parts cells: write a point before decimals, and put text with a comma in quotes"
OTHER_SPELLINGS = {"long": "lon", "lng": "lon", "longitude": "lon", "latitude": "lat"}
OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "upright lines"}  # that stand between cells instead
SHORT, CLOSE = 4, 0.8  # letters of a name too short to be mistyped; likeness of one that is, from 0 to 1

Lines = list[tuple[int, list[str]]]


def read_csv(path: Path) -> tuple[list[str], Lines]:
    """Read the header and the rows of a CSV file, each row with the number of the line where it starts.

    Letters with accents are composed (NFC). Raises CaseError if nothing is in it, a column is there twice or
    has no name, a row has too few or too many cells, or it is no text.
    """
    lines = list(_lines(path))
    problems = _wrong_header(lines, path.name) or _uneven(lines, path.name)
    if problems:
        raise CaseError(problems)
    return lines[0][1], lines[1:]


def mistyped(header: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """The columns that would be passed over although a known one is meant, and which that is."""
    folded = {name: name.casefold() for name in header}
    meant = {name: OTHER_SPELLINGS.get(word, word) for name, word in folded.items() if name not in known}
    found = {name: word for name, word in meant.items() if word in known}
    for word in known:
        if word not in folded and word not in found.values() and len(word) > SHORT:
            found |= dict.fromkeys(get_close_matches(word, meant, n=1, cutoff=CLOSE), word)
    return found


def looks_like(column: str, meant: str) -> str:
    """Say that a column is probably a mistyped one."""
    return f"the column '{column}' looks like '{meant}'; write that, or another name"


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty."""
    text = composed(read_text(path, MOST_MEGABYTES))
    if wrong := NO_TEXT.search(text):
        line = text.count("\n", 0, wrong.start()) + 1
        raise CaseError([Problem(path.name, line, "", no_text(wrong[0]))])
    reader, line, count = csv.reader(StringIO(text), strict=True), 1, 0
    try:
        for row in reader:
            count += len(row)
            if count > MOST_TABLE_CELLS:
                raise CaseError([Problem(path.name, line, "", f"here the table has {TOO_MANY_CELLS}")])
            cells = list(map(str.strip, row))
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        message = "this row cannot be read; look for a quote that is not closed, or for text right after one"
        raise CaseError([Problem(path.name, line, "", message)]) from None


def _wrong_header(lines: Lines, file: str) -> list[Problem]:
    if not lines:
        return [Problem(file, 1, "", "the file is empty; its first line names the columns")]
    line, header = lines[0]
    if mark := next((mark for mark in OTHER_MARKS if len(header) == 1 and mark in header[0]), ""):
        message = f"{OTHER_MARKS[mark]} stand between the names of the columns, where commas are wanted"
        return [Problem(file, line, "", f"{message}; save the table as CSV with commas")]
    wrong = [f"the column '{name}' is there twice" for name, n in Counter(header).items() if name and n > 1]
    if "" in header:
        wrong.insert(0, f"column {header.index('') + 1} has no name")
    if not wrong and len(lines) == 1:
        wrong = ["there is no row below the names of the columns"]
    return first_of([Problem(file, line, "", message) for message in wrong])


def _uneven(lines: Lines, file: str) -> list[Problem]:
    wanted = len(lines[0][1])
    return first_of(
        [
            Problem(
                file,
                line,
                "",
                f"this row has {so_many(len(cells), 'cell')} and the header names"
                f" {so_many(wanted, 'column')}{PARTED if len(cells) > wanted else ''}",
            )
            for line, cells in lines
            if len(cells) != wanted
        ]
    )
