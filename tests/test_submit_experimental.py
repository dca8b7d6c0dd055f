"""An e-bill in a form that nobody could confirm leaves only where the client's profile says so."""

from __future__ import annotations

from pathlib import Path

from office import Office
from post import Post

from ledes import specimens
from ledes.errors import Exit
from ledes.submit import Request, submit

PROFILE = 'name = "Merrow Mills"\nids = ["C204"]\nformat = "xml2.0"\nvendor = "post"\ncurrency = "GBP"\n'


def bill(folder: Path) -> str:
    good = specimens.find("L108", "good")
    assert good is not None
    path = folder / "bill.xml"
    path.write_text(good.read_text("utf-8").replace("ledesxmlebilling2.2", "ledesxmlebilling2.0"), "utf-8")
    return str(path)


def send(office: Office, profile: str) -> list[str]:
    office.adapter = Post(formats=("xml2.0",))
    (office.root / "clients" / "merrow.toml").write_text(profile, "utf-8")
    outcome = submit(office.home, Request(inputs=(bill(office.root / "elsewhere"),)), office.around())
    if outcome.exit is Exit.DONE:
        return []
    return [f"{problem.message}; {problem.hint}" for problem in outcome.problems]


def test_it_is_held_back_without_leave(office: Office) -> None:
    (problem,) = send(office, PROFILE)
    assert problem.startswith("LEDES XML 2.0 is an experiment, and the profile of 'merrow' does not allow one; ")
    assert "experimental = true" in problem
    assert office.platform.stored == []


def test_it_is_sent_with_leave(office: Office) -> None:
    assert send(office, PROFILE + "experimental = true\n") == []
    assert len(office.platform.stored) == 1
