"""Reading a case: from a folder, a file or plain data, with every problem reported at once."""

from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import boomerang
from boomerang.case import CaseError, case_from_data, case_from_text, read_case
from boomerang.case.parts.schema import Track
from boomerang.case.text.yaml_text import Document

CASES = Path(__file__).parents[1] / "cases"
VILLAGE = (CASES / "valid" / "village.yaml").read_text(encoding="utf-8")


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text((CASES / "valid" / "smallest.yaml").read_text())
    assert read_case(tmp_path) == read_case(CASES / "valid" / "smallest.yaml")
    assert read_case(tmp_path).folder == tmp_path


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="there is no such case file"):
        read_case(tmp_path)


def test_text_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes(b"case: caf\xe9\n")
    with pytest.raises(CaseError, match="is not UTF-8"):
        read_case(tmp_path)


def test_plain_data_stay_as_they_are(tiny: dict[str, Any]) -> None:
    before = deepcopy(tiny)
    case_from_data(tiny)
    assert tiny == before


def test_problems_without_a_file_have_a_path(tiny: dict[str, Any]) -> None:
    tiny["transitions"]["depart"]["rate"] = 3
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    (problem,) = caught.value.problems
    assert (problem.line, problem.path) == (None, "transitions.depart.rate")


def test_faulty_entries_hide_nothing_and_invent_nothing(tiny: dict[str, Any]) -> None:
    tiny["feelings"] = {"anger": {"half-life": "3 moths"}, "fear": {"half-life": "1 week"}}
    tiny["kicks"] = [
        {"when": "depart", "to": "self", "anger": "much, much"},
        {"when": "depart", "to": "self", "anger": 1},
        {"when": "left", "to": "self", "fear": 1},
    ]
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == [
        "feelings.anger.half-life",
        "kicks[0].anger",
        "kicks[2].when",
    ]


def test_sound_parts_of_a_faulty_case_are_made_once(
    tiny: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr(Track, "long_form", lambda data: made.append(data) or {"states": data})
    with pytest.raises(CaseError, match="levers"):
        case_from_data({**tiny, "levers": 5})
    assert made == [["loyal", "departed"]]


def test_names_of_faulty_entries_stay_known(tiny: dict[str, Any]) -> None:
    tiny["transitions"]["depart"]["moves"] = "stance loyal, departed"
    tiny["log"] = ["depart"]
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == ["transitions.depart.moves"]


def test_ratios_of_faulty_feelings_stay_known(tiny: dict[str, Any]) -> None:
    tiny["feelings"] = {"anger": 3}
    tiny["hazard ratios"] = {"depart": {"anger": 2, "anger squared": 2}}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == ["feelings.anger"]


def test_quantities_of_faulty_parameters_are_not_judged(tiny: dict[str, Any]) -> None:
    tiny["parameters"] = {"memory": "3 months", "level": 2}
    tiny["period"]["step"] = "memory"
    tiny["feelings"] = {"anger": {"half-life": "memory"}}
    tiny["levers"] = {"policing": "level"}
    tiny["transitions"]["depart"]["hazard ratios"] = {"anger": "level"}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    assert [problem.path for problem in caught.value.problems] == ["parameters.memory", "parameters.level"]


def test_values_and_parameters(tmp_path: Path) -> None:
    case = read_case(CASES / "valid" / "village.yaml")
    assert case.values_of() == pytest.approx({"memory": 365.25, "leaving": 0.02})
    assert set(case.values_of("ties")) == {"memory", "leaving"}
    assert case.values_of("restriction")["sting"] == 0.45


def test_schedule_gives_its_points_in_order(tiny: dict[str, Any]) -> None:
    tiny["levers"] = {"policing": {"2010-06-01": 0.6, "from the start": 0.2, "2010-03-01": 0.4}}
    schedule = case_from_data(tiny).levers["policing"].schedule
    assert schedule.start is not None
    assert schedule.start.value({}) == 0.2
    assert [(at.month, value.value({})) for at, value in schedule.points] == [(3, 0.4), (6, 0.6)]
    assert not schedule.straight


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, len(VILLAGE) - 1),
    st.integers(0, 12),
    st.sampled_from(["", "?", ": ", "[", "x", "1", "\n", "}"]),
)
def test_a_damaged_file_never_fails_otherwise(tmp_path: Path, at: int, length: int, put: str) -> None:
    places = (CASES / "valid" / "village-places.csv").read_text()
    (tmp_path / "village-places.csv").write_text(places)
    (tmp_path / "case.yaml").write_text(VILLAGE[:at] + put + VILLAGE[at + length :], encoding="utf-8")
    # Whatever is not a sentence for the author would come out as another kind of exception.
    with suppress(CaseError):
        read_case(tmp_path)


def test_a_lever_of_which_nothing_is_sound(tiny: dict[str, Any]) -> None:
    """It comes to an end, though an empty lever has a faulty schedule again."""
    tiny["levers"] = {"push": {"of": "street", "schedule": {"for each": {"here": [None]}}}}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny)
    paths = [problem.path for problem in caught.value.problems]
    assert paths == ["levers.push.of", "levers.push.schedule.for each.here"]


ODD = [None, True, -1, 1e308, float("nan"), 10**400, "", "never", "a or b", "own", "\x1b", "e\u0301", [[]]]
ODD += [{}, {"from the start": 1}, {"given x": {"a": 1}}, {"for each": {}}, {None: 1}]
ODD += ["9999-12-31", "9" * 5000, b"x"]
KEYS = ["of", "to", "rest", "given sex", "other", "times", 1, None]


def places_in(data: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything within plain data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [steps, *(path for step, part in inner for path in places_in(part, (*steps, step)))]


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(sorted((CASES / "valid").glob("*.yaml"))))
def test_whatever_stands_anywhere_is_refused_in_a_sentence(luck: Any, file: Path) -> None:
    data = Document(file.read_text(encoding="utf-8"), file.name).data
    for _ in range(luck.randint(1, 3)):
        *steps, last = luck.choice([path for path in places_in(data) if path])
        here = data
        for step in steps:
            here = here[step]
        if luck.random() < 0.2 and isinstance(here, dict):
            last = luck.choice(KEYS)
        here[last] = deepcopy(luck.choice(ODD))
    with suppress(CaseError):
        case_from_data(data, file.parent)


def linked(folder: Path, name: str, to: Path) -> str:
    """A link in a folder; gives its name."""
    (folder / name).symlink_to(to)
    return name


def test_links_that_lead_out_of_the_folder_are_refused(tiny: dict[str, Any], tmp_path: Path) -> None:
    inside = tmp_path / "case"
    inside.mkdir()
    (tmp_path / "places.csv").write_text("place,people\nhere,100\n")
    (inside / "own.csv").write_text("place,people\nhere,100\n")
    tiny["population"] = {"places": linked(inside, "far.csv", tmp_path / "places.csv")}
    with pytest.raises(CaseError, match=r"^population\.places: 'far\.csv' is a link that leads out"):
        case_from_data(tiny, inside)
    tiny["population"] = {"places": linked(inside, "near.csv", inside / "own.csv")}
    case_from_data(tiny, tmp_path / linked(tmp_path, "way", inside))


def test_links_of_listed_persons_and_contacts_are_refused(tiny: dict[str, Any], tmp_path: Path) -> None:
    inside = tmp_path / "case"
    inside.mkdir()
    (tmp_path / "table.csv").write_text("person,a,b\nann,ann,bob\n")
    persons, edges = (linked(inside, name, tmp_path / "table.csv") for name in ("p.csv", "e.csv"))
    tiny["population"] = {"persons": persons, "contacts": {"kin": {"edges": edges}}}
    with pytest.raises(CaseError) as caught:
        case_from_data(tiny, inside)
    assert [problem.path for problem in caught.value.problems] == [
        "population.persons",
        "population.contacts.kin.edges",
    ]


@pytest.mark.parametrize("name", ["x" * 300, "a/" * 50 + "b.csv", "loop.csv", "folder"])
def test_what_is_no_file(tiny: dict[str, Any], tmp_path: Path, name: str) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "folder").mkdir()
    tiny["population"] = {"places": name}
    with pytest.raises(CaseError, match=r"^population\.places: there is no file"):
        case_from_data(tiny, tmp_path)


@pytest.mark.parametrize("name", ["../p.csv", "/etc/p.csv", "a/../../p.csv", "C:p.csv", "a\\b.csv", ".."])
def test_names_that_lead_out_of_the_folder(tiny: dict[str, Any], name: str) -> None:
    tiny["population"] = {"places": name}
    with pytest.raises(CaseError, match=r"does not lie beside the case"):
        case_from_data(tiny)


def test_half_a_character_in_a_key(tiny: dict[str, Any]) -> None:
    with pytest.raises(CaseError, match=r"the character U\+D800 cannot stand in a text"):
        case_from_data({**tiny, "a\ud800": 1})


def test_a_case_shows_itself_in_a_notebook():
    case = boomerang.load("village").model_copy(update={"title": "A <b>title</b>"})
    shown = case._repr_html_()
    assert "A &lt;b&gt;title&lt;/b&gt;" in shown
    assert "2010-01-01 to 2014-12-31 in steps of 1 week" in shown
    assert "4 mechanisms, 4 explanations, 4 policies, 1 observation" in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "feelings: {to: {half-life: 1 week}}\nkicks: [{when: depart, to: self, to: 1}]\n",
            "kicks[0].to: 'to' is written twice, first in line 9; keep one of them; the feeling 'to' is"
            " called like a key of a kick: write `amounts: {to: ...}`",
        ),
        (
            "climates: {times: {half-life: 1 week}}\nkicks: [{when: depart, to: nation, times: 1}]\n",
            "kicks[0]: a kick needs an amount: a feeling or climate and how far it is pushed; the climate"
            " 'times' is called like a key of a kick: write `amounts: {times: ...}`",
        ),
        (
            "acts: {who: {rate: 1 per person-year}}\nevents: {raid: {on: 2010-02-01, who: 3 people}}\n",
            "events.raid: an intervention needs a transition or act and how many people, such as `arrest: 342"
            " people`; the act 'who' is called like a key of an intervention: write `happens: {who: ...}`",
        ),
    ],
)
def test_what_is_called_like_a_key(tiny_text: str, text: str, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        case_from_text(tiny_text + "# more\n" + text)
    assert f"case.yaml:9 {said}" in str(caught.value)
