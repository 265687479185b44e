"""Validating what is sound in a case although other parts are not, so that all problems come out at once."""

from pydantic import ValidationError

from boomerang.case.parts.part import Made
from boomerang.case.parts.schema import Case
from boomerang.case.text.characters import no_text
from boomerang.case.text.errors import Problem
from boomerang.case.text.source import Source
from boomerang.case.text.yaml_text import Steps

# What stands in for a required entry that is itself faulty, so that the rest can be checked.
STAND_INS = {
    "case": "unnamed",
    "title": "untitled",
    "period": {"from": "0001-01-01", "to": "9999-12-31", "step": "1 year"},
}


def validate(source: Source) -> tuple[Case | None, list[Problem]]:
    """Make a case of the sound entries and list what is wrong with the others.

    Faulty entries are added to `source.removed`. The case is None where nothing useful remains.
    """
    made: Made = {}
    try:
        return _validated(source.kept(), made), []
    except ValidationError as error:
        found = error
    try:
        told = found.errors(include_url=False)
    except UnicodeEncodeError as error:  # half of a character in a key, which no file can hold
        return None, [source.problem((), no_text(error.object[error.start]))]
    problems = [source.problem(line["loc"], line["msg"]) for line in told]
    return _remainder(source, found, made), problems


def _validated(data: dict[str, object], made: Made) -> Case:
    """The case; parts that were made of the same data before are not made anew."""
    return Case.model_validate(data, context=made, by_alias=True, by_name=False)


def _remainder(source: Source, error: ValidationError, made: Made) -> Case | None:
    """Leave out what is wrong, then what cannot do without it, until the rest is sound."""
    while True:
        faulty = {_not_yet(source, line["loc"]) for line in error.errors(include_url=False)}
        if faulty <= {()}:
            return None
        source.removed |= faulty - {()}
        try:
            return _validated({**STAND_INS, **source.kept()}, made)
        except ValidationError as next_error:
            error = next_error


def _not_yet(source: Source, steps: Steps) -> Steps:
    """Where an error stands in the file; what is left aside already drags along what it lies in."""
    path = source.written(steps)
    while path in source.removed:
        path = path[:-1]
    return path
