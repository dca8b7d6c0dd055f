"""`ledes sandbox`: run the practice portal."""

from __future__ import annotations

from pathlib import Path

import click

from ledes.commands import options
from ledes.errors import Exit


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="The port; 0 picks one.")
@click.option(
    "--portal",
    "settings_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Its settings: matters, timekeepers, rates, codes, words (TOML). Without: it takes every bill that is right.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one JSON line for every delivery that came, before it is answered.",
)
@click.option(
    "--faults",
    "fault_text",
    default="",
    metavar="KIND=SHARE,...",
    help="Go wrong on purpose: drop-reply, error, busy, slow; shares of one, such as drop-reply=0.2,error=0.1.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed, the same order of faults.")
@click.option(
    "--repeats",
    type=click.Choice(["refuse", "accept"]),
    default="refuse",
    show_default=True,
    help="Recognise a bill that comes again, or store it again (to catch a sender that sends twice).",
)
@click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder it keeps everything in; otherwise a temporary one that goes when it stops.",
)
@click.option("--delay", type=click.FloatRange(0), metavar="SECONDS", help="Wait before each answer to a bill.")
@options.no_workspace
def command(
    port: int,
    settings_file: Path | None,
    journal: Path | None,
    fault_text: str,
    seed: int,
    repeats: str,
    store: Path | None,
    delay: float | None,
) -> Exit:
    """Run a practice portal on this machine: it takes bills, checks them, and approves, reduces or rejects.

    Open its address in a browser to see what it got and to decide by hand. Ctrl-C stops it.

    \b
    Example:
      ledes sandbox --portal portal.toml --journal journal.jsonl --repeats accept
    """
    from dataclasses import replace

    from ledes.sandbox import faults, serve, settings

    serve.require_flask()
    known = settings.load(settings_file) if settings_file else settings.Settings()
    if delay is not None:
        known = replace(known, delay=delay)
    mishaps = faults.Faults(shares=faults.parse(fault_text), seed=seed)
    with serve.serving(
        known, port=port, store=store, journal=journal, faults=mishaps, refuse_repeats=repeats == "refuse"
    ) as running:
        click.echo(f"practice portal: {running.url}")
        if not known.token:
            click.echo(f"  token: {running.token}")
        click.echo(f"  store: {running.store}{'' if store else ' (goes when it stops)'}")
        click.echo("  Ctrl-C stops it")
        _until_stopped()
    click.echo("stopped")
    return Exit.DONE


def _until_stopped() -> None:
    """Wait for Ctrl-C, or for the signal with which services are stopped."""
    import signal
    import threading

    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    while not stopped.wait(1):
        pass
