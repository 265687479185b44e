"""Cases that were read, so that what is as it was is not read again."""

from pathlib import Path

from boomerang.case.parts.case_files import digests_of_files
from boomerang.case.parts.schema import Case


class Kept:
    """The last cases that were read, each with digests of the tables that it names.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._cases: dict[tuple[Path, str], tuple[Case, dict[str, str] | None]] = {}

    def get(self, file: Path, text: str) -> Case | None:
        """The case that was read from this text of a file; None where there is none, or a table changed."""
        case, tables = self._cases.get((file, text), (None, {}))
        return case if case is not None and tables is not None and _tables(case) == tables else None

    def keep(self, file: Path, text: str, case: Case) -> Case:
        """Keep a case that was read just now, instead of the one that was kept for longest; gives it."""
        self._cases.pop((file, text), None)
        self._cases[file, text] = case, _tables(case)
        for oldest in list(self._cases)[: -self._most]:
            self._cases.pop(oldest, None)
        return case


def _tables(case: Case) -> dict[str, str] | None:
    """The digest of each table; None where one cannot be read any more."""
    try:
        return digests_of_files(case)
    except OSError:
        return None
