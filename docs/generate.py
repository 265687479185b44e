"""Write what is generated in docs/: the tables of case-language.md, and case.schema.json.

Run `python docs/generate.py` after a change of the case language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator

from boomerang.case import case_json_schema
from boomerang.case.parts import fields
from boomerang.case.parts.fields import OneOrMore
from boomerang.case.parts.interventions import Headcount
from boomerang.case.parts.part import Part
from boomerang.case.parts.population import Share
from boomerang.case.parts.priors.family import FAMILIES
from boomerang.case.parts.priors.prior import Prior
from boomerang.case.parts.schedule import as_moment
from boomerang.case.parts.selectors import Move, Selector
from boomerang.case.parts.statistics.statistic import STATISTICS
from boomerang.case.parts.values import Duration, Expression, Measure, People, Rate
from boomerang.case.text.texts import TextValue

HERE = Path(__file__).parent
PAGE = HERE / "case-language.md"
SCHEMA = HERE / "case.schema.json"
BLOCK = re.compile(r"(?s)<!-- generated: (\w+) -->\n.*?<!-- /generated -->")
VALUES = (Expression, Duration, Rate, Measure, Prior, People, Headcount, Selector, Move, Share)
SPREAD = {"amounts": "*a feeling or climate*", "happens": "*a transition or act*", "trait": "*the shares*"}
WORDS: dict[Callable[..., Any], str] = {
    fields.as_text: "text",
    fields.as_name: "name",
    fields.as_word: "name",
    fields.as_category: "category",
    fields.as_file_name: "file name",
    fields.as_number: "number",
    fields.as_whole: "whole number",
    fields.as_date: "date",
    as_moment: "date",
}
ROOTS = {
    "Schedule": "schedule",
    "Shares": "shares",
    "Given": "given",
    "ListedTrait": "[category]",
}


def filled(page: str) -> str:
    """The page with every generated block written anew."""
    return BLOCK.sub(_refilled, page)


def _refilled(found: re.Match[str]) -> str:
    return f"<!-- generated: {found[1]} -->\n{_block(found[1])}<!-- /generated -->"


def schema_text() -> str:
    """The JSON Schema of a case, as it stands in the file."""
    return json.dumps(case_json_schema(), indent=1, ensure_ascii=False) + "\n"


def parts() -> dict[str, type[Part]]:
    """Every part that a file can hold, by the name of its class."""
    return {part.__name__: part for part in _parts_below(Part) if "noun" in part.__dict__}


def _parts_below(part: type[Part]) -> Iterator[type[Part]]:
    for below in part.__subclasses__():
        yield below
        yield from _parts_below(below)


def _block(name: str) -> str:
    if name == "values":
        return _table(["value", "how it is written"], [[kind.noun, kind.form] for kind in VALUES])
    if name == "priors":
        families = [[f"`{family.name}`", family.meaning] for family in FAMILIES.values()]
        return _table(["prior", "its values"], families)
    if name == "statistics":
        return _table(["statistic", "the number"], [[f"`{kind.form}`", kind.meaning] for kind in STATISTICS])
    return _part_table(parts()[name])


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def _part_table(part: type[Part]) -> str:
    """One line for each key: whether it must be there, what stands in it, what it means."""
    kinds = get_type_hints(part, include_extras=True)
    rows = []
    for name, field in part.model_fields.items():
        spread = name == part.spread  # written among the keys
        key = SPREAD[name] if spread else f"`{field.alias or name}`"
        kind = _kind(_of_entries(kinds[name]) if spread else kinds[name])
        needed = "yes" if field.is_required() or name == "amounts" else ""
        rows.append([key, needed, f"`{kind}`", field.description or ""])
    return _table(["key", "needed", "what stands there", "meaning"], rows)


def _of_entries(given: Any) -> Any:
    """What the entries of a field hold, or a field that has none."""
    entries = get_args(given)[0]
    return get_args(entries)[1] if get_origin(entries) is dict else given


def _kind(given: Any) -> str:
    """What may stand in a field, in words of this page; braces hold named entries, brackets lists."""
    origin, inner = get_origin(given), get_args(given)
    if origin is Annotated:
        return _annotated(inner[0], inner[1:])
    if origin is dict:
        return f"{{{_kind(inner[0])}: {_kind(inner[1])}}}"
    if origin is tuple:
        return f"[{', '.join(_kind(one) for one in inner if one is not ...)}]"
    if origin is Literal:
        return " / ".join(inner)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_kind(one) for one in inner if one is not type(None)))
    if issubclass(given, (Part, TextValue)):
        return re.sub("^an? ", "", given.noun)
    return ROOTS.get(given.__name__, "text")


def _annotated(given: Any, notes: tuple[Any, ...]) -> str:
    if any(isinstance(note, OneOrMore) for note in notes):
        item = _kind(get_args(given)[0])
        return f"{item} or [{item}]"
    words = [WORDS[note.func] for note in notes if isinstance(note, BeforeValidator) and note.func in WORDS]
    return words[0] if words else _kind(given)


def main() -> None:
    """Write the generated files."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
