"""The JSON Schema of a case file, for editors that complete and check while typing."""

from typing import Any

from boomerang.case.parts.bundle import Kick
from boomerang.case.parts.interventions import Intervention, InterventionChange, InterventionsFile
from boomerang.case.parts.population import ALIKE
from boomerang.case.parts.schema import Case

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def case_json_schema() -> dict[str, Any]:
    """Describe a case file, with the keys and short forms that files use."""
    schema = Case.model_json_schema(by_alias=True)
    parts = schema["$defs"]
    for part in (Kick, Intervention, InterventionsFile, InterventionChange):
        _spread(parts[part.__name__], part.spread)
    _spread_shares(parts)
    _allow_short(parts, "Lever", "schedule")
    _allow_short(parts, "Track", "states")
    return {"$schema": DIALECT, **schema, "title": "boomerang case"}


def _spread(part: dict[str, Any], field: str) -> None:
    """Let the entries of a field stand among the keys of a part, or under the field, if called like a key."""
    together = part["properties"][field]
    part["additionalProperties"] = entry = together["additionalProperties"]
    part["properties"][field] = {"description": together.pop("description"), "anyOf": [together, entry]}
    part["required"] = [key for key in part.get("required", ()) if key != field]


def _spread_shares(parts: dict[str, Any]) -> None:
    """Let the shares of an alike trait stand beside its key, which other traits do not have."""
    alike = parts["Alike"]
    alike["properties"].pop("trait")
    alike |= {"required": [ALIKE], "additionalProperties": True}
    parts["Shares"]["propertyNames"] = {"not": {"const": ALIKE}}


def _allow_short(parts: dict[str, Any], name: str, field: str) -> None:
    """Let a part be written as one of its fields alone."""
    long_form = parts[name]
    parts[name] = {
        "description": long_form["description"],
        "anyOf": [long_form["properties"][field], long_form],
    }
