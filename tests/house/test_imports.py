"""Imports go down: rooms stand on each other, files never in a circle, and every name is absolute.

An import counts wherever it stands, also inside a function, where it only waits, and under TYPE_CHECKING,
where it never runs: whoever names a type of another room knows that room, and could not do without it.
"""

from pathlib import Path

import networkx
import pytest
from source import Import, Package

# From low to high. Rooms in one line stand side by side and may use each other; a new room has to be placed.
ROOMS = """
    addresses arrays characters digests errors files folders processors startup version
    case.text
    case.parts.priors
    case.parts case.parts.statistics case.parts.filed
    case.check
    case
    kernels
    population
    engine
    compile
    preview
    study
    measure
    inference.learn
    inference.table
    inference.forecast
    inference
    report.charts report.data report.terminal
    report.document
    report.sections
    report.dossier
    report
    lab lab.tabs
    cli
    __init__ __main__
"""


def homeless(package: Package, rooms: str) -> list[str]:
    """Modules in no known room."""
    return sorted(module for module, room in package.rooms.items() if room not in rooms.split())


def deserted(package: Package, rooms: str) -> list[str]:
    """Known rooms in which nothing is."""
    return sorted(set(rooms.split()) - set(package.rooms.values()))


def upward(package: Package, rooms: str) -> list[str]:
    """Imports from a room further up."""
    heights = {room: height for height, line in enumerate(rooms.splitlines()) for room in line.split()}

    def rises(given: Import) -> bool:
        here, there = (heights.get(package.rooms[module], -1) for module in (given.module, given.target))
        return there > here >= 0

    return [str(given) for given in package.imports() if rises(given)]


def circles(package: Package) -> list[list[str]]:
    """Groups of files each of which needs all others of its group, at first or second hand."""
    arrows = networkx.DiGraph((given.module, given.target) for given in package.imports())
    return sorted(sorted(group) for group in networkx.strongly_connected_components(arrows) if len(group) > 1)


def test_every_file_is_in_a_known_room(house: Package) -> None:
    found = homeless(house, ROOMS)
    assert not found, "\n".join(found)


def test_every_known_room_is_there(house: Package) -> None:
    found = deserted(house, ROOMS)
    assert not found, "\n".join(found)


def test_imports_go_down(house: Package) -> None:
    found = upward(house, ROOMS)
    assert not found, "\n".join(found)


def test_files_never_stand_in_a_circle(house: Package) -> None:
    found = circles(house)
    assert not found, "\n".join(map(" <-> ".join, found))


def test_all_imports_are_absolute(house: Package) -> None:
    found = house.relative_imports()
    assert not found, "\n".join(found)


# What follows shows that each of these checks can fail, on a house of four rooms.

SMALL = "errors\nlow.inner\nlow\nhigh\n__init__"


def built(folder: Path, **files: str) -> Package:
    """A package `house` of files by dotted name, beside an empty one in every room."""
    own = {name.replace("_in_", "."): text for name, text in files.items()}
    for name, text in {"errors": "", "low.a": "", "low.inner.b": "", "high.c": "", **own}.items():
        file = folder / "house" / f"{name.replace('.', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        for place in (file.parent, *file.parent.parents):
            if folder in place.parents:
                (place / "__init__.py").touch()
        file.write_text(text)
    return Package.read(folder / "house")


def faults(package: Package) -> list[object]:
    return [
        *homeless(package, SMALL),
        *deserted(package, SMALL),
        *upward(package, SMALL),
        *circles(package),
        *package.relative_imports(),
    ]


def test_a_house_in_order(tmp_path: Path) -> None:
    package = built(
        tmp_path,
        high_in_c="import house.low.a\nfrom house.low import inner\nfrom house.low.inner.b import x, y",
        low_in_a="from house.errors import Mistake\nfrom house.low.d import other",
        low_in_d="from house.low.inner import b",
    )
    assert faults(package) == []
    assert [str(given) for given in package.imports()] == [
        "high.c:1 imports low.a",
        "high.c:2 imports low.inner",
        "high.c:3 imports low.inner.b",
        "low.a:1 imports errors",
        "low.a:2 imports low.d",
        "low.d:1 imports low.inner.b",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "from house.high.c import name",
        "from house.high import c",
        "import house.high.c",
        "def late():\n    from house.high.c import name",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.high.c import Name",
    ],
)
def test_an_arrow_upward_is_found(text: str, tmp_path: Path) -> None:
    found = upward(built(tmp_path, low_in_a=text), SMALL)
    assert found == [f"low.a:{len(text.splitlines())} imports high.c"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("from house import name", "__init__"),
        ("import house", "__init__"),
        ("from house.high import name", "high"),
    ],
)
def test_an_arrow_upward_to_a_folder_is_found(text: str, target: str, tmp_path: Path) -> None:
    assert upward(built(tmp_path, low_in_a=text), SMALL) == [f"low.a:1 imports {target}"]


def test_an_arrow_from_an_inner_room_to_the_one_around_it_is_found(tmp_path: Path) -> None:
    package = built(tmp_path, low_in_inner_in_b="from house.low.a import name")
    assert upward(package, SMALL) == ["low.inner.b:1 imports low.a"]


def test_a_circle_is_found(tmp_path: Path) -> None:
    package = built(
        tmp_path,
        low_in_a="from house.low.d import name",
        low_in_d="def late():\n    import house.low.e",
        low_in_e="from house.low import a, f",
        low_in_f="",
    )
    assert circles(package) == [["low.a", "low.d", "low.e"]]


def test_a_relative_import_is_found(tmp_path: Path) -> None:
    package = built(
        tmp_path, low_in_a="from . import d", low_in_d="\ndef late():\n    from .inner.b import name"
    )
    assert package.relative_imports() == ["low.a:1", "low.d:3"]


def test_an_unknown_room_is_found(tmp_path: Path) -> None:
    package = built(tmp_path, lab="", low_in_cellar_in_d="")
    assert homeless(package, SMALL) == ["lab", "low.cellar", "low.cellar.d"]


def test_a_room_that_is_gone_is_found(tmp_path: Path) -> None:
    assert deserted(built(tmp_path), SMALL + "\nlab") == ["lab"]
