"""The `boomerang` command."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from boomerang.cli.cases import cases
from boomerang.cli.check import check
from boomerang.cli.dossier import dossier
from boomerang.cli.explain import explain
from boomerang.cli.faults import INTERRUPTED, close_output, show_notices, told
from boomerang.cli.lab import lab
from boomerang.cli.new import new
from boomerang.cli.number import number
from boomerang.cli.output import say
from boomerang.cli.report import report
from boomerang.cli.run import run
from boomerang.cli.sensitivity import sensitivity
from boomerang.cli.story import story
from boomerang.cli.verify import verify
from boomerang.cli.whatif import whatif
from boomerang.startup import collect_rarely, keep_what_is_there, remember_interrupts


class PlainGroup(TyperGroup):
    """Commands whose failures come out as a sentence and an exit code, never as a traceback."""

    def make_context(self, *given: Any, **more: Any) -> Any:
        """Read what stands before the command."""
        with told():
            return super().make_context(*given, **more)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with told():
            return super().invoke(ctx)


app = typer.Typer(
    cls=PlainGroup,
    name="boomerang",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help, at half the time to start
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    cases,
    new,
    check,
    run,
    explain,
    report,
    whatif,
    number,
    story,
    sensitivity,
    lab,
    dossier,
    verify,
):
    app.command()(command)


def _print_version(wanted: bool) -> None:
    if wanted:
        from boomerang.version import version

        say(f"boomerang {version()}")
        raise typer.Exit


@app.callback()
def _boomerang(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Simulate a whole country, every person of it: what state pressure does, and what comes back."""


def main() -> None:
    """Run the command line."""
    remember_interrupts()
    collect_rarely()
    show_notices()
    try:
        app()
    except KeyboardInterrupt:  # before a command has begun
        sys.exit(INTERRUPTED)
    finally:
        close_output()
        keep_what_is_there()
