"""A document as one HTML file that needs nothing else: no network, no other file."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from boomerang.characters import visible
from boomerang.report.document.blocks import Paper, pictures
from boomerang.report.document.bundle import bundle

NOTHING = "'none'"  # what a page without charts may run


def html_of(document: Paper) -> str:
    """The document as HTML.

    Every text is escaped. The page may run its own script alone, which draws the charts, and may ask for
    nothing from elsewhere.
    """
    from markupsafe import Markup

    drawn = list(pictures([*document.about, *(part for each in document.sections for part in each.blocks)]))
    numbers = {id(picture): number for number, picture in enumerate(drawn, start=1)}
    script = bundle(_text("fitted.js") + _text("page.js")) if drawn else ""
    page: str = _template().render(
        document=document,
        style=Markup(_text("page.css")),
        pictures=[Markup(_json_in_html(picture.spec)) for picture in drawn],
        number_of=lambda picture: numbers[id(picture)],
        script=Markup(script),
        allowed=Markup(_allowed(script)),
    )
    return page.lstrip() + "\n"


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_finalized
    )
    return environment.from_string(_text("page.html"))


def _finalized(given: Any) -> Any:
    """Codes for what is no text, before anything is escaped; what is HTML already stays as it is."""
    return visible(given) if type(given) is str else given


@cache
def _text(name: str) -> str:
    """A file beside this one."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _allowed(script: str) -> str:
    """What a page may run: this script alone, by its digest."""
    if not script:
        return NOTHING
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _json_in_html(data: Any) -> str:
    """Data as JSON in which nothing ends a script element or begins another."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
