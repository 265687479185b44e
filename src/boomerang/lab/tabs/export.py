"""What can be taken home: the case, the data and the charts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn

from boomerang.errors import InputError
from boomerang.lab.country import Look, Question
from boomerang.lab.drawn import charts_of
from boomerang.lab.exported import Files, case_files, chart_files, data_files, zipped
from boomerang.lab.faults import in_a_sentence
from boomerang.lab.leaves import Save
from boomerang.lab.links import link_to
from boomerang.lab.session import Session
from boomerang.lab.widgets import Prose, Words
from boomerang.lab.words import elsewhere

JOB = "export"
USUAL, MOST = 5, 30  # pairs of countries
ZIP = "application/zip"
NARROW: dict[str, Any] = {"sizing_mode": None, "width": 260}
OF_CASE = "With what is chosen here: its parameters, and the policy of your levers."
OF_DATA = "What happened in each country, month by month and place by place, as CSV."
OF_CHARTS = "Each as SVG, as PNG and as a Vega-Lite specification (JSON)."
Make = Callable[[Callable[..., None]], Files]


def tab(session: Session) -> pn.viewable.Viewable:
    """What is shown to somebody."""
    return Export(session).view


class Export:
    """The page of one session.

    Attributes:
        view: what is shown.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._number = Words(label="Countries with other luck", value=str(USUAL), **NARROW)
        self._said = Prose(live=True, min_height=40)
        self._again = Prose()
        self.view = pn.Column(
            Prose(blocks=[("title", "Take it home")]),
            *self._part("case", OF_CASE, self._case),
            *self._part("data", OF_DATA, self._data),
            *self._part("charts", OF_CHARTS, self._charts),
            Prose(blocks=[("head", "How much of it")]),
            self._number,
            self._said,
            self._again,
            sizing_mode="stretch_width",
            margin=0,
        )
        self._show()
        session.watch(lambda *_: self._show())

    def _part(self, kind: str, about: str, make: Callable[[], Make]) -> tuple[Any, ...]:
        save = Save(f"Save the {kind}", lambda: self._begin(kind, make, save))
        return Prose(blocks=[("head", f"The {kind}"), ("quiet", about)]), save

    def _show(self) -> None:
        state, case = self.session.state, self.session.case
        self._again.blocks = [
            ("head", "Or link to it"),
            ("quiet", "Whoever opens this sees the same:"),
            ("code", link_to(state.changed(tab="").query())),
            ("quiet", "Whoever has the case simulates the same country with:"),
            *elsewhere(state, case, self.session.named, self.session.edited is not None),
        ]

    def _begin(self, kind: str, make: Callable[[], Make], save: Save) -> None:
        self._number.error = ""
        name = f"{self.session.case.name}-{kind}"
        try:
            work = partial(_zipped, name, make())
            self.session.submit(JOB, work, partial(self._give, name, save), self._failed)
        except InputError as error:
            self._failed(error)
            return
        self._said.blocks = [("quiet", f"putting {name}.zip together …")]

    def _give(self, name: str, save: Save, content: bytes) -> None:
        self._said.blocks = [("quiet", f"{name}.zip, {len(content) / 1000:,.0f} kB, is yours.")]
        save.give(f"{name}.zip", ZIP, content)

    def _failed(self, error: Exception) -> None:
        self._said.blocks = [("wrong", in_a_sentence(error))]

    def _case(self) -> Make:
        session, state = self.session, self.session.state
        written = None if session.edited else session.library.text(state.case or session.library.first)
        case = session.case
        return lambda _: case_files(case, state, written)

    def _data(self) -> Make:
        asked, looks = self._looks()
        return lambda go_on: data_files(asked, looks(go_on))

    def _charts(self) -> Make:
        asked, looks = self._looks()
        countries = self.session.countries

        def make(go_on: Callable[..., None]) -> Files:
            pairs = looks(go_on)
            compiled = countries.compiler(asked.sides[-1]).at(dict(asked.settings))
            return chart_files(charts_of(asked, pairs, compiled))

        return make

    def _looks(self) -> tuple[Question, Callable[[Callable[..., None]], list[list[Look]]]]:
        """What is asked, and what looks at as many countries as are wanted."""
        number = self._wanted()
        asked, countries = Question.of(self.session.case, self.session.state), self.session.countries
        return asked, lambda go_on: [countries.pair(asked, pair, go_on) for pair in range(number)]

    def _wanted(self) -> int:
        text = self._number.value.strip()
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST):
            self._number.error = f"write a whole number from 1 to {MOST}"
            raise InputError("Nothing was made: the number of countries is not valid.")
        return int(text)


def _zipped(name: str, make: Make, go_on: Callable[..., None]) -> bytes:
    return zipped(name, make(go_on))
