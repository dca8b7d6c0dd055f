"""How well refusals in clients' own words are understood: figures, a third of the texts held out."""

from __future__ import annotations

import paraphrased
import pytest

HELD_OUT = 0.85


def test_there_are_enough_texts_and_a_third_of_them_is_held_out() -> None:
    said = paraphrased.read("unseen")
    assert len({each.text for each in said}) >= 150
    assert 0.25 < sum(each.held_out for each in said) / len(said) < 0.4


def test_most_texts_that_nothing_was_tuned_on_are_taken_for_the_right_reason() -> None:
    found = paraphrased.figures(each for each in paraphrased.read("unseen") if each.held_out)
    assert found.share >= HELD_OUT, f"{found.right} of {found.texts}"


@pytest.mark.parametrize("name", ["paraphrases", "unseen", "later", "last"])
def test_no_text_in_a_client_s_own_words_is_called_exact(name: str) -> None:
    assert paraphrased.figures(paraphrased.read(name)).exact == 0


def test_no_text_of_the_sets_stands_among_what_the_program_learns_from() -> None:
    from ledes.rejections import sayings

    learned = {text.casefold() for _, text in sayings.examples()}
    for name in ("unseen", "later", "last"):
        assert not learned & {each.text.casefold() for each in paraphrased.read(name)}
