"""`boomerang run` and `check` of a case with interventions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., tuple[int, str, str]]
RAID = "    events: {raid: {on: 2012-08-09, stop: 90 people, who: practice visible}}\n"


def village_with(command: Command, raid: str) -> None:
    command("new", "valley", "--from", "village")
    file = Path("valley/case.yaml")
    text = file.read_text()
    at = text.index("    acts:\n      stop:")
    file.write_text(text[:at] + raid + text[at:])


def test_too_few_people_end_a_run_and_nothing_is_written(command: Command) -> None:
    village_with(command, RAID.replace("90", "900"))
    code, out, err = command("run", "valley", "--no-progress", "--out", "there")
    assert (code, out) == (2, "")
    assert err.startswith(
        "mechanisms.restriction.events.raid: 'stop' is to happen to 900 people on 2012-08-09"
    )
    assert err.count("\n") == 1
    assert not Path("there").exists()
    code, _, err = command("run", "valley", "--no-progress", "--out", "many", "--replicates", "2")
    assert code == 2
    assert "900 people" in err
    assert not list(Path().glob("many/*/run.nc"))


def test_check_tells_of_them(command: Command) -> None:
    village_with(command, RAID)
    code, out, _ = command("check", "valley")
    assert code == 0
    assert "  raid of restriction: stop on 2012-08-09 to 90 people, practice visible\n" in out
    _, out, _ = command("check", "valley", "--json")
    assert json.loads(out)["interventions"][0] == {
        "name": "raid",
        "mechanism": "restriction",
        "event": "stop",
        "people": 90,
        "up_to": False,
        "days": 1,
        "first": "2012-08-09",
        "last": "2012-08-09",
        "whom": ["practice visible"],
        "file": None,
    }


NOTHING = "'stop' is to happen to nobody, so it does nothing"
MEANT = "there is nobody whom it means, and 'stop' is to happen to"
NOBODY = {
    "0 people}": NOTHING,
    "up to 0 people}": NOTHING,
    "up to 9 people, who: age child}": f"{MEANT} up to 9 people",
    "9 people, who: stance departed}": f"{MEANT} 9 people",
    "9 people, who: place Mill, place: Bridge}": f"{MEANT} 9 people",
}


@pytest.mark.parametrize("people", NOBODY)
def test_check_tells_of_those_that_happen_to_nobody(command: Command, people: str) -> None:
    village_with(command, f"    events: {{raid: {{on: 2012-08-09, stop: {people}}}\n")
    code, out, _ = command("check", "valley", "--json")
    told = [said for said in json.loads(out)["warnings"] if "raid" in said]
    rows = Path("valley/case.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, row in enumerate(rows, 1) if "raid:" in row)
    assert (code, told) == (0, [f"case.yaml:{line} mechanisms.restriction.events.raid: {NOBODY[people]}"])


def test_a_place_whose_name_needs_quotes_has_them(command: Command) -> None:
    village_with(command, RAID.replace("who: practice visible", "place: [Bridge, Mill or Moor]"))
    places = Path("valley/places.csv")
    places.write_text(places.read_text().replace("Mill", "Mill or Moor"))
    code, out, _ = command("check", "valley", "--json")
    assert (code, json.loads(out)["interventions"][0]["whom"]) == (0, ['in Bridge or "Mill or Moor"'])
