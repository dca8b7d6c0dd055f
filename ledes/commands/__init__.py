"""The command line: one click command a file, found by looking; each parses, calls one verb, and prints.

A module here that ends in `command` is a command. Modules keep their top free of heavy imports, because
`ledes --help` imports them all to show their first lines.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

import click

from ledes.commands import suggestions
from ledes.errors import UsageError


@functools.cache
def _modules() -> frozenset[str]:
    return frozenset(info.name for info in pkgutil.iter_modules(__path__))


class Commands(click.Group):
    """A group that finds its commands in this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of the commands that lie here."""
        return sorted(name for name in _modules() if self.get_command(ctx, name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if not cmd_name.isidentifier() or cmd_name not in _modules():
            return None
        found = getattr(importlib.import_module(f"{__name__}.{cmd_name}"), "command", None)
        if not isinstance(found, click.Command):
            return None
        return suggestions.offer(found) if suggestions.asked() else found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; name the nearest where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            import difflib

            if args[0].startswith("-"):
                raise
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            meant = f"did you mean {near[0]!r}? " if near else ""
            raise UsageError(f"there is no command {args[0]!r}", hint=f"{meant}ledes --help lists them") from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their whole first sentence, however long."""
        rows = [(name, self._summary(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _summary(self, ctx: click.Context, name: str) -> str:
        found = self.get_command(ctx, name)
        return found.get_short_help_str(limit=200) if found else ""
