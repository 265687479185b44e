"""A case as plain data: the short form that people write, defaults left out."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import RootModel
from pydantic.fields import FieldInfo

from boomerang.case.parts.fields import as_several
from boomerang.case.parts.part import Part
from boomerang.case.parts.schedule import Lever
from boomerang.case.parts.schema import Case, Track
from boomerang.case.text.texts import TextValue


def plain_data(case: Case) -> dict[str, Any]:
    """Give the data that a case file would hold, in the order of the schema."""
    data = _part(case)
    assert isinstance(data, dict)
    return data


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, TextValue):
        return value.plain()
    if isinstance(value, RootModel):
        return _plain(value.root)
    if isinstance(value, Part):
        return _part(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _part(part: Part) -> Any:
    """Write one part; what the short forms of a lever, a track or a spread field hide is undone."""
    values = part.__dict__
    fields = {
        key: _field(values[name], may_be_one)
        for key, name, needed, default, may_be_one in _fields_of(type(part))
        if needed or values[name] != default
    }
    if part.spread in fields and not part.taken_keys() & set(fields[part.spread]):
        named = [entry for entry in fields.items() if entry[0] != part.spread]
        at = list(fields).index(part.spread)
        return dict(named[:at]) | fields[part.spread] | dict(named[at:])
    if isinstance(part, Lever) and list(fields) == ["schedule"]:
        return fields["schedule"]
    if isinstance(part, Track) and list(fields) == ["states"]:
        return fields["states"]
    return fields


@cache
def _fields_of(kind: type[Part]) -> list[tuple[str, str, bool, Any, bool]]:
    """Of each field of a kind of part: its key, its name, whether it is needed, its default, `may_be_one`."""
    return [
        (field.alias or name, name, field.is_required(), field.default, _may_be_one(field))
        for name, field in kind.model_fields.items()
    ]


def _may_be_one(field: FieldInfo) -> bool:
    """Whether a file may have the item of a list of one alone."""
    return any(getattr(rule, "func", None) is as_several for rule in field.metadata)


def _field(value: Any, may_be_one: bool) -> Any:
    """Write a list of one item as the item alone where the file may have it so."""
    written = _plain(value)
    return written[0] if may_be_one and len(written) == 1 else written
