"""The number by whom acts happen to, and in a run under a policy that changes mechanisms."""

from __future__ import annotations

import numpy as np
import pytest
from test_number import YEAR, agrees, case_of, found

import boomerang
from boomerang.case import Case
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiler
from boomerang.errors import InputError
from boomerang.study.number_acts import AddedActs, added_name, with_added


@pytest.fixture(scope="module")
def unlike() -> Case:
    """Whoever is stopped shouts more often for the rest of the year, men three times as much as women."""
    return case_of(
        4000,
        population={"traits": {"sex": {"woman": 0.5, "man": 0.3, "child": 0.2}}},
        feelings={"anger": {"half-life": "never"}},
        acts={
            "stop": {"rate": "0.01 per person-year", "who": "sex woman or man"},
            "shout": {"rate": "1 per person-year", "hazard ratios": {"anger": 2}},
        },
        kicks=[{"when": "stop", "to": "self", "anger": 2, "weighed by": {"sex woman": 0.5}}],
    )


def test_the_number_of_each_group_is_known(unlike: Case) -> None:
    number = found(unlike, "stop", "shout", 12, 60, by=["sex", "place"])
    by_sex, year = number.by_whom("sex"), 364.5 / YEAR
    assert list(by_sex) == ["woman", "man"]  # no child is ever stopped
    agrees("women", by_sex["woman"], 1 * year)
    agrees("men", by_sex["man"], 3 * year)
    assert number.by_whom("place")["here"].value == pytest.approx(number.number.value, rel=0.5)
    with pytest.raises(InputError, match="this number was not asked by province; ask again"):
        number.by_whom("province")


def test_what_tells_nobody_apart_is_refused(unlike: Case) -> None:
    with pytest.raises(InputError, match=r"'sexx' is no trait of toy, place or province .* mean 'sex'"):
        boomerang.number(unlike, "stop", "shout", by=["sexx"])


def test_acts_are_added_under_a_policy_that_changes_mechanisms() -> None:
    followed = scenario("village", policy="no answer")
    compiler = Compiler(with_added(followed, "stop"))
    country = AddedActs(compiler.at({}), compiler, added_name(followed.case, "stop"))
    before, plain = country.before(2), boomerang.simulate(followed, seed=2)
    for event, count in plain.counts.items():
        assert before.counts[event] == count
    assert before.counts["one more stop"] == 0
    after = country.after(before, 10, 200.5)  # the policy has begun in step 157
    assert after.counts["one more stop"] == 10
    assert np.flatnonzero(after.events_of("one more stop").sum(axis=1)).tolist() == [200]


def test_pairs_as_an_array(unlike: Case) -> None:
    numbers = boomerang.number(unlike, "stop", "shout", pairs=4, acts=30, by=["sex"])
    given, data = numbers.of["everything on"], numbers.dataset.isel(explanation=0)
    each = data["by_part"].sum("part") / data["acts"]
    np.testing.assert_array_equal(each, given.each)
    for name in ("since", "by_moved", "by_place", "by trait sex"):
        np.testing.assert_array_equal(data[name].sum(data[name].dims[1:]), data["by_part"].sum("part"))
    for variable in numbers.dataset.data_vars.values():
        assert "NaN where an explanation has fewer pairs or none of this" in variable.long_name
    assert "after the end of the run NaN" in numbers.dataset["since"].long_name
    women = (data["further to sex"] / data["acts to sex"]).sel(sex="woman").mean()
    assert float(women) == pytest.approx(given.by_whom("sex")["woman"].value)
