"""As many people live in a country as were asked for, or it is refused."""

import pytest

import boomerang
from boomerang.errors import InputError
from boomerang.study.simulate import prepare


@pytest.mark.parametrize(
    ("case", "persons"), [("village", 5), ("village", 7), ("tajikistan-2015", 68), ("tajikistan-2015", 117)]
)
def test_as_many_as_were_asked_for(case: str, persons: int) -> None:
    people = prepare(boomerang.scenario(case, persons=persons)).compiled.people
    assert people.country.persons == people.counts.sum() == persons
    assert people.counts.sum(axis=1).min() == 1


def test_fewer_than_places() -> None:
    with pytest.raises(InputError, match="somebody lives in each of the 68 places; give 68 or more"):
        prepare(boomerang.scenario("tajikistan-2015", persons=67))
