"""Who may open a lab that other machines can reach: whoever has its token."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest
from typing import Any

from bokeh.server.auth_provider import AuthProvider
from tornado.web import RequestHandler

TOKEN, COOKIE, REFUSED = "token", "boomerang-lab", "/no-token"
WHY = "This lab wants its token: open the whole address that `boomerang lab` has printed."


class WithToken(AuthProvider):
    """Lets in who brings the token in the address, or has brought it before; a cookie remembers that."""

    def __init__(self, token: str) -> None:
        self._token = token
        super().__init__()

    @property
    def get_user(self) -> Callable[[Any], Any]:
        """A function that says who somebody is; None for a stranger."""

        def user(request: Any) -> str | None:
            brought = request.get_query_argument(TOKEN, "")
            if self._is_token(brought):
                request.set_cookie(COOKIE, brought, httponly=True, samesite="Strict")
                return "guest"
            return "guest" if self._is_token(request.get_cookie(COOKIE, "")) else None

        return user

    def _is_token(self, given: str) -> bool:
        return compare_digest(given.encode(), self._token.encode())

    @property
    def login_url(self) -> str:
        """Where strangers end up."""
        return REFUSED

    @property
    def login_handler(self) -> type[RequestHandler]:
        """What strangers are told."""
        return _Refused


class _Refused(RequestHandler):
    def get(self) -> None:
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(WHY)
