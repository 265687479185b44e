"""The short version of verification/known_countries.py, and whether its verdicts can fail."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from known_countries import FEW, HIGH, LOW, MOST_ERROR, Found, Kind, find, verdicts
from reliability import Share, by_country, calibration_error, error_by_luck, pooled_error

ROWS, KNOWN = 100, 30  # of each of four explanations


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder: Path = tmp_path_factory.mktemp("known")
    return find(Kind(FEW, ROWS), folder, known=KNOWN)


def failed(found: Found) -> set[str]:
    return {name for name, _, holds in verdicts(found) if not holds}


def test_probabilities_come_true(found: Found) -> None:
    error, luck = calibration_error(found.said, found.labels), error_by_luck(found.said)
    assert error <= MOST_ERROR + luck, f"error {error:.3f}, luck alone {luck:.3f}, n {len(found.said)}"


def test_chance_is_not_explained_away(found: Found) -> None:
    share = Share.of(found.said[found.labels == 0, 0])
    assert share.mean >= 0.25, f"chance gets {share}"


def test_intervals_hold_the_truth(found: Found) -> None:
    share = by_country(found.intervals)
    assert len(found.intervals) == KNOWN * (6 + 9 + 8 + 14)
    assert LOW - 3 * share.error <= share.mean <= HIGH + 3 * share.error, str(share)


def test_boastful_probabilities_fail(found: Found) -> None:
    said = np.full_like(found.said, 0.1)
    said[:, 1] = 0.7
    assert {"calibration", "chance"} <= failed(replace(found, said=said))


def test_intervals_too_narrow_or_too_wide_fail(found: Found) -> None:
    for share in (0.8, 0.97):
        drawn = (np.random.default_rng(0).random(len(found.intervals)) < share).astype(float)
        wrong = failed(replace(found, intervals=found.intervals.assign(held=drawn, learned=0.5)))
        assert {"all intervals", "intervals that narrowed"} <= wrong


def test_calibration_errors_of_known_size() -> None:
    labels = np.repeat([0, 1], 50)
    said = np.tile([0.7, 0.3], (100, 1))  # each is true half of the time
    assert pooled_error(said, labels) == pytest.approx(0.2)
    assert calibration_error(said, labels) == pytest.approx(0.2)
    assert pooled_error(np.eye(2)[labels], labels) == 0


def test_parameters_that_miss_together_count_as_one() -> None:
    country, held = np.repeat(np.arange(100), 10), np.repeat([0.0, 1.0], [100, 900])
    share = by_country(pd.DataFrame({"country": country, "held": held}))
    assert share.mean == pytest.approx(0.9)
    assert share.error == pytest.approx(0.03, rel=0.02)
