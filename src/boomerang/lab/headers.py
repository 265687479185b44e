"""What every answer of the lab tells the browser: ask nobody else, and be shown by nobody else."""

from __future__ import annotations

from typing import Any

from tornado.httputil import HTTPHeaders
from tornado.web import OutputTransform

# Bokeh writes scripts into the page, and Vega and Panel make functions of texts while they run: so much has
# to be allowed. What a script could not do even so is to reach another machine.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' blob:",
    "frame-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {given}" for name, given in POLICY.items()),
    "Referrer-Policy": "no-referrer",  # the address may hold the token
}


class Guarded(OutputTransform):
    """Adds `HEADERS` to an answer."""

    def __init__(self, request: Any) -> None:
        del request  # Tornado gives it; all answers are alike

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """The answer as it is, with the headers."""
        for name, given in HEADERS.items():
            headers[name] = given
        return status_code, headers, chunk
