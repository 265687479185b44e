"""The case language: what a case may say, reading it, checking it, writing it."""

from boomerang.case.check.case import check, warnings
from boomerang.case.json_schema import case_json_schema
from boomerang.case.parts.names import Names
from boomerang.case.parts.places import PlaceTable, read_places
from boomerang.case.parts.schema import Case
from boomerang.case.read import case_from_data, case_from_text, change_case, read_case, read_observations
from boomerang.case.settings import apply_settings
from boomerang.case.text.errors import CaseError, Problem
from boomerang.case.write import case_to_yaml, write_case

__all__ = [
    "Case",
    "CaseError",
    "Names",
    "PlaceTable",
    "Problem",
    "apply_settings",
    "case_from_data",
    "case_from_text",
    "case_json_schema",
    "case_to_yaml",
    "change_case",
    "check",
    "read_case",
    "read_observations",
    "read_places",
    "warnings",
    "write_case",
]
