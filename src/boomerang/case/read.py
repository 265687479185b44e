"""Reading a case: file to plain data, plain data to a Case, every problem reported at once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from boomerang.case.called_like_keys import with_advice
from boomerang.case.check.case import check_against, check_values
from boomerang.case.kept import Kept
from boomerang.case.parts.case_files import CASE_FILE
from boomerang.case.parts.filed.entry import AnyObservation
from boomerang.case.parts.plain import plain_data
from boomerang.case.parts.schema import Case
from boomerang.case.prune import validate
from boomerang.case.settings import SET, apply_settings, drawn_parameters, with_values
from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.text.files import is_file, read_text
from boomerang.case.text.source import Source
from boomerang.case.text.texts import listed, unknown
from boomerang.case.text.yaml_text import Document

OBSERVATIONS = "observations"
MOST_MEGABYTES = 2  # of a case file; tables lie beside it
_READ = Kept(most=4)


def read_case(path: str | Path, settings: Mapping[str, Any] | None = None) -> Case:
    """Read a case from a folder that holds case.yaml, or from a YAML file.

    `settings` maps paths to values that replace those of the file, such as
    `{"mechanisms.restriction.parameters.stops": "0.1 per person-year"}`.
    Raises CaseError with every problem found.

    The last few that were read are kept: as long as a file and the tables that it names are as they were,
    it gives the same Case, which nobody may change.
    """
    file = case_file(Path(path))
    text = _text(file, "case file")
    if not settings:
        return _READ.get(file, text) or _READ.keep(file, text, case_from_text(text, file.parent, file.name))
    document = Document(text, file.name)
    source = Source(document.data, file.name, document.lines)
    changed = Source(apply_settings(document.data, settings), file.name, document.lines)
    try:
        return _case(changed, file.parent, document.problems)
    except CaseError as error:
        _case(source, file.parent, document.problems)  # what is wrong with the file itself comes first
        raise CaseError(
            [_of_settings(problem, source.file, settings) for problem in error.problems]
        ) from None


def _of_settings(problem: Problem, file: str, settings: Mapping[str, Any]) -> Problem:
    """A problem that is there because of settings: of one of them, or of what stays as it is in the file."""
    if problem.file != file:
        return problem
    path = problem.path
    if any(path.startswith(given) or given.startswith(path) for given in settings):
        return replace(problem, file=SET, line=None)
    where = f"at {path}: " if path else ""
    return Problem(SET, None, listed(settings), f"with this, {where}{problem.message}")


def case_from_data(data: Mapping[str, Any], folder: str | Path = ".") -> Case:
    """Make a case of plain data with the keys of a case file; the files it names lie in `folder`."""
    return _case(Source(data), Path(folder), [])


def case_from_text(text: str, folder: str | Path = ".", file: str = CASE_FILE) -> Case:
    """Make a case of the text of a case file; the files it names lie in `folder`.

    `file` is what problems call it. Raises CaseError with every problem found, each with its line.
    """
    document = Document(text, file)
    return _case(Source(document.data, file, document.lines), Path(folder), document.problems)


def read_observations(file: Path, case: Case) -> tuple[tuple[AnyObservation, ...], Source]:
    """Read observations of a case from a YAML file of their own, with the one key `observations`.

    They are written, and checked against the case, as in a case file. Returns them and where they stand.
    Raises CaseError with every problem found.
    """
    document = Document(
        _text(file, "file of observations"), file.name, "a file of observations", f"{OBSERVATIONS}:"
    )
    source = Source({**plain_data(case), **document.data}, file.name, document.lines)
    strangers = [
        source.problem([key], unknown(key, "key of a file of observations", [OBSERVATIONS]))
        for key in document.data
        if key != OBSERVATIONS
    ]
    if strangers or not document.data.get(OBSERVATIONS):
        message = f"there is nothing under `{OBSERVATIONS}:`"
        raise CaseError(
            document.problems + strangers or [Problem(file.name, document.lines[()], "", message)]
        )
    return _case(source, case.folder, document.problems).observations, source


def change_case(case: Case, settings: Mapping[str, Any]) -> Case:
    """The case with entries set by path; it shares what stays the same with the case.

    Where parameters alone are set, only they are read anew, and only what follows from values is checked.
    Whatever is wrong then, reading everything again says what. Raises CaseError.
    """
    changed = with_values(case, settings)
    if changed is not None:
        other = not settings.keys() <= drawn_parameters(case)
        if not check_values(changed, Source(dict(changed)), all_that_is_drawn=other):
            return changed
    return case_from_data(apply_settings(plain_data(case), settings), case.folder)


def case_file(path: Path) -> Path:
    """Give the YAML file that a path means."""
    return path / CASE_FILE if path.is_dir() else path


def _text(file: Path, what: str) -> str:
    if not is_file(file):
        raise CaseError([Problem(str(file), None, "", f"there is no such {what}")])
    return read_text(file, MOST_MEGABYTES)


def _case(source: Source, folder: Path, unreadable: list[Problem]) -> Case:
    case, problems = validate(source)
    told = {problem.path for problem in unreadable}
    problems = unreadable + [problem for problem in problems if problem.path not in told]
    if case is not None:
        case = case.in_folder(folder).standing(source)
        problems += [problem for problem in check_against(case, source) if problem.path not in told]
    if problems or case is None:
        problems = [with_advice(problem, source.data) for problem in problems]
        problems.sort(key=lambda problem: (problem.file != source.file, problem.line or 0))
        raise CaseError(list(dict.fromkeys(problems)))  # a file that several entries name has its faults once
    return case
