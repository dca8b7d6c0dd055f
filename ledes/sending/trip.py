"""One delivery on its way in one run.

Every attempt is on record before the network is touched, so a run that dies leaves a delivery in doubt, never ready.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from ledes.gateway import Account, Adapter, Attachment, Busy, Doubtful, NotSent, Package, Receipt, Refused
from ledes.ledger import moments, states
from ledes.ledger.records import Attached, Delivery, Submission
from ledes.ledger.writing import Ledger
from ledes.sending import doubt
from ledes.sending.doubt import Noted
from ledes.sending.lane import Lane
from ledes.sending.pace import Surroundings


class Trip:
    """A delivery, its submissions, which move together, and whom it goes to."""

    def __init__(
        self,
        ledger: Ledger,
        delivery: Delivery,
        submissions: tuple[Submission, ...],
        adapter: Adapter,
        account: Account,
        around: Surroundings,
        lane: Lane,
    ) -> None:
        self.ledger = ledger
        self.delivery = delivery
        self.submissions = submissions
        self.adapter = adapter
        self.account = account
        self.around = around
        self.lane = lane

    @property
    def first(self) -> Submission:
        """Give the submission that stands for all: those that are not through stand alike."""
        return next((each for each in self.submissions if each.state in states.UNFINISHED), self.submissions[0])

    def go(self) -> None:
        """Ask where in doubt, send where ready, release where uploaded."""
        if self.first.state == states.IN_DOUBT:
            self._look()
        if self.first.state == states.READY:
            self._send()
        if self.first.state == states.UPLOADED and self.adapter.can.finalize:
            self._patiently(self._release, (NotSent, Busy, Doubtful))

    def _note(self, noted: Noted) -> None:
        state = self.first.state
        ids = [each.id for each in self.submissions if each.state == state]
        detail = {**noted.detail, "uptime": str(self.around.uptime())} if self._counts(noted) else noted.detail
        moved = {each.id: each for each in self.ledger.note(ids, noted.kind, detail, blob=noted.blob)}
        self.submissions = tuple(moved.get(each.id, each) for each in self.submissions)

    def _counts(self, noted: Noted) -> bool:
        """Say whether the time until absence is proof counts from an event."""
        return noted.kind in {"ATTEMPT", "DOUBT", "LOST"} or (noted.kind == "LOOKED" and not self.first.standing.uptime)

    def _note_once(self, noted: Noted) -> None:
        """Note an event unless the last one said the same: days of doubt need not fill the ledger."""
        last = self.ledger.events(self.first.id)[-1]
        if (last.kind, dict(last.detail)) != (noted.kind, dict(noted.detail)):
            self._note(noted)

    def _send(self) -> None:
        if self._too_early():
            return
        package = self._package()
        self.adapter.examine(package, self.account)
        self._patiently(lambda: self._attempt(package), (NotSent, Busy))

    def _too_early(self) -> bool:
        """Wait until the moment that the vendor asked for, or say that it is too far off."""
        if not self.first.standing.not_before:
            return False
        left = (moments.parse(self.first.standing.not_before) - self.around.clock()).total_seconds()
        if left > self.around.pace.patience:
            return True
        if left > 0:
            self.around.sleep_unless_stopped(left)
        return False

    def _attempt(self, package: Package) -> None:
        self.lane.turn()
        self._note(Noted("ATTEMPT", {}))
        package = replace(package, before=self.lane.until(self.delivery))
        try:
            noted = doubt.received(_checked(self.adapter.deliver(package, self.account)))
        except NotSent as error:
            self._note(Noted("NOT_SENT", {"seen": str(error)}))
            raise
        except Busy as error:
            self._note(Noted("BUSY", {"not_before": self._after(error.wait)}))
            self.lane.asked_to_wait(error.wait)
            raise
        except Refused as error:
            noted = Noted("REFUSED", {"words": error.words}, error.answer)
            if self.first.standing.doubtful:
                # It may mean: you sent this before. What the earlier attempt did is still open.
                noted = Noted("DOUBT", {"refused": error.words}, error.answer)
        except Doubtful as error:
            noted = Noted("DOUBT", {"seen": str(error)})
        except (KeyboardInterrupt, SystemExit):
            self._note(Noted("LOST", {"seen": "the run was stopped before an answer"}))
            raise
        except Exception as error:  # noqa: BLE001  whatever an adapter raises, the vendor may have the bill
            # Only the kind of error is kept: its text may hold what was sent.
            noted = Noted("DOUBT", {"seen": type(error).__name__})
        self._note(noted)
        if self.first.state == states.IN_DOUBT:
            self._look()
            if self.first.state == states.READY:
                raise NotSent("the vendor does not have it")

    def _after(self, wait: float | None) -> str:
        return moments.text(self.around.clock() + datetime.timedelta(seconds=wait)) if wait else ""

    def _look(self) -> None:
        noted = doubt.clear(self.first, self.adapter, self.account, self.around)
        if noted.kind == "LOOKED":
            self._note_once(noted)
        else:
            self._note(noted)

    def _release(self) -> None:
        """Finalize what was uploaded; the vendor takes a repeat of this as it took the first."""
        receipt = Receipt(reference=self.first.standing.receipt, finalized=False)
        try:
            done = _checked(self.adapter.finalize(receipt, self.account))
        except (NotSent, Busy, Doubtful) as error:
            self._note_once(Noted("NOT_FINALIZED", {"seen": str(error)}))
            raise
        except Refused as error:
            self._note(Noted("REFUSED", {"words": error.words}, error.answer))
        except Exception as error:  # noqa: BLE001  as with a delivery, but this may be repeated
            self._note_once(Noted("NOT_FINALIZED", {"seen": type(error).__name__}))
        else:
            detail = doubt.received(done).detail
            self._note(Noted("FINALIZED" if done.finalized else "NOT_FINALIZED", detail, done.answer))

    def _patiently(self, attempt: Callable[[], None], again: tuple[type[Exception], ...]) -> None:
        from tenacity import RetryCallState, Retrying, retry_if_exception_type

        pace, around = self.around.pace, self.around

        def asked(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return (error.wait or 0.0) if isinstance(error, Busy) else 0.0

        def wait(state: RetryCallState) -> float:
            grown = min(pace.longest, pace.first * 2.0 ** (state.attempt_number - 1))
            return asked(state) + grown * around.chance()

        retrying = Retrying(
            retry=retry_if_exception_type(again),
            stop=lambda state: state.attempt_number >= pace.attempts or asked(state) > pace.patience,
            wait=wait,
            sleep=around.sleep_unless_stopped,
            reraise=True,
        )
        try:
            retrying(attempt)
        except again:
            # It is on record what happened; a later run goes on from there.
            return

    def _package(self) -> Package:
        return Package(
            reference=self.delivery.reference,
            invoices=tuple(each.invoice for each in self.submissions),
            client=self.delivery.client,
            file_name=self.delivery.file_name,
            content=self.ledger.blob(self.delivery.payload),
            sha256=self.delivery.payload,
            format=self.delivery.format,
            attachments=tuple(self._attachment(each) for each in self.ledger.attachments(self.delivery.id)),
        )

    def _attachment(self, file: Attached) -> Attachment:
        return Attachment(
            name=file.name,
            content=self.ledger.blob(file.sha256),
            sha256=file.sha256,
            invoice=file.invoice,
            line=file.line,
            kind=file.kind,
        )


def _checked(receipt: object) -> Receipt:
    if isinstance(receipt, Receipt) and receipt.reference:
        return receipt
    raise Doubtful("the adapter gave no receipt")
