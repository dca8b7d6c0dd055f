from __future__ import annotations

import pytest

from ledes.rules import wordlist


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (("call",), "Call the agent", "Call"),
        (("call",), "recall, called, calls", None),
        (("e-mail", "mail"), "E-mail to the client", "E-mail"),
        (("premium rate",), "at the premium\n rate", "premium\n rate"),
        (("premium", "premium rate"), "a premium rate", "premium rate"),
        (("c++ (new)",), "draft in C++ (new)", "C++ (new)"),
        (("Übersetzung",), "übersetzung des Vertrags", "übersetzung"),
        ((), "anything", None),
        (("", " "), "anything", None),
    ],
)
def test_words_are_found_whole_whatever_their_capitals(words: tuple[str, ...], text: str, found: str | None) -> None:
    hit = wordlist.whole(words).search(text)
    assert (hit.group() if hit else None) == found
