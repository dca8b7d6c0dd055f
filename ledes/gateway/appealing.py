"""What a platform publishes of appeals: whether there are any, in which form, of what, and how often."""

from __future__ import annotations

from dataclasses import dataclass

LETTER, E_BILL, PAGES = "letter", "e-bill", "pages"
"""By a letter to the client, by an e-bill of the cut lines, or on the platform's pages."""

CUT, REJECTED = "APPROVED_REDUCED", "REJECTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealing:
    """How a bill is appealed on a platform; a letter to the client goes everywhere, and is what stands here.

    `form` is one of letter, e-bill and pages. `most` is how many appeals an invoice may have (`None`: no number is
    published), `of` the statuses in which one is possible (empty: not published). `suffix` goes behind the invoice
    number, with its blank. `fixed` are attributes of lines that the appeal repeats as they were, `changeable` those
    that it may change. `words` says in a sentence what else a person has to know.
    """

    form: str = LETTER
    most: int | None = None
    of: tuple[str, ...] = ()
    suffix: str = ""
    fixed: tuple[str, ...] = ()
    changeable: tuple[str, ...] = ()
    words: str = ""
