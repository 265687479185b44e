"""The cases that the benchmarks run."""

from __future__ import annotations

from boomerang.case import Case, case_from_data
from boomerang.case.bundled import load
from boomerang.case.scenario import scenario
from boomerang.compile.case import Compiled, compile_case

FLAGSHIP = "tajikistan-2015"


def flagship(settings: dict[str, str] | None = None) -> Case:
    """The flagship, with parameters set as on the command line."""
    return load(FLAGSHIP, settings)


def stops_only(persons: int, stops_per_year: float) -> Compiled:
    """One place with stops that touch 13 people each, so many a year whatever the population."""
    data = {
        "case": "stops",
        "title": "Stops that touch household and neighbours",
        "period": {"from": "2010-01-01", "to": "2016-12-31", "step": "1 week"},
        "population": {
            "places": [{"place": f"place {n}", "people": str(persons // 50)} for n in range(50)],
            "household": "6 people",
            "neighbourhood": "1500 people",
            "traits": {"sex": {"woman": 0.5, "man": 0.5}, "practice": {"none": 0.9, "visible": 0.1}},
            "contacts": {
                "household": {"within": "household"},
                "neighbours": {"within": "neighbourhood", "each": 8},
            },
        },
        "feelings": {"grievance": {"half-life": "1 year"}},
        "tracks": {"stance": ["loyal", "sympathiser"]},
        "transitions": {
            "sympathise": {
                "moves": "stance loyal -> sympathiser",
                "rate": f"{100 / persons} per person-year",
                "hazard ratios": {"grievance": 1.8},
            }
        },
        "acts": {
            "stop": {"who": "practice visible", "rate": f"{stops_per_year / (0.1 * persons)} per person-year"}
        },
        "kicks": [
            {"when": "stop", "to": "self", "grievance": 0.45},
            {"when": "stop", "to": "household", "grievance": 0.15},
            {"when": "stop", "to": "neighbours", "grievance": 0.05},
        ],
    }
    return compile_case(scenario(case_from_data(data)))


def epidemic(persons: int) -> Compiled:
    """SIR on a random 10-regular network: rate 0.3 a contact, recovery rate 1, 1 % infected at the start."""
    data = {
        "case": "epidemic",
        "title": "SIR on a 10-regular network",
        "period": {"from": "2000-01-01", "to": "2019-12-31", "step": "0.02 years"},
        "population": {
            "places": [{"place": "town", "people": str(persons)}],
            "traits": {"seed": {"no": 0.99, "yes": 0.01}},
            "contacts": {"ties": {"within": "nation", "each": 10}},
        },
        "tracks": {"health": {"states": ["no", "yes", "recovered"], "starts": "trait seed"}},
        "transitions": {
            "infect": {"moves": "health no -> yes"},
            "recover": {"moves": "health yes -> recovered", "rate": "1 per person-year"},
        },
        "encounters": {
            "meet": {
                "who": "health yes",
                "to": "ties",
                "rate": "3 per person-year",
                "turns": "infect",
                "chance": 1,
            }
        },
    }
    return compile_case(scenario(case_from_data(data)))
