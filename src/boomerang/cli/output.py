"""What commands write to their two streams, besides what `Screen` prints."""

from __future__ import annotations

import sys
from typing import Any

from boomerang.characters import writable
from boomerang.files import output_told


def say(text: str, *, error: bool = False) -> None:
    """Write a line to the output, or to the error stream; nothing where that was closed before the start.

    Raises:
        InputError: it cannot be written. BrokenPipeError: nobody reads it any more.
    """
    stream = sys.stderr if error else sys.stdout
    if stream is None:
        return
    with output_told():
        stream.write(writable(text, stream.encoding) + "\n")
        stream.flush()


def print_json(data: Any) -> None:
    """Write one JSON object."""
    from boomerang.report.data.plain import json_text

    encoding = getattr(sys.stdout, "encoding", None) or ""
    say(json_text(data, plain=encoding.lower().replace("-", "") != "utf8"))
