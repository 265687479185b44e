"""Serves the lab."""

from __future__ import annotations

import logging
import secrets
import socket
from asyncio import AbstractEventLoop
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClosedError

from boomerang.case import Case
from boomerang.errors import InputError
from boomerang.lab.classroom import School
from boomerang.lab.country import Countries, Question, explanation_of
from boomerang.lab.drawn import where, why
from boomerang.lab.hosts import LOOPBACK, check_origin, hosts
from boomerang.lab.knobs import knobs
from boomerang.lab.library import Library
from boomerang.lab.pool import Pool
from boomerang.lab.state import State

GONE = {"unused_session_lifetime_milliseconds": 15_000, "check_unused_sessions_milliseconds": 1_000}


def serve(
    cases: Sequence[str | Path] = (),
    *,
    address: str = "127.0.0.1",
    port: int = 0,
    workers: int,
    origins: Sequence[str] = (),
    ready: Callable[[str], Any],
) -> None:
    """Serve the lab until it is interrupted.

    Only this machine can reach it, unless `address` says otherwise; then a page opens only with a token,
    which is drawn anew each time. Pages of other hosts may not talk to it.

    Args:
        cases: shown besides the bundled ones; the first is open at the beginning. Nothing else is read.
        address, port: where it listens; port 0 takes a free one.
        workers: how many countries are simulated at a time.
        origins: hosts (with ports) under which it is reached besides its own, as behind a proxy.
        ready: called with the address of the page as soon as it can be opened.

    Raises:
        InputError: a case is not valid, an origin is no host, or the address or port cannot be used.
    """
    for origin in origins:
        check_origin(origin)
    library, pool, countries, rooms = Library(cases), Pool(workers), Countries(), School()
    token = None if address in LOOPBACK and not origins else secrets.token_urlsafe(24)
    server = _server(lambda: _page(library, pool, countries, rooms), address, port, origins, token)
    server.io_loop.asyncio_loop.set_exception_handler(_not_told)
    _warm_up(library.case(library.first), countries)
    ready(f"http://{hosts(address, server.port)[0]}/" + (f"?token={token}" if token else ""))
    server.run_until_shutdown()
    pool.end()


def _warm_up(case: Case, countries: Countries) -> None:
    """Do once what the first page would have to wait for."""
    asked, explanation = Question.of(case, State()), explanation_of(case, State())
    looks = countries.pair(asked, 0)
    knobs(case, explanation)
    where(countries, asked, looks[0])
    why(countries, asked, explanation)


def _page(library: Library, pool: Pool, countries: Countries, rooms: School) -> Any:
    from boomerang.lab.page import page

    return page(library, pool, countries, rooms)


def _server(
    page: Callable[[], Any], address: str, port: int, origins: Sequence[str], token: str | None
) -> Any:
    import panel as pn

    from boomerang.lab.access import WithToken
    from boomerang.lab.headers import Guarded

    pn.extension("vega")
    logging.getLogger("bokeh.server.views.ws").setLevel(logging.ERROR)  # for the reason of `_not_told`
    access = {"auth_provider": WithToken(token)} if token else {}
    try:
        port = port or _free_port(address)
        server = pn.serve(  # type: ignore[no-untyped-call]
            {"/": page},
            address=address,
            port=port,
            title="boomerang lab",
            websocket_origin=[*hosts(address, port), *origins],
            show=False,
            start=False,
            verbose=False,
            **access,
            **GONE,
        )
    except OSError as error:
        reason = f"port {port} of {address} cannot be used ({error.strerror})"
        raise InputError(f"{reason}; choose another with --port or --address") from None
    server._tornado.add_transform(Guarded)
    return server


def _not_told(loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    """Keep quiet about what did not reach a page that has been closed."""
    if not isinstance(context.get("exception"), WebSocketClosedError):
        loop.default_exception_handler(context)


def _free_port(address: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as found:
        found.bind((address, 0))
        port: int = found.getsockname()[1]
        return port
