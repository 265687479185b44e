"""An observation that comes out the same in every run is refused, and of an observable it is remarked."""

from typing import Any

import pytest

from boomerang.case import CaseError, case_from_data, warnings

SAID = {"value": 1, "by": "2010-11-30", "known": "2010-12-15", "said by": "an office", "source": "invented"}
PLACES = [
    {"place": "Oak", "people": 60, "province": "west"},
    {"place": "Elm", "people": 40, "province": "east"},
    {"place": "Ash", "people": 0, "province": "east"},
]


@pytest.fixture
def town(tiny: dict[str, Any]) -> dict[str, Any]:
    tiny["population"] = {"places": PLACES, "traits": {"sex": {"woman": 0.5, "man": 0.5}}}
    tiny["tracks"] = {"stance": ["loyal", "wary", "departed"]}
    tiny["transitions"] = {
        "doubt": {"moves": "stance loyal -> wary", "rate": "1 per person-year"},
        "depart": {"moves": "stance wary -> departed", "rate": "1 per person-year"},
    }
    tiny["levers"] = {
        "curfew": {"2010-01-01": 0.1, "2010-07-01": 0.5},
        "calm": {"2010-01-01": 0.5, "2010-07-01": 0.1},
    }
    tiny["log"] = ["doubt", "depart"]
    return tiny


def told(data: dict[str, Any], key: str, entry: dict[str, Any]) -> list[str]:
    """What is wrong with an entry, or remarked of it, without the path to it."""
    try:
        case = case_from_data({**data, key: [{"count": "depart", **entry}]})
    except CaseError as error:
        return [str(problem).removeprefix(f"{key}[0].") for problem in error.problems]
    return [str(problem).removeprefix(f"{key}[0].") for problem in warnings(case)]


CHANGE = "change over 8 weeks"
ROOM = "have 8 weeks before and after them, and this is"
REFUSED = {
    "within: nobody is of 'sex woman' and 'sex man'; leave": {"within": ["sex woman", "sex man"]},
    "within: nobody is of 'place Oak' and 'province east'; leave": {"within": ["place Oak", "province east"]},
    "within: nobody is of 'place Ash'; leave": {"within": "place Ash"},
    "within: 'depart' does not start from 'stance loyal', but from wary": {"within": "stance loyal"},
    "statistic: 'ratio to depart' compares 'depart' with itself": {"statistic": "ratio to depart"},
    "statistic: 'correlation with depart by place' compares": {
        "statistic": "correlation with depart by place"
    },
    "statistic: 'lead of depart within 2 months' compares": {"statistic": "lead of depart within 2 months"},
    "statistic: these are the days that are counted": {
        "from": "2010-02-01",
        "statistic": "share of 2010-02-01 to 2010-11-30",
    },
    "after: no day from 2010-01-01 to 2010-11-30 has 60 weeks": {
        "statistic": "change over 60 weeks",
        "after": "doubt",
    },
    f"after: only days from 2010-02-26 to 2010-10-06 {ROOM} 2010-01-01": {
        "statistic": CHANGE,
        "after": "2010-01-01",
    },
    f"after: only days from 2010-02-26 to 2010-10-06 {ROOM} 2010-12-31": {
        "statistic": CHANGE,
        "after": "2010-12-31",
    },
    f"after: only days from 2010-02-26 to 2010-05-16 {ROOM} 2010-07-01": {
        "statistic": CHANGE,
        "after": "curfew",
        "by": "2010-07-10",
    },
    "after: calm never rises": {"statistic": CHANGE, "after": "calm"},
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_measures_nothing_is_told(town: dict[str, Any], message: str) -> None:
    entry = {"by": SAID["by"]} | REFUSED[message]
    for key, said in (("observable", {}), ("observations", SAID)):
        (problem,) = told(town, key, said | entry)
        assert problem.startswith(message)


@pytest.mark.parametrize(
    "entry",
    [
        {"within": ["sex woman", "place Oak or Ash", "province west"]},
        {"within": "stance loyal or wary"},
        {"count": ["doubt", "depart"], "within": "stance loyal"},
        {"count": ["doubt", "depart"], "statistic": "ratio to depart"},
        {"statistic": "share of the top 2 places"},
        {"statistic": CHANGE, "after": ["2010-01-01", "curfew"]},
        {"statistic": CHANGE, "after": ["2010-01-01", "doubt"]},
        {"statistic": CHANGE, "after": "curfew", "from": "2010-07-01", "to": "2010-08-25"},
    ],
)
def test_what_measures_something_is_kept(town: dict[str, Any], entry: dict[str, Any]) -> None:
    assert told(town, "observable", entry) == []


def test_moments_need_all_their_days(town: dict[str, Any]) -> None:
    entry = {"statistic": CHANGE, "after": "curfew", "from": "2010-07-01", "to": "2010-08-24"}
    assert told(town, "observable", entry)[0].startswith("after: no day from 2010-07-01 to 2010-08-24 has")


@pytest.mark.parametrize("beside", ["value", "low", "high"])
def test_a_lower_bound_stands_alone(town: dict[str, Any], beside: str) -> None:
    bound = {key: given for key, given in SAID.items() if key != "value"} | {"at least": 4}
    assert told(town, "observations", bound) == []
    (problem,) = told(town, "observations", {**bound, beside: 8})
    assert problem == (
        f"at least: 'at least' is a lower bound with no figure, and {beside} stands here too;"
        " write 'low' for the least that a figure may be"
    )


def test_selections_of_everybody_are_a_remark(town: dict[str, Any]) -> None:
    ratios = {"sex woman": 2, "sex woman or man": 2, "stance wary": 3, "province west": 2}
    town["transitions"]["depart"]["hazard ratios"] = ratios
    town["hazard ratios"] = {"doubt": {"province west or east": 2}}
    town["observable"] = [{"count": "depart", "within": "sex man or woman", "statistic": "share"}]
    whom = "means everybody whom this can happen to, so that its ratio tells nobody apart"
    assert [str(problem) for problem in warnings(case_from_data(town))] == [
        f"transitions.depart.hazard ratios.sex woman or man: 'sex woman or man' {whom}",
        f"transitions.depart.hazard ratios.stance wary: 'stance wary' {whom}",
        f"hazard ratios.doubt.province west or east: 'province west or east' {whom}",
        "observable[0].within: this means everybody, and the share of all in all is always 1",
    ]
