"""The report of an answer that `explain` has written, written again."""

from __future__ import annotations

from pathlib import Path

from boomerang.errors import InputError
from boomerang.files import put_whole, told_plainly
from boomerang.folders import claimed
from boomerang.report.document.page import html_of
from boomerang.report.explanation import TABLES, WHOLE, made_of
from boomerang.report.sections.findings import Findings
from boomerang.report.sections.whole import REPORT_FILE, report_of


def write_report(folder: Path, out: Path | None = None) -> Path:
    """Write the report of the answer in a folder; returns its file.

    Args:
        out: the file; None for report.html in the folder.

    Raises:
        InputError: there is no answer in the folder, or the report cannot be written.
    """
    given = Findings.read(folder)
    page = html_of(report_of(given)).encode()
    if out is not None:
        write_new(out, page, "report")
        return out
    made = made_of(given.scenario, given.about.seed, given.about.version)
    with (
        claimed(folder, made, WHOLE, TABLES) as held,
        told_plainly(folder, "report", WHOLE),
        held.adding() as new,
    ):
        (new / REPORT_FILE).write_bytes(page)
    return folder / REPORT_FILE


def write_new(file: Path, content: bytes, what: str) -> None:
    """Write a file whole, where there is none.

    Raises:
        InputError: there is something of that name, or it cannot be written.
    """
    if file.exists() or file.is_symlink():
        raise InputError(f"{file}: there is something of that name already; choose another name")
    with told_plainly(file, what, "choose another place"):
        put_whole(file, lambda new: new.write_bytes(content))
