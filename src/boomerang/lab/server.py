"""Serves the lab."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from boomerang.errors import InputError
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
    token: str | None = None,
    ready: Callable[[str], Any],
) -> None:
    """Serve the lab until it is interrupted.

    Args:
        cases: shown besides the bundled ones; the first is open at the beginning.
        address, port: where it listens; port 0 takes a free one.
        workers: how many countries are simulated at a time.
        origins: hosts (with ports) of pages that may talk to it, besides its own.
        token: what an address must have (`?token=`) when a page is first opened; None for nothing.
        ready: called with the address of the page as soon as it can be opened.

    Raises:
        InputError: a case is not valid, or the port is taken.
    """
    import panel as pn

    from boomerang.lab.page import TITLE, page

    pn.extension("vega", inline=False)
    library, pool, countries = Library(cases), Pool(workers), Countries()
    port = port or _free_port(address)
    try:
        server = pn.serve(  # type: ignore[no-untyped-call]
            {"/": lambda: page(library, pool, countries)},
            address=address,
            port=port,
            title=TITLE,
            websocket_origin=[*_hosts(address, port), *origins],
            show=False,
            start=False,
            verbose=False,
        )
    except OSError as error:
        raise InputError(
            f"port {port} of {address} cannot be used ({error.strerror}); choose another with --port"
        ) from None
    _warm(library, countries)
    ready(f"http://{'localhost' if address in LOOPBACK else address}:{server.port}/")
    server.run_until_shutdown()


def _free_port(address: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as found:
        found.bind((address, 0))
        port: int = found.getsockname()[1]
        return port


def _hosts(address: str, port: int) -> list[str]:
    """The names under which a browser on this machine reaches the lab."""
    names = ("localhost", "127.0.0.1") if address in LOOPBACK else (address,)
    return [f"{name}:{port}" for name in names]


def _warm(library: Library, countries: Countries) -> None:
    """Simulate what a page opens with, so that its first charts are there at once."""
    countries.pair(Question.of(library.case(library.first), State()), 0)
