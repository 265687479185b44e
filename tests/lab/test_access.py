"""Who may reach the lab, and under which names."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.httputil import HTTPHeaders

from boomerang.lab import hosts as module
from boomerang.lab.access import WithToken
from boomerang.lab.headers import HEADERS, Guarded
from boomerang.lab.hosts import hosts


class Request:
    def __init__(self, token: str = "", cookie: str = "") -> None:
        self.token, self.cookie = token, cookie
        self.set: list[tuple[Any, ...]] = []

    def get_query_argument(self, name: str, default: str) -> str:
        return self.token or default

    def get_cookie(self, name: str, default: str) -> str:
        return self.cookie or default

    def set_cookie(self, name: str, value: str, **how: Any) -> None:
        self.set.append((name, value, how))


@pytest.mark.parametrize(
    ("request_", "may"),
    [
        (Request("right"), True),
        (Request(cookie="right"), True),
        (Request("wrong"), False),
        (Request("wrong", "right"), True),
        (Request("righ"), False),
        (Request("rïght", "straße"), False),
        (Request(), False),
    ],
)
def test_who_brings_the_token_is_let_in(request_: Request, may: bool) -> None:
    assert (WithToken("right").get_user(request_) is not None) == may


def test_the_token_is_remembered_where_no_script_can_read_it() -> None:
    request = Request("right")
    WithToken("right").get_user(request)
    ((_, value, how),) = request.set
    assert value == "right"
    assert how == {"httponly": True, "samesite": "Strict"}


def test_the_browser_is_told_to_ask_nobody_else() -> None:
    status, headers, chunk = Guarded(None).transform_first_chunk(200, HTTPHeaders(), b"text", True)
    assert (status, chunk) == (200, b"text")
    assert dict(headers) == HEADERS
    policy = HEADERS["Content-Security-Policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert "default-src 'self'" in policy
    assert HEADERS["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_at_home_it_has_two_names(address: str) -> None:
    assert hosts(address, 5006) == ["localhost:5006", "127.0.0.1:5006"]


def test_elsewhere_it_has_the_name_it_was_given() -> None:
    assert hosts("lab.example.org", 80) == ["lab.example.org:80"]


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_everywhere_it_has_all_names_of_the_machine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(None, None, None, "", ("10.0.0.7", 0)), (None, None, None, "", ("fe80::1", 0))]
    ours = SimpleNamespace(
        AF_INET=socket.AF_INET,
        SOCK_DGRAM=socket.SOCK_DGRAM,
        socket=socket.socket,
        gethostname=lambda: "desk",
        getfqdn=lambda: "desk.example.org",
        getaddrinfo=lambda *_: found,
    )
    monkeypatch.setattr(module, "socket", ours)
    known = hosts(address, 5006)
    assert {"10.0.0.7:5006", "desk:5006", "desk.example.org:5006", "localhost:5006"} <= set(known)
    assert not any("fe80" in name for name in known)
