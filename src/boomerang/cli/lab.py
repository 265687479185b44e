"""`boomerang lab`."""

from __future__ import annotations

from typing import Annotated

import typer

from boomerang.cli.output import say
from boomerang.errors import InputError

WITHOUT = "the lab needs Panel, which is not installed; install it with: pip install 'boomerang-sim[lab]'"
LEAST = 2  # workers, so that what takes long blocks nobody


Cases = Annotated[
    list[str],
    typer.Argument(
        metavar="[CASE]...",
        help="Cases, and folders of results, shown besides the bundled ones; the first is open.",
    ),
]
Port = Annotated[
    int, typer.Option(metavar="N", help="Where it listens; 0 takes a free one.", min=0, max=65_535)
]
Address = Annotated[
    str, typer.Option(metavar="HOST", help="Listen at this address; others than this machine need a token.")
]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="How many countries at a time.",
        show_default="one a processor, two at least",
        min=1,
        max=256,
    ),
]
Origin = Annotated[
    list[str],
    typer.Option(metavar="HOST:PORT", help="Where else it is reached, as behind a proxy; may be repeated."),
]


def lab(
    cases: Cases = [],  # noqa: B006
    port: Port = 5_006,
    address: Address = "127.0.0.1",
    workers: Workers = None,
    origin: Origin = [],  # noqa: B006
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Open the lab in the browser: pull the levers of a whole country."""
    import importlib.util

    if importlib.util.find_spec("panel") is None:
        raise InputError(WITHOUT)
    from boomerang.lab.server import serve
    from boomerang.processors import processors
    from boomerang.startup import keep_what_is_there

    def ready(address: str) -> None:
        keep_what_is_there()  # Panel looks for garbage whenever somebody has gone, and all others wait
        say(f"The lab is at {address}   (Ctrl+C ends it)")
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    serve(
        cases,
        address=address,
        port=port,
        workers=workers or max(LEAST, processors()),
        origins=origin,
        ready=ready,
    )
