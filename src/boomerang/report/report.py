"""The report of what is in folders of results, written again, or of several together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boomerang.case.scenario import digest_of_case
from boomerang.errors import InputError
from boomerang.files import damage_told, put_whole, told_plainly
from boomerang.folders import adding_to, check_unchanged
from boomerang.report.document.page import html_of
from boomerang.report.sections.findings import ANSWER_FILE, EXPLAIN, MADE_AGAIN, Found
from boomerang.report.sections.whole import REPORT_FILE, report_of

ADVICE = "the results are whole, so make room and write the report again"


def write_report(folders: Sequence[Path], out: Path | None = None) -> Path:
    """Write the report of the results in some folders, which must be of the same case; returns its file.

    Args:
        out: the file; None for report.html in the first folder.

    Raises:
        InputError: a folder holds no results or some that were changed, they are not of one case, or the
            report cannot be written.
    """
    found = [Found.read(folder) for folder in folders]
    _check_together(folders, found)
    page = _page(folders, found).encode()
    for folder in folders:  # what can still be read
        check_unchanged(folder, MADE_AGAIN, but=REPORT_FILE)
    if out is not None:
        write_new(out, page, "report")
        return out
    with adding_to(folders[0], ADVICE) as new:
        (new / REPORT_FILE).write_bytes(page)
    return folders[0] / REPORT_FILE


def _page(folders: Sequence[Path], found: Sequence[Found]) -> str:
    """The report as HTML; what is missing in files that somebody has changed is told."""
    try:
        return html_of(report_of(found))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        for folder, each in zip(folders, found, strict=True):
            _check_alone(folder, each)
        raise


def _check_alone(folder: Path, found: Found) -> None:
    """Refuse a result of which no report can be written."""
    file = folder / (ANSWER_FILE if found.call.command == EXPLAIN else f"{found.call.command}.json")
    with damage_told(file, "or a chart beside it is; make the result again"):
        html_of(report_of([found]))


def _check_together(folders: Sequence[Path], found: Sequence[Found]) -> None:
    """Refuse results of different cases, and two answers."""
    first, *others = found
    for folder, other in zip(folders[1:], others, strict=True):
        if digest_of_case(other.case) != digest_of_case(first.case):
            of = (
                other.case.name
                if other.case.name != first.case.name
                else f"another state of {first.case.name}"
            )
            raise InputError(
                f"{folder}: this result is of another case than {folders[0]}, {of}; leave it out"
            )
    if sum(each.call.command == EXPLAIN for each in found) > 1:
        raise InputError("a report tells one answer of explain; leave the others out")
    places = [folder.resolve() for folder in folders]
    for number, folder in enumerate(folders):
        if places[number] in places[:number]:
            raise InputError(f"{folder}: this folder is named twice; name each once")


def write_new(file: Path, content: bytes, what: str) -> None:
    """Write a file whole, where there is none.

    Raises:
        InputError: there is something of that name, or it cannot be written.
    """
    if file.exists() or file.is_symlink():
        raise InputError(f"{file}: there is something of that name already; choose another name")
    with told_plainly(file, what, "choose another place"):
        put_whole(file, lambda new: new.write_bytes(content))
