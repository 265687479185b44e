"""What the rules of the language come to in the arrays of the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from boomerang.case import case_from_data, read_case
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case

VALID = Path(__file__).parents[1] / "cases" / "valid"
FILES = sorted(VALID.glob("*.yaml"))


def compiled(name: str, *mechanisms: str) -> Compiled:
    return compile_case(scenario(read_case(VALID / f"{name}.yaml"), mechanisms=mechanisms or None))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_valid_case_compiles(file: Path) -> None:
    """With and without its mechanisms."""
    case = read_case(file)
    assert compile_case(scenario(case)).model.country.persons > 0
    assert compile_case(scenario(case, mechanisms=())).scenario.mechanisms == ()


def test_a_kick_on_an_act_of_another_mechanism_rests_while_that_is_off() -> None:
    both = compiled("kick-on-act-of-another-mechanism")
    alone = compiled("kick-on-act-of-another-mechanism", "fright")
    assert both.model.kicks.bundle_start[-1] == 1
    assert (alone.events, alone.model.kicks.bundle_start[-1]) == (["depart"], 0)


def test_a_ratio_of_another_mechanism_rests_while_that_is_off() -> None:
    both = compiled("ratio-of-another-mechanism")
    alone = compiled("ratio-of-another-mechanism", "fright")
    assert both.model.hazards.log_feeling[both.events.index("stop")].tolist() == [1.0]
    assert (alone.model.hazards.log_feeling == 0).all()


def test_a_ratio_of_a_state_of_its_own_track() -> None:
    ready = compiled("ratio-own-track")
    ratios = dict(zip(ready.states.tracks["stance"], 2 ** ready.model.hazards.log_state[0], strict=True))
    assert ratios["sympathiser"] / ratios["loyal"] == pytest.approx(20)


@pytest.mark.parametrize(("ending", "of_women"), [("", 0.1 / 2), (" at reference", 0.1)])
def test_a_rate_is_a_mean_or_an_intercept(tiny: dict[str, Any], ending: str, of_women: float) -> None:
    """Half the people are men with three times the hazard of women."""
    tiny["population"]["traits"] = {"sex": {"woman": 0.5, "man": 0.5}}
    tiny["transitions"]["depart"] |= {
        "rate": f"0.1 per person-year{ending}",
        "hazard ratios": {"sex man": 3},
    }
    ready = compile_case(scenario(case_from_data(tiny)))
    hazards = ready.model.hazards
    rates = 2 ** (hazards.log_rate[0] + hazards.log_weight[0]) / ready.clock.years
    assert rates == pytest.approx(np.array([of_women, 3 * of_women]))
