"""A family of priors and a statistic that the package lacks, from registering them to the posterior."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner
from valleys import RESTRICTION, valley

from boomerang.arrays import Floats
from boomerang.case import Case, CaseError, change_case, write_case
from boomerang.case.parts.priors.family import FAMILIES, Family, Support, register
from boomerang.case.parts.statistics import statistic as statistics
from boomerang.case.parts.statistics.counts import Counts
from boomerang.case.parts.statistics.number import HowMany
from boomerang.case.parts.statistics.statistic import STATISTICS, Statistic
from boomerang.case.scenario import scenario
from boomerang.cli.main import app
from boomerang.measure.observables import observables
from boomerang.report.data.parameters import read_posterior
from boomerang.study.simulate import simulate

pytestmark = pytest.mark.usefixtures("one_chart")


def _ends(low: float, high: float) -> Support:
    return Support(low, high, closed=True)


def _rising(low: float, high: float, u: Floats) -> Floats:
    return low + (high - low) * np.sqrt(u)


RISING = Family("rising", "between two ends, the likelier the larger", _ends, _rising)


@dataclass(frozen=True)
class Peak(Statistic):
    """The most that happened in a month."""

    form = "peak by month"
    written = "peak by month"
    meaning = "the most events of a month"

    @property
    def timed(self) -> bool:
        return True

    def of(self, counts: Counts) -> float:
        return float(counts.these.by_month().max())


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    register(RISING)
    statistics.register(Peak)
    yield
    FAMILIES.pop("rising")
    STATISTICS.remove(Peak)


def case() -> Case:
    """Two explanations, one with a rising prior; far more stops were counted than any draw makes."""
    observable = [{"count": "stop", "statistic": "peak by month"}, {"count": "depart"}]
    explanations = {
        name: {"by": "a teacher", "mechanisms": [name, "justification"]} for name in ("restriction", "ties")
    }
    drawn = {RESTRICTION + "stops.prior": "rising 0.1 to 0.3"}
    changed = {"observable": observable, "explanations": explanations, "log": []}
    return change_case(valley(count="stop", value=900, **changed), drawn)


def test_the_statistic_is_computed() -> None:
    run = simulate(scenario(case(), explanation="restriction"), seed=1)
    (peak, _) = (measure(run) for measure in observables(case()).values())
    weeks = run.events_of("stop").sum(axis=1)
    january = weeks[:4].sum() + 3 / 7 * weeks[4]
    assert peak == pytest.approx(max(january, weeks.sum() - january))


def test_mistakes_are_told_as_of_any_other() -> None:
    with pytest.raises(CaseError, match=r"no prior \(lognormal, .* gamma,.* rising, fixed\); .* 'rising'\?"):
        change_case(case(), {RESTRICTION + "stops.prior": "raising 0.1 to 0.3"})
    with pytest.raises(CaseError, match=r"0\.4 is not possible under its prior 'rising 0\.1 to 0\.3'"):
        change_case(case(), {RESTRICTION + "stops": "0.4 per person-year"})
    with pytest.raises(CaseError, match=r"no statistic; .*, change over N weeks.* or peak by month"):
        valley(observable=[{"count": "depart", "statistic": "peak by day"}])
    with pytest.raises(CaseError, match="people are in 'stance loyal' for a while; 'peak by month' is of ev"):
        valley(observable=[{"count": "stance loyal", "statistic": "peak by month"}])


def test_check_and_explain(tmp_path: Path) -> None:
    written = str(write_case(case(), tmp_path / "valley"))
    checked = CliRunner().invoke(app, ["check", written])
    assert checked.exit_code == 0, checked.output
    words = ["explain", written, "--simulations", "60", "--out", str(tmp_path / "why"), "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    found = [given["quantity"] for given in json.loads(done.stdout)["next_observations"]]
    assert set(found) == {"stop: peak by month", "depart"}
    tree = read_posterior(tmp_path / "why" / "posterior.nc")["restriction"]
    stops = tree["posterior"][RESTRICTION + "stops"].values
    assert stops.min() >= 0.1
    assert np.median(stops) > 0.25  # pulled to the end, and not beyond it
    assert stops.max() <= 0.3


def test_a_family_needs_bounds_and_a_statistic_its_words() -> None:
    with pytest.raises(TypeError, match="support"):
        Family("endless", "any number", quantile=_rising)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="'rising' is already a prior"):
        register(RISING)
    with pytest.raises(ValueError, match="'fixed' is already a prior"):
        register(Family("fixed", "never moves", _ends, _rising))

    class Silent(HowMany):
        form = "silent"

    with pytest.raises(TypeError, match="the statistic Silent has no written and no meaning"):
        statistics.register(Silent)

    class Bare(Statistic):
        form = written = meaning = "bare"

    with pytest.raises(TypeError, match="the statistic Bare has no of"):
        statistics.register(Bare)
