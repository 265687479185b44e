"""The JSON Schema for editors knows the keys and short forms of files."""

import json

from boomerang.case import case_json_schema


def test_keys_are_those_of_files() -> None:
    schema = case_json_schema()
    assert {"case", "title", "period", "population", "tracks"} == set(schema["required"])
    assert "half-life" in schema["$defs"]["Feeling"]["properties"]
    assert schema["additionalProperties"] is False
    json.dumps(schema)


def test_short_forms_are_allowed() -> None:
    parts = case_json_schema()["$defs"]
    assert "amounts" not in parts["Kick"].get("required", ())
    assert parts["Kick"]["additionalProperties"]["type"] == ["string", "number"]
    assert parts["Track"]["anyOf"][0]["type"] == "array"
    forms = parts["Lever"]["anyOf"][0]["oneOf"]
    assert forms == [{"$ref": f"#/$defs/{form}"} for form in ("Each", "FiledSchedule", "Schedule")]
    assert parts["Transition"]["properties"]["who"]["anyOf"][1]["type"] == "array"


def test_everything_is_described() -> None:
    parts = case_json_schema()["$defs"]
    fields = [
        (part, key, field)
        for part, shape in parts.items()
        for key, field in shape.get("properties", {}).items()
    ]
    assert [(part, key) for part, key, field in fields if "description" not in field] == []
