"""One page of the lab, for one visitor."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any

import panel as pn
from panel.io.resources import LOCAL_DIST
from tornado.ioloop import IOLoop

from boomerang.errors import InputError
from boomerang.lab.classroom import School
from boomerang.lab.controls import Controls
from boomerang.lab.country import Countries, Question
from boomerang.lab.library import Library
from boomerang.lab.pool import Pool
from boomerang.lab.session import Session
from boomerang.lab.state import State
from boomerang.lab.tabs import TABS
from boomerang.lab.widgets import STATIC, Attention, Prose, Tabs

FITTED = files("boomerang.report.document") / "fitted.js"  # charts fit into the lab as into a report


class _Template(pn.Template):
    """A template that is not written out whenever something is added; that took a third of the time."""

    def __repr__(self) -> str:
        return "<Template of the lab>"


def page(library: Library, pool: Pool, countries: Countries, rooms: School) -> Any:
    """The page for whoever opens it; what is chosen comes from its address, and goes there."""
    status = Prose(live=True, blocks=[("quiet", "")])
    location, document = pn.state.location, pn.state.curdoc
    assert location is not None
    assert document is not None
    # Styles come from here even where a page took so long to load that its document is made anew.
    document.template_variables["dist_url"] = LOCAL_DIST
    state, wrong = _state_of(str(location.search or ""), library)
    session = Session(
        library,
        pool,
        countries,
        rooms,
        state,
        later=_Turns(document).later,
        say=lambda text: status.param.update(blocks=[("quiet", text)]),
    )
    pn.state.on_session_destroyed(lambda _: session.close())
    session.watch(lambda _, after: location.param.update(search=after.query()))
    made = _Template((STATIC / "page.html").read_text(encoding="utf-8"), location=True)
    made.add_variable("fitted", FITTED.read_text(encoding="utf-8"))
    made.add_variable("style", (STATIC / "page.css").read_text(encoding="utf-8"))
    for name, part in (
        ("status", status),
        ("attention", _attention(session)),
        ("tabs", _tabs(session)),
        ("controls", Controls(session).view),
        ("main", _main(session, wrong)),
    ):
        made.add_panel(name, part)
    return made


class _Turns:
    """Has functions run in the thread of a page, whichever thread asks for it, once the page is loaded.

    Panel sends nothing of what changes between the writing of a page and its loading, so that this would
    never be seen. Bokeh keeps what document is the current one in a place that all threads share, so that
    only its own thread may ask.
    """

    def __init__(self, document: Any) -> None:
        self._document, self._loop = document, IOLoop.current()
        self._waiting: list[Callable[[], Any]] | None = []  # None once the page is loaded
        pn.state.onload(self._begin)

    def later(self, function: Callable[[], Any]) -> None:
        """Run a function in its turn."""
        self._loop.add_callback(self._take, function)

    def _take(self, function: Callable[[], Any]) -> None:
        if self._waiting is not None:
            self._waiting.append(function)
            return
        with suppress(RuntimeError):  # the page is gone
            self._document.add_next_tick_callback(function)

    def _begin(self) -> None:
        waiting, self._waiting = self._waiting or [], None
        for function in waiting:
            self._take(function)


def _state_of(query: str, library: Library) -> tuple[State, str]:
    """What an address asks for, or the beginning and what is wrong with the address."""
    try:
        state = State.of_query(query)
        Question.of(library.case(state.case or library.first), state)
    except InputError as error:
        return State(), str(error)
    known = [tab.name for tab in TABS]
    return (state if state.tab in ("", *known) else state.changed(tab="")), ""


def _attention(session: Session) -> Attention:
    attention = Attention()
    attention.param.watch(lambda event: session.look(not event.new), "hidden")
    return attention


def _tabs(session: Session) -> Tabs:
    tabs = Tabs(options=[[tab.name, tab.title] for tab in TABS], value=session.state.tab or TABS[0].name)
    tabs.param.watch(
        lambda event: session.change(tab=event.new if event.new != TABS[0].name else ""), "value"
    )
    return tabs


def _main(session: Session, wrong: str) -> Any:
    """The open tab; each is made when it is first opened, and kept."""
    made: dict[str, Any] = {}
    shown = pn.Column(sizing_mode="stretch_width", margin=0)

    def show() -> None:
        name = session.state.tab or TABS[0].name
        if name not in made:
            made[name] = next(tab for tab in TABS if tab.name == name).of(session)
        shown.objects = [*([Prose(blocks=[("wrong", wrong)])] if wrong else []), made[name]]

    session.watch(lambda before, after: show() if before.tab != after.tab else None)
    show()
    return shown
