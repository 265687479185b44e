"""The case language: what a case may say, reading it, checking it, writing it."""

from .check import check, warnings
from .errors import CaseError, Problem
from .json_schema import case_json_schema
from .names import Names
from .places import PlaceTable, read_places
from .read import case_from_data, change_case, read_case, read_observations
from .schema import Case
from .settings import apply_settings
from .write import case_to_yaml, write_case

__all__ = [
    "Case",
    "CaseError",
    "Names",
    "PlaceTable",
    "Problem",
    "apply_settings",
    "case_from_data",
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
