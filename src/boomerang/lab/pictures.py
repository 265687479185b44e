"""Where it happened, and what moves what: pictures of a country that take a while to draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn

from boomerang.lab.country import Countries, Look, Question, explanation_of
from boomerang.lab.drawn import Sketch, where, why
from boomerang.lab.faults import in_a_sentence
from boomerang.lab.session import Session
from boomerang.lab.widgets import Chart, Prose

Drawn = tuple[Sketch, Sketch | None]
NOTHING = Sketch("nothing moves anything", "", {})


class Pictures:
    """The map and the diagram of what is shown. They are drawn by a worker, so that no page waits for it.

    How high they are is known when a page has drawn them, so that each waits for the one above it.

    Args:
        below: shows what stands below them.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session, below: Callable[[], Any]) -> None:
        self.session, self._below = session, below
        self._where, self._why = Prose(), Prose()
        self._map, self._loops = Chart(), Chart()
        self._map.param.watch(lambda _: self._go_on(), "drawn")
        self._loops.param.watch(lambda _: below(), "drawn")
        self._later = NOTHING  # the diagram that waits for the map
        parts = (self._where, self._map, self._why, self._loops)
        self.view = pn.Column(*parts, sizing_mode="stretch_width", margin=0)

    def show(self, asked: Question, look: Look) -> None:
        """Draw another country; the pictures of the one before stay until then."""
        explanation = explanation_of(self.session.case, self.session.state)
        work = partial(_draw, self.session.countries, asked, look, explanation)
        self.session.submit("pictures", work, self._take, self._failed)

    def _take(self, drawn: Drawn) -> None:
        map_, self._later = drawn[0], drawn[1] or NOTHING
        said = "In the first country, by its last day."
        self._where.blocks = [("head", "Where"), ("text", map_.title), ("quiet", said)]
        before = self._map.spec, self._map.label
        self._map.paint(map_.spec, map_.title)
        if (self._map.spec, self._map.label) == before:  # what stands there already is not drawn again
            self._go_on()

    def _go_on(self) -> None:
        loops = self._later
        self._why.blocks = [("head", "What moves what"), ("text", loops.title), ("quiet", loops.under)]
        self._loops.paint(loops.spec, loops.title)
        if not loops.spec:
            self._below()

    def _failed(self, error: Exception) -> None:
        self._where.blocks = [("wrong", in_a_sentence(error))]
        self._below()


def _draw(
    countries: Countries, asked: Question, look: Look, explanation: str | None, go_on: Callable[..., None]
) -> Drawn:
    map_ = where(countries, asked, look)
    go_on()
    return map_, why(countries, asked, explanation)
