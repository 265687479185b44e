"""Serves the lab."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from boomerang.errors import InputError
from boomerang.lab.classroom import School
from boomerang.lab.country import Countries, Question
from boomerang.lab.library import Library
from boomerang.lab.pool import Pool
from boomerang.lab.state import State

LOOPBACK = ("127.0.0.1", "localhost", "::1")


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
        InputError: a case is not valid, or the address or port cannot be used.
    """
    library, pool, countries, rooms = Library(cases), Pool(workers), Countries(), School()
    token = None if address in LOOPBACK and not origins else secrets.token_urlsafe(24)
    server = _server(lambda: _page(library, pool, countries, rooms), address, port, origins, token)
    countries.pair(Question.of(library.case(library.first), State()), 0)  # so that the first charts are there
    host = "localhost" if address in LOOPBACK else address
    ready(f"http://{host}:{server.port}/" + (f"?token={token}" if token else ""))
    server.run_until_shutdown()


def _page(library: Library, pool: Pool, countries: Countries, rooms: School) -> Any:
    from boomerang.lab.page import page

    return page(library, pool, countries, rooms)


def _server(
    page: Callable[[], Any], address: str, port: int, origins: Sequence[str], token: str | None
) -> Any:
    import panel as pn

    from boomerang.lab.access import WithToken

    pn.extension("vega")
    access = {"auth_provider": WithToken(token)} if token else {}
    try:
        port = port or _free_port(address)
        return pn.serve(  # type: ignore[no-untyped-call]
            {"/": page},
            address=address,
            port=port,
            title="boomerang lab",
            websocket_origin=[*_hosts(address, port), *origins],
            show=False,
            start=False,
            verbose=False,
            **access,
        )
    except OSError as error:
        reason = f"port {port} of {address} cannot be used ({error.strerror})"
        raise InputError(f"{reason}; choose another with --port or --address") from None


def _free_port(address: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as found:
        found.bind((address, 0))
        port: int = found.getsockname()[1]
        return port


def _hosts(address: str, port: int) -> list[str]:
    """The names under which a browser reaches the lab."""
    names = ("localhost", "127.0.0.1") if address in LOOPBACK else (address,)
    return [f"{name}:{port}" for name in names]
