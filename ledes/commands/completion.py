"""`ledes completion`: let a shell complete commands, options, clients, vendors, invoices and rules."""

from __future__ import annotations

import click

from ledes.commands import options, suggestions
from ledes.errors import Exit


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@options.no_workspace
def command(shell: str) -> Exit:
    """Print the lines by which bash, zsh or fish complete ledes.

    Commands, options, clients, vendors, invoice numbers, rules and files are completed. Bash 4.4 or newer.

    \b
    Example:
      ledes completion bash >> ~/.bashrc
      ledes completion zsh >> ~/.zshrc
      ledes completion fish > ~/.config/fish/completions/ledes.fish
    """
    from click.shell_completion import get_completion_class

    whole = click.get_current_context().find_root().command
    if made := get_completion_class(shell):
        click.echo(made(whole, {}, "ledes", suggestions.VARIABLE).source())
    return Exit.DONE
