"""The package as it stands, read once for all that looks at it."""

from pathlib import Path

import pytest
from source import Package

import boomerang


@pytest.fixture(scope="session")
def house() -> Package:
    return Package.read(Path(boomerang.__file__).parent)
