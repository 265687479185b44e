"""What is generated in docs/ is up to date."""

from __future__ import annotations

import importlib.util
import re
from math import log10
from types import ModuleType

import pytest
from shown import ROOT

from boomerang.case.check import limits as most
from boomerang.case.check.ranges import MOST
from boomerang.engine.model import LOG_CAP


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_up_to_date(generate: ModuleType):
    page = generate.PAGE.read_text(encoding="utf-8")
    assert generate.filled(page) == page, "run python docs/generate.py"


def test_the_schema_is_up_to_date(generate: ModuleType):
    assert generate.schema_text() == generate.SCHEMA.read_text(encoding="utf-8"), (
        "run python docs/generate.py"
    )


def test_every_part_is_in_the_reference(generate: ModuleType):
    shown = set(re.findall(r"<!-- generated: (\w+) -->", generate.PAGE.read_text(encoding="utf-8")))
    assert shown == {*generate.parts(), "values", "priors", "statistics"}


def test_stale_tables_are_noticed(generate: ModuleType):
    page = generate.PAGE.read_text(encoding="utf-8")
    assert generate.filled(page.replace("the first day", "some day", 1)) == page


def test_limits_are_those_of_the_program():
    limits = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    names = [name for name in vars(most) if name.startswith("MOST_")]
    for number in (*(getattr(most, name) for name in names), 2**LOG_CAP):
        assert f"{number:,.0f}" in limits
    assert f"10^{log10(MOST):.0f}" in limits
