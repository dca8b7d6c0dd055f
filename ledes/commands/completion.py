"""`ledes completion`: let a shell complete commands, options, clients, vendors, invoices and rules."""

from __future__ import annotations

import click

from ledes.commands import options, suggestions
from ledes.errors import Exit

REGISTERED = "compdef _ledes_completion ledes"
LOADED = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }"
"""Where zsh is told of the lines, and what must come before: a zsh without set-up of its own completes nothing."""


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
      mkdir -p ~/.config/fish/completions
      ledes completion fish > ~/.config/fish/completions/ledes.fish
    """
    from click.shell_completion import get_completion_class

    whole = click.get_current_context().find_root().command
    if made := get_completion_class(shell):
        lines = made(whole, {}, "ledes", suggestions.VARIABLE).source()
        click.echo(lines.replace(f"    {REGISTERED}", f"    {LOADED}\n    {REGISTERED}") if shell == "zsh" else lines)
    return Exit.DONE
