"""Parts of pages that hold much: a leaf of a report, a text with faulty lines, a file to take home."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import panel as pn
import param

from boomerang.characters import visible
from boomerang.lab.widgets import LEFT_OUT, STATIC, Piece
from boomerang.report.document.blocks import Block, Folded, Heading, Picture, TextTable

STYLES = [STATIC / "parts.css", STATIC / "leaves.css"]


class Leaf(Piece):
    """What a document is made of. Texts are shown as they are; a chart is drawn when it comes into sight.

    `blocks`: as `plain` gives them. `level`: of the headings in it.
    """

    _esm = STATIC / "leaf.js"
    _stylesheets: ClassVar[list[Any]] = STYLES

    blocks = param.List()
    level = param.Integer(3)


class Script(Piece):
    """A text of many lines that somebody edits, with the numbers of its lines.

    `faults`: each [line, text], line 0 for none; those with a line lead there.
    """

    _esm = STATIC / "script.js"
    _stylesheets: ClassVar[list[Any]] = STYLES

    label = param.String()
    note = param.String()
    value = param.String()
    faults = param.List()
    said = param.String()


class Save(Piece):
    """A button that gives a file to whoever presses it, as soon as it is made."""

    _esm = STATIC / "save.js"
    _stylesheets: ClassVar[list[Any]] = STYLES

    label = param.String()
    clicks = param.Integer(0)
    disabled = param.Boolean(False)
    name_of_file = param.String()
    kind = param.String()
    content = param.String()

    def __init__(self, label: str, pressed: Callable[[], Any], **given: Any) -> None:
        super().__init__(label=label, **({"sizing_mode": None} | given))
        self.param.watch(lambda _: pressed(), "clicks")

    def give(self, name: str, kind: str, content: bytes) -> None:
        """Let the browser save a file.

        Args:
            kind: its media type.
        """
        self.param.update(name_of_file=name, kind=kind, content=base64.b64encode(content).decode())
        self.content = ""


def beside(*parts: Any) -> Any:
    """Parts beside each other, under each other where there is no room."""
    for part in parts:
        part.styles = {"width": "auto" if part.width is None else f"{part.width}px", "max-width": "100%"}
    return pn.FlexBox(*parts, margin=0, gap="8px 20px", align_items="start")  # type: ignore[no-untyped-call]


def plain(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Blocks as a page takes them: their fields and their `kind`, with codes for what is no text."""
    return [_plain(block) for block in blocks]


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Picture):
        spec = {name: given for name, given in block.spec.items() if name not in LEFT_OUT}
        texts = {"title": visible(block.title), "explained": visible(block.explained)}
        return {"kind": block.kind, **texts, "spec": spec, "table": _plain(block.table)}
    if isinstance(block, Folded):
        return {"kind": block.kind, "summary": visible(block.summary), "blocks": plain(block.blocks)}
    if isinstance(block, Heading):
        return {"kind": block.kind, "title": visible(block.title), "blocks": plain(block.blocks)}
    fields = {name: _texts(given) for name, given in vars(block).items()}
    if isinstance(block, TextTable):
        fields["numeric"] = list(block.numeric)
    return {"kind": block.kind, **fields}


def _texts(given: Any) -> Any:
    return [_texts(each) for each in given] if isinstance(given, tuple) else visible(str(given))
