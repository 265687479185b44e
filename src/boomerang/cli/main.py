"""The `boomerang` command."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from boomerang.cli.cases import cases
from boomerang.cli.check import check
from boomerang.cli.explain import explain
from boomerang.cli.new import new
from boomerang.cli.run import run
from boomerang.errors import InputError
from boomerang.startup import collect_rarely, keep_what_is_there

WRONG_INPUT, INTERRUPTED = 2, 130


class PlainGroup(TyperGroup):
    """Commands whose user mistakes come out as a sentence and an exit code, never as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            typer.echo(error, err=True)
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except OSError as error:
            if error.filename is None:
                raise
            typer.echo(f"{error.filename}: {error.strerror}", err=True)
        raise typer.Exit(WRONG_INPUT)


app = typer.Typer(
    cls=PlainGroup,
    name="boomerang",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help, at half the time to start
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (cases, new, check, run, explain):
    app.command()(command)


def _print_version(wanted: bool) -> None:
    if wanted:
        from boomerang.version import version

        typer.echo(f"boomerang {version()}")
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
    collect_rarely()
    try:
        app()
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    finally:
        keep_what_is_there()
