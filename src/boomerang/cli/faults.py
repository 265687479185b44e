"""What is said when a command fails: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENAMETOOLONG
from typing import Any

import typer

from boomerang.characters import brief
from boomerang.cli.output import say
from boomerang.errors import InputError, Notice

FAULT, WRONG_INPUT, INTERRUPTED, CLOSED_PIPE = 1, 2, 130, 141
TRACEBACK = "BOOMERANG_TRACEBACK"


@contextmanager
def told() -> Iterator[None]:
    """Turn whatever goes wrong into a sentence on the error stream and an exit code."""
    try:
        yield
    except (typer.Exit, typer.Abort, SystemExit):
        raise
    except BaseException as error:
        if os.environ.get(TRACEBACK) and not isinstance(error, InputError):
            traceback.print_exc()
        sentence, code = in_words(error)
        if sentence:
            with suppress(OSError, InputError):  # where the error stream is closed too, the code is left
                say(brief(sentence), error=True)
        raise typer.Exit(code) from None


def in_words(error: BaseException) -> tuple[str, int]:
    """The sentence and the exit code for an error; no sentence where nobody is there to read it."""
    if isinstance(error, KeyboardInterrupt):
        return "; ".join(filter(None, ("interrupted", str(error)))), INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return "", CLOSED_PIPE
    if isinstance(error, InputError):
        return str(error), WRONG_INPUT
    if isinstance(error, OSError):
        reason = error.strerror or str(error) or type(error).__name__
        where = f"{error.filename}: " if error.filename else "something cannot be read or written: "
        if error.errno == ENAMETOOLONG:
            return f"{where}a file or folder cannot have so long a name; write a shorter one", WRONG_INPUT
        return f"{where}{reason}", WRONG_INPUT
    if isinstance(error, MemoryError):
        return (
            "there is not enough memory for this; ask for less at a time, or for fewer persons",
            WRONG_INPUT,
        )
    if hasattr(error, "format_message"):  # a wrong option or argument
        return _of_usage(error), int(error.exit_code)  # type: ignore[attr-defined]
    return (
        f"this is a fault of boomerang ({type(error).__name__}: {error}); please report it, with what is"
        f" shown when {TRACEBACK}=1 is set",
        FAULT,
    )


def _of_usage(error: Any) -> str:
    """What the command line says about itself when it is used wrongly."""
    from io import StringIO

    error.show(file := StringIO())
    return file.getvalue().rstrip("\n")


def show_notices() -> None:
    """Show notices as sentences, other warnings as Python does."""
    usual = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *given: Any, **more: Any) -> None:
        if issubclass(category, Notice):
            say(str(message), error=True)
        else:
            usual(message, category, *given, **more)

    warnings.showwarning = show


def close_output() -> None:
    """Write what is still to be written; where that fails, Python would print a traceback at the end."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # none where it was closed before the start
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
