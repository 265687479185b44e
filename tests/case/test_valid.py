"""Every valid case file loads, and writing and reading it back changes nothing."""

from pathlib import Path

import pytest

from boomerang.case import Case, case_from_data, case_to_yaml, check, read_case, write_case
from boomerang.case.parts.plain import plain_data

VALID = Path(__file__).parents[1] / "cases" / "valid"
FILES = sorted(VALID.glob("*.yaml"))


@pytest.fixture(scope="module", params=FILES, ids=[file.stem for file in FILES])
def case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


def test_has_no_problems(case: Case) -> None:
    assert check(case) == []


def test_reads_back_equal(case: Case, tmp_path: Path) -> None:
    write_case(case, tmp_path)
    again = read_case(tmp_path)
    assert again == case
    assert case_to_yaml(again) == case_to_yaml(case)


def test_plain_data_gives_the_case_back(case: Case) -> None:
    assert case_from_data(plain_data(case), case.folder) == case


def test_python_names_give_the_case_back(case: Case) -> None:
    fields = {name: getattr(case, name) for name in Case.model_fields}
    assert Case(**fields) == case
