"""What results call their own is no trap: its words are taken from the results, and made names of a case."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xarray
from pyarrow import parquet

import boomerang
from boomerang.case import case_from_data
from boomerang.case.parts.fields import as_name, as_word
from boomerang.case.scenario import scenario

ROLES = (  # what a case names
    *("feeling", "threat", "mood", "lever", "track", "go", "stop", "ties", "habit", "kin", "state", "left"),
    *("policy", "departures", "stops", "chance", "explained", "early", "bridge", "west", "case"),
)
TRAITS = [f"trait{number}" for number in range(7)]
PLAIN = {name: name for name in (*ROLES, *TRAITS)}
PRIOR = {"value": 1.5, "prior": "lognormal 1 to 2", "source": "assumption"}
# Words that no result holds in so small a case, or that stand for nothing that a file names.
UNSEEN = ("everything on", "one more stop", "the act itself", "together only", "anyway", "index")
KEYS_OF_KICKS = ("when", "to", "by", "weighed by")


def written(of: dict[str, str]) -> dict[str, Any]:
    """A case, small and whole, with these names."""
    traits = {of[name]: {of["early"]: 0.5, "late": 0.5} for name in TRAITS}
    to_nation = {"when": of["stop"], "to": "nation", of["threat"]: 0.01, of["mood"]: 0.01}
    figures = {"2010-06-30": 12, "2010-12-31": 20, "2011-03-31": 26}
    return {
        "case": of["case"],
        "title": "Names that results use themselves",
        "period": {"from": "2010-01-01", "to": "2011-03-31", "step": "1 month"},
        "population": {
            "places": [
                {"place": of["bridge"], "people": 30, "province": of["west"], "lon": 1, "lat": 2},
                {"place": "the mill", "people": 50, "province": "the east", "lon": 3, "lat": 4},
            ],
            "traits": traits,
        },
        "feelings": {of["feeling"]: {"half-life": "6 months"}},
        "climates": {of["threat"]: {"half-life": "6 months"}, of["mood"]: {"half-life": "1 month"}},
        "levers": {of["lever"]: {"of": "place", "schedule": 0.75}},
        "tracks": {of["track"]: [of["state"], of["left"]]},
        "transitions": {
            of["go"]: {"moves": f"{of['track']} {of['state']} -> {of['left']}", "rate": "0.3 per person-year"}
        },
        "acts": {of["stop"]: {"rate": "1 per person-year", "times": of["lever"]}},
        "kicks": [{"when": of["stop"], "to": "self", of["feeling"]: 0.3}, to_nation],
        "mechanisms": {
            of[name]: {
                "claim": "It is so.",
                "by": "somebody",
                "parameters": {f"of-{name}": PRIOR},
                "hazard ratios": {of["go"]: {of[cause]: f"of-{name}"}},
            }
            for name, cause in (("ties", "feeling"), ("habit", "threat"))
        },
        "explanations": {
            of["chance"]: {"by": "one", "mechanisms": [of["ties"]]},
            of["explained"]: {"by": "another", "mechanisms": [of["habit"]]},
        },
        "policies": {of["policy"]: {"from": "2010-06-01", "levers": {of["lever"]: 0}}},
        "tallies": {
            of["departures"]: {"count": of["go"], "every": "month", "by": [of[TRAITS[0]], "place"]},
            of["stops"]: {"count": of["stop"], "every": "year", "by": [of[TRAITS[1]], "province"]},
        },
        "log": [of["go"], of["stop"]],
        "observations": [
            {"count": of["go"], "kind": "ever", "by": day, "value": value, "said by": "me", "known": day}
            | {"source": "counted"}
            for day, value in figures.items()
        ],
    }


def by_traits(of: dict[str, str]) -> dict[str, Any]:
    """The results with arrays by trait of a case with these names."""
    case, few = case_from_data(written(of)), {"pairs": 3, "threads": 1}
    return {
        "run": boomerang.simulate(case),
        "number": boomerang.number(case, of["stop"], of["go"], acts=2, by=[of[TRAITS[0]]], **few),
        "comparison": boomerang.whatif(case, of["go"], **few),
    }


def looked_at(of: dict[str, str]) -> dict[str, Any]:
    """All results with arrays or tables of a case with these names."""
    case = case_from_data(written(of))
    return by_traits(of) | {
        "runs": boomerang.ensemble(case, 2, threads=1),
        "accounts": boomerang.account(boomerang.history(case)),
        "stories": boomerang.story(case, f"event = {of['go']}"),
    }


def shape(found: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """How many variables, coordinates, dimensions and columns there are."""
    counted = {
        name: (len(each.dataset.data_vars), len(each.dataset.coords), len(each.dataset.sizes))
        for name, each in found.items()
    }
    return counted | {"tables": tuple(len(columns) for columns in columns_of(found))}


def columns_of(found: dict[str, Any]) -> list[list[str]]:
    """The columns of each table."""
    tables = [found["run"].events, *(found[name].events for name in ("runs",) if name in found)]
    tables += [found[name].table for name in ("accounts", "stories") if name in found]
    return [list(map(str, table.columns)) for table in tables]


def names_in(found: dict[str, Any]) -> Iterator[str]:
    """What arrays and tables call their own, but for the names of the case."""
    for each in found.values():
        for name in (*each.dataset.sizes, *each.dataset.variables):
            yield str(name)
    for columns in columns_of(found):
        yield from columns


def names_of_files(folder: Path) -> Iterator[str]:
    """The files in a folder, their variables, dimensions and columns, and every key of JSON."""
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        yield from (file.name, file.stem)
        if file.suffix == ".json":
            yield from keys_of(json.loads(file.read_text()))
        elif file.suffix == ".parquet":
            yield from parquet.read_schema(file).names
        elif file.suffix == ".nc":
            with xarray.open_datatree(file) as tree:
                for node in tree.subtree:
                    yield from map(str, (*node.sizes, *node.variables, *node.attrs))


def keys_of(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        yield from data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from keys_of(each)


def legal(words: Sequence[str], read: Any = as_name) -> list[str]:
    """Those that a case may use as names."""
    found = []
    for word in sorted(set(words) - set(PLAIN) - set(KEYS_OF_KICKS)):
        try:
            found += [word] if read(word) == word else []
        except ValueError:
            continue
    return found


def filled(folder: Path, of: dict[str, str]) -> dict[str, Any]:
    """What the commands write, and the number, comparison, indices and answer themselves."""
    case = case_from_data(written(of))
    boomerang.simulate(case).write(folder / "run")
    few: dict[str, Any] = {"pairs": 3, "threads": 1}
    explained = boomerang.explain(case, 24, folder=folder / "explain", threads=1)
    return {
        "explanation": explained,
        "number": boomerang.number(case, of["stop"], of["go"], acts=2, folder=folder / "number", **few),
        "whatif": boomerang.whatif(case, of["go"], folder=folder / "whatif", **few),
        "sensitivity": boomerang.sensitivity(
            case, of["go"], simulations=12, folder=folder / "sensitivity", threads=1
        ),
    }


@pytest.fixture(scope="module")
def plain(undrawn: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[str]]:
    """Results with plain names, and all words that they and their files use."""
    folder = tmp_path_factory.mktemp("plain")
    filled(folder, PLAIN)
    found = looked_at(PLAIN)
    return found, [*names_in(found), *names_of_files(folder), *UNSEEN]


def test_traits_may_have_every_name_of_arrays_and_tables(plain: tuple[dict[str, Any], list[str]]) -> None:
    words, those = legal([*names_in(plain[0])], as_word), ("run", "number", "comparison")
    shapes = shape({name: plain[0][name] for name in those})
    for first in range(0, len(words), len(TRAITS)):
        group = words[first : first + len(TRAITS)]
        found = by_traits(PLAIN | dict(zip(TRAITS, group, strict=False)))
        assert shape(found) == shapes, group
        for name in group:
            assert found["run"].people_by(name).sum() == 80
            assert found["number"].dataset[f"by trait {name}"].dims[-1].split()[0] == name
            assert found["comparison"].dataset[f"by trait {name}"].dims[-1].split()[0] == name


def test_everything_may_have_any_name(plain: tuple[dict[str, Any], list[str]], tmp_path: Path) -> None:
    luck, words = random.Random(1), plain[1]
    single = [*TRAITS, "track"]
    of = PLAIN | dict(zip(single, luck.sample(legal(words, as_word), len(single)), strict=True))
    rest = [name for name in legal(words) if name not in of.values()]
    many = [name for name in ROLES if name != "track"]
    of |= dict(zip(many, luck.sample(rest, len(many)), strict=True))
    assert shape(looked_at(of)) == shape(plain[0]), of
    found = filled(tmp_path, of)
    for name, file in (("explanation", "explain/explanation"), ("whatif", "whatif/whatif")):
        data = json.loads((tmp_path / f"{file}.json").read_text())
        assert data == json.loads(json.dumps(found[name].to_dict()))
    assert_named(of, tmp_path)


def assert_named(of: dict[str, str], folder: Path) -> None:
    """What the files say of everything that the case names stands under its name."""
    explained = [of["chance"], of["explained"]]
    answer = json.loads((folder / "explain" / "explanation.json").read_text())
    assert list(answer["posterior"]) == explained
    number = json.loads((folder / "number" / "number.json").read_text())
    assert list(number["explanations"]) == explained
    traits = [of[name] for name in TRAITS]
    for each in number["explanations"].values():
        assert list(each["by trait"]) == traits
        assert list(each["by place"]) == [of["bridge"], "the mill"]
    compared = json.loads((folder / "whatif" / "whatif.json").read_text())
    assert list(compared["policies"]) == [of["policy"]]
    assert list(compared["explanations"]) == explained
    influences = json.loads((folder / "sensitivity" / "sensitivity.json").read_text())
    assert list(influences["outcomes"]) == [of["go"]]
    run = boomerang.Run.read(folder / "run")
    for tally in ("departures", "stops"):
        assert (
            run.tally_of(of[tally]).values.sum() == run.counts[of["go" if tally == "departures" else "stop"]]
        )


def test_what_results_call_all_of_a_case_may_be_part_of_it() -> None:
    of = PLAIN | {
        "chance": "everything on",
        "ties": "anyway",
        "feeling": "the act itself",
        "go": "one more stop",
    }
    of |= {"habit": "time", "mood": "event", "threat": "change"}
    case = case_from_data(written(of))
    alone = scenario(case, explanation=of["chance"])
    found = boomerang.number(alone, "stop", of["go"], pairs=3, acts=2, explanations=[of["chance"]], threads=1)
    assert found.of[of["chance"]].asked.scenario.mechanisms == ("anyway",)
    assert list(found.of[of["chance"]].moved) == ["the act itself kick", "change", "event", "together only"]
    accounts = boomerang.account(boomerang.history(case))
    assert list(accounts.totals(of["go"])) == ["anyway mechanism", "time", "anyway"]
    assert [*accounts.table.columns][-3:] == ["anyway", "time mechanism", "the case itself"]
    told = boomerang.story(case, f"event = {of['go']}").table
    assert told["event"].isin([of["go"], "stop"]).all()
