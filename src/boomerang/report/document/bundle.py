"""Vega and what draws with it, put together once for each version and kept beside Python's own cache."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from boomerang.files import put_whole

KEPT = Path(__file__).parent / "__pycache__"
MAKER = "vl-convert-python"  # what is installed that puts it together


@cache
def bundle(snippet: str) -> str:
    """A script that does what `snippet`, a JavaScript module, says, with the libraries that it imports.

    Putting it together takes one to two seconds. A file that was changed or cut off is made anew; where none
    can be written, it is put together each time.
    """
    file = KEPT / f"vega-{version(MAKER)}-{_digest(snippet)[:16]}.js"
    return _read(file) or _kept(file, _built(snippet))


def _built(snippet: str) -> str:
    from vl_convert import javascript_bundle

    script: str = javascript_bundle(snippet)
    return script


def _read(file: Path) -> str:
    """The script, empty if there is none with its digest before it."""
    try:
        digest, _, script = file.read_bytes().decode().partition("\n")
    except (OSError, ValueError):
        return ""
    return script if digest == _digest(script) else ""


def _kept(file: Path, script: str) -> str:
    try:
        file.parent.mkdir(exist_ok=True)
        put_whole(file, lambda new: new.write_bytes(f"{_digest(script)}\n{script}".encode()))
    except OSError:
        pass
    return script


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
