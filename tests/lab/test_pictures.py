"""The map and the diagram of a country: one after the other, and none is left from the country before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from boomerang.lab.drawn import Sketch

MAP, LOOPS, OTHERS = (Sketch(name, "", {"mark": name}) for name in ("map", "loops", "other loops"))


def test_a_diagram_follows_its_map_also_where_that_is_the_same_as_before() -> None:
    pytest.importorskip("panel")  # here, as it takes long to load
    from boomerang.lab.pictures import Pictures

    below: list[str] = []
    session: Any = SimpleNamespace()
    pictures = Pictures(session, lambda: below.append("shown"))
    where, diagram = pictures._map, pictures._loops
    pictures._take((MAP, LOOPS))
    assert (where.label, diagram.label) == ("map", "")
    where.drawn += 1  # by a page
    assert (diagram.label, below) == ("loops", [])
    diagram.drawn += 1
    assert below == ["shown"]
    pictures._take((MAP, OTHERS))
    assert diagram.label == "other loops"
    pictures._take((OTHERS, None))
    where.drawn += 1
    assert diagram.label == "nothing moves anything"
