"""Numbers in words: as few digits as tell them."""

import pytest

from boomerang.case.text.texts import rounded
from boomerang.report.data.plain import misfit, with_sign
from boomerang.report.terminal.sensitivity import _cell


@pytest.mark.parametrize(
    ("value", "plain", "signed"),
    [
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (0.04, "0.0", "0.0"),
        (-0.04, "0.0", "0.0"),
        (0.06, "0.1", "+0.1"),
        (-8.25, "-8.2", "-8.2"),
        (1234.5, "1,234", "+1,234"),
    ],
)
def test_nothing_at_all_is_0_and_a_little_is_not(value: float, plain: str, signed: str) -> None:
    assert (rounded(value), with_sign(value)) == (plain, signed)
    assert misfit(value) == signed.replace("-", "−")


def test_what_changes_nothing_is_0_in_every_table() -> None:
    assert _cell(0.0, 0.0, 0.0) == "0 (0 to 0)"
