"""Whole addresses of the lab, to be given to others."""

from __future__ import annotations

from urllib.parse import urlencode

import panel as pn

from boomerang.lab.access import COOKIE, TOKEN


def link_to(query: str) -> str:
    """The address at which a page shows what a query says; with the token, where the lab wants one."""
    location = pn.state.location
    if location is None or not location.hostname:
        return query or "?"
    port = f":{location.port}" if location.port else ""
    given = query.removeprefix("?")
    token = _token()
    if token:
        given = "&".join(filter(None, (given, urlencode({TOKEN: token}))))
    return f"{location.protocol}//{location.hostname}{port}{location.pathname}" + (
        f"?{given}" if given else ""
    )


def _token() -> str:
    """What this page was opened with."""
    brought = pn.state.session_args.get(TOKEN, [b""])[0].decode("utf-8", "replace")
    return brought or str(pn.state.cookies.get(COOKIE, ""))
