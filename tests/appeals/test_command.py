"""`ledes appeal` as it is typed."""

from __future__ import annotations

import contextlib
import io
import json

import cutbill
import jsonschema
from receiving import Firm

from ledes import schemas
from ledes.__main__ import main
from ledes.errors import Exit


def run(firm: Firm, *arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*arguments, "--workspace", str(firm.root)])
    return status, out.getvalue(), err.getvalue()


def test_the_cut_lines_are_shown(firm: Firm) -> None:
    cutbill.cut(firm)
    status, out, _ = run(firm, "appeal", "1001", "--show")
    assert status == Exit.DONE
    assert "RATE_OVER_APPROVED" in out and "CLERICAL" in out
    assert not (firm.root / "drafts").exists()


def test_from_the_draft_to_the_outcome_as_data(firm: Firm) -> None:
    cutbill.cut(firm, at="2020-01-02")
    shape = json.loads(schemas.path("appeal.schema.json").read_text("utf-8"))
    for arguments in (
        ("--on", "2020-01-04", "--why", "it was agreed"),
        ("--sent", "--on", "2020-01-05"),
        ("--outcome", "partly", "--amount", "100.00", "--on", "2020-01-09"),
    ):
        status, out, err = run(firm, "appeal", "1001", *arguments, "--json")
        assert (status, err) == (Exit.DONE, "")
        found = json.loads(out)
        jsonschema.validate(found, shape)
    assert found["status"] == "APPROVED_REDUCED"
    assert (found["approved"], found["appeals"][0]["given"]) == ("1260.00", "100.00")
    assert len(list((firm.root / "drafts").iterdir())) == 3


def test_options_that_do_not_go_together_are_told(firm: Firm) -> None:
    cutbill.cut(firm)
    assert run(firm, "appeal", "1001", "--show", "--sent")[0] == Exit.USAGE
    assert run(firm, "appeal", "1001", "--amount", "3")[0] == Exit.USAGE
    assert run(firm, "appeal", "1001", "--answer", "nothing")[0] == Exit.USAGE


def test_a_cut_is_noted_by_hand_and_appealed(firm: Firm) -> None:
    cutbill.bill(firm)
    said = ("--status", "APPROVED_REDUCED", "--amount", "1790.00", "--cut", "2=100.00:rate above 300")
    assert run(firm, "settle", "1001", *said)[0] == Exit.DONE
    status, out, _ = run(firm, "appeal", "1001", "--why", "the rate was agreed")
    assert status == Exit.DONE
    assert "rate above 300" in out and "nothing was sent" in out


def test_a_cut_without_an_amount_is_no_cut(firm: Firm) -> None:
    cutbill.bill(firm)
    status, _, err = run(firm, "settle", "1001", "--status", "APPROVED_REDUCED", "--cut", "2")
    assert status == Exit.USAGE
    assert "LINE=AMOUNT:WHY" in err
