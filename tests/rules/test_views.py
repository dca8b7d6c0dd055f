"""What rules ask of one bill once: narratives by their words never leave out one that a rule would tell."""

from __future__ import annotations

import pytest

from ledes.bill import Bill, Line
from ledes.narratives import phrases
from ledes.rules import views, wordlist


def bill(*texts: str) -> Bill:
    return Bill(lines=tuple(Line(row=at, kind="F", description=text) for at, text in enumerate(texts, 1)))


def test_what_is_kept_is_that_of_the_latest_bill() -> None:
    one, other = bill("Draft lease"), bill("Review lease")
    assert [views.narratives(each).texts for each in (one, other, one)] == [
        ("Draft lease",),
        ("Review lease",),
        ("Draft lease",),
    ]


@pytest.mark.parametrize("text", ["Cite-check of brief", "CITE-CHECK (3 cases)", "re: cite-check", "Cité; cite-check"])
def test_a_narrative_with_a_listed_phrase_is_looked_at(text: str) -> None:
    assert wordlist.whole(("cite-check",)).search(text)
    assert text in views.narratives(bill("Draft lease", text)).listing(("cite-check",))


def test_a_narrative_without_any_word_of_the_list_is_passed_over() -> None:
    assert views.narratives(bill("Draft lease")).listing(("cite-check", "premium rate")) == set()


def test_a_list_that_letters_cannot_decide_looks_at_every_narrative() -> None:
    assert list(views.narratives(bill("Draft lease")).listing(("24/7",))) == ["Draft lease"]


@pytest.mark.parametrize("name", ["clerical", "billing", "training", "status", "internal"])
def test_every_phrase_of_a_list_is_found_where_it_is_sought(name: str) -> None:
    known = phrases.load(name)
    texts = [each for each in _written(name) if known.find(each)]
    assert texts
    assert set(texts) <= views.narratives(bill(*texts, "Draft lease")).phrased(known)


def test_narratives_of_listed_words_alone_are_kept() -> None:
    known = views.narratives(bill("Work on file", "Work on lease", "Work on file 2", "Arbeit für file"))
    assert known.only(frozenset({"work", "on", "file"})) == {"Work on file", "Work on file 2", "Arbeit für file"}


def _written(name: str) -> list[str]:
    """Write phrases of a list out in plain words."""
    from ledes import schemas

    rows = schemas.path(f"narrative-{name}.csv").read_text("utf-8").splitlines()[1:]
    plain = (row.partition(",")[0].lstrip("^").replace("!", "").replace("~", "").split() for row in rows)
    return [" ".join(word.partition("/")[0] for word in words if word != "_") for words in plain]
