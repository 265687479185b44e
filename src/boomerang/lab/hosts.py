"""Under which names a browser reaches the lab."""

from __future__ import annotations

import re
import socket

from boomerang.case.text.texts import show
from boomerang.errors import InputError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")
ELSEWHERE = ("192.0.2.1", 9)  # an address that nobody has: nothing is sent there


def check_origin(origin: str) -> None:
    """Refuse what is no host with or without a port.

    Raises:
        InputError: it is none.
    """
    name, _, port = origin.partition(":")
    if not re.fullmatch(r"[\w.*-]+", name) or not re.fullmatch(r"(\d{1,5}|\*)?", port):
        raise InputError(
            f"--origin: {show(origin)} is no host; write HOST or HOST:PORT, such as lab.example:443"
        )


def hosts(address: str, port: int) -> list[str]:
    """Each name with the port, as browsers write it; that to be told first.

    Args:
        address: where the lab listens.
    """
    if address in LOOPBACK:
        names = ["localhost", "127.0.0.1"]
    elif address in EVERYWHERE or ":" in address:
        names = [*_own_addresses(), socket.gethostname(), socket.getfqdn(), "localhost", "127.0.0.1"]
    else:
        names = [address]
    return [f"{name}:{port}" for name in dict.fromkeys(names) if ":" not in name]  # Bokeh knows no [::1]


def _own_addresses() -> list[str]:
    """The addresses of this machine, first the one by which it reaches others."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        try:
            found.connect(ELSEWHERE)
            first = [str(found.getsockname()[0])]
        except OSError:  # no network
            first = []
    try:
        named = [str(given[4][0]) for given in socket.getaddrinfo(socket.gethostname(), None)]
    except OSError:
        named = []
    return [*first, *named]
