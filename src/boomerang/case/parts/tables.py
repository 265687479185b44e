"""Tables that entries of a case name."""

from boomerang.case.parts.schema import Case
from boomerang.case.text.csv_table import MOST_TABLE_CELLS, Lines, read_csv
from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.text.yaml_text import Steps, path_text


def read_table(case: Case, name: str, steps: Steps) -> tuple[list[str], Lines]:
    """Read the header and the rows of a CSV file that an entry of a case names.

    Raises:
        CaseError: it cannot be read, or with it the tables of the case have too many cells.
    """
    if cells_of(case) > MOST_TABLE_CELLS:
        raise CaseError([])  # the first table that was too much has been told; to read on takes long
    header, lines = read_csv(case.folder / name)
    count_cells(case, name, steps, len(header) * len(lines))
    return header, lines


def count_cells(case: Case, name: str, steps: Steps, cells: int) -> None:
    """Note how many cells the table of an entry has; CaseError where all tables together have too many."""
    case._cells[steps] = cells
    if (number := cells_of(case)) > MOST_TABLE_CELLS:
        message = (
            f"with {name} the tables of this case have {number:,} cells, each table counted as often as it is"
            f" named; at most {MOST_TABLE_CELLS:,} are allowed; leave out rows and columns that nothing needs"
        )
        raise CaseError([Problem("", None, path_text(steps), message)])


def cells_of(case: Case) -> int:
    """How many cells the tables have that were read so far."""
    return sum(case._cells.values())
