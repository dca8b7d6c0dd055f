"""How a corrected bill goes to a platform: its number, what it is linked to, what is deleted first."""

from __future__ import annotations

from dataclasses import dataclass

from ledes.client import Client
from ledes.gateway import Adapter
from ledes.gateway.portal import Portal

NEW, SAME = "new", "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The number of a corrected bill (`new` or `same`), who says so, and in sentences what else the platform wants."""

    number: str
    said_by: str
    sentences: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Tell the whole rule in sentences."""
        keeps = "gets a new number" if self.number == NEW else "keeps its number"
        return (f"a corrected bill {keeps} ({self.said_by})", *self.sentences)


def rule(adapter: Adapter | None, client: Client | None) -> Rule:
    """Give the rule: the client's profile says which number, else the platform, else the number is kept."""
    portal = adapter if isinstance(adapter, Portal) else None
    own, published = client.number_on_resending if client else "", portal.number if portal else ""
    if own:
        said_by = "the client's profile says so"
    else:
        said_by = f"the rule of {portal.name}" if portal and published else "nobody says otherwise"
    sentences = []
    if portal and portal.resubmitting:
        sentences.append(f"{portal.name}: {portal.resubmitting}")
    if portal and portal.duplicates:
        sentences.append(portal.duplicates)
    if portal and own and published and own != published:
        sentences.append(f"{portal.name} wants the {published} number, and the profile says otherwise: ask which holds")
    return Rule(number=own or published or SAME, said_by=said_by, sentences=tuple(sentences))
