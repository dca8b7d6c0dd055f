"""Bills that an older version recorded, read again once so that later bills are compared with them too."""

from __future__ import annotations

import io

from ledes import formats
from ledes.bill import Bill
from ledes.errors import LedesError
from ledes.facts import BillFacts, worked
from ledes.ledger.records import Submission
from ledes.ledger.writing import Ledger


def recall(book: Ledger) -> int:
    """Keep the facts of every bill that has none yet, read from the file that was sent; say how many there were."""
    lacking = book.without_facts()
    for id_ in lacking:
        submission = book.submission(id_)
        book.keep(submission, _facts(book, submission))
    return len(lacking)


def _facts(book: Ledger, submission: Submission) -> BillFacts:
    try:
        form = formats.named(submission.delivery.format)
        stream = io.BytesIO(book.payload(submission))
        for item in form.read(stream, submission.delivery.file_name, formats.Reading()):
            if isinstance(item, Bill) and item.number == submission.invoice:
                return worked.kept(item)
    except LedesError:
        pass
    # what cannot be read today will not be read tomorrow: it is known by its number alone
    return BillFacts(number=submission.invoice)
