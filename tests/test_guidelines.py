"""A profile is looked through for gaps, tried on its own bills, put into words, and made from answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from ebills import FEE, file, record

from ledes import guidelines, workspace
from ledes.bill import Party
from ledes.client import ApprovedTimekeeper, Client, Discount, MatterTerms, Rate
from ledes.errors import SetupError, UsageError
from ledes.finding import ERROR, NOTE, WARNING, Severity
from ledes.guidelines import drafting
from ledes.guidelines.drafting import Answers
from ledes.guidelines.examples import tried
from ledes.guidelines.gaps import gaps, worst
from ledes.guidelines.guide import guide
from ledes.setup import Mistakes, profiles

TODAY = datetime.date(2026, 11, 20)
WHOLE = {"key": "c", "ids": ("C01",), "format": "1998b", "currency": "USD", "vendor": "sandbox"}
PAST = datetime.date(2026, 1, 31)
Make = Callable[[str], Client]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def found(client: Client, place: str) -> list[tuple[Severity, str]]:
    return [(each.severity, each.fact) for each in gaps(client, TODAY) if each.place == place]


@pytest.fixture
def made(tmp_path: Path) -> Make:
    """Make a client of the text of its profile."""

    def make(text: str) -> Client:
        path = tmp_path / "north.toml"
        path.write_text(text, "utf-8")
        return profiles.client(path, guidelines.around(tmp_path, Party()))

    return make


def test_a_whole_profile_has_notes_at_most() -> None:
    assert worst(gaps(Client(**WHOLE), TODAY)) is NOTE


@pytest.mark.parametrize(
    ("changes", "place", "severity", "words"),
    [
        ({"ids": ()}, "ids", WARNING, "names no CLIENT_ID"),
        ({"format": ""}, "format", WARNING, "is not there"),
        ({"formats": ("98bi",)}, "format", ERROR, "1998b is none of the formats"),
        ({"currency": ""}, "currency", WARNING, "the format has no place for it"),
        ({"currency": "XQQ"}, "currency", ERROR, "no currency of ISO 4217"),
        ({"vendor": ""}, "vendor", NOTE, "bills are made, not sent"),
        ({"guidelines_until": PAST}, "guidelines_until", ERROR, "was 2026-01-31"),
        ({"guidelines_until": day("2026-12-01")}, "guidelines_until", NOTE, "is 2026-12-01, soon"),
        ({"tasks": frozenset({"L110", "L999"})}, "codes.tasks", WARNING, "no published set has: L999"),
        ({"expenses": frozenset({"E999"})}, "codes.expenses", WARNING, "no published set has: E999"),
        ({"timekeepers": (ApprovedTimekeeper(id="T1"),)}, "timekeepers", WARNING, "no rate is agreed for T1"),
        (
            {"timekeepers": (ApprovedTimekeeper(id="T1", rate=Decimal(300), end=PAST),)},
            "timekeepers",
            NOTE,
            "the approval of T1 has ended",
        ),
        (
            {"timekeepers": (ApprovedTimekeeper(id="T1", rate=Decimal(300), classification="BOSS"),)},
            "timekeepers",
            WARNING,
            "classifications that no list has: BOSS",
        ),
        ({"rates": (Rate(timekeeper="T1", rate=Decimal(300), end=PAST),)}, "rates", WARNING, "rates of T1 have ended"),
        ({"discounts": (Discount(percent=Decimal(5)),) * 2}, "discounts", WARNING, "two discounts on fees hold"),
        ({"matters": (MatterTerms(firm_id="M-7"),)}, "matters", WARNING, "client's own number is missing for M-7"),
        (
            {"matters": (MatterTerms(firm_id="M-7", client_id="C", closed=PAST),)},
            "matters",
            NOTE,
            "no longer to be billed: M-7",
        ),
        (
            {
                "matters": (
                    MatterTerms(firm_id="M-7", client_id="C", budget=Decimal(100)),
                    MatterTerms(firm_id="M-8", client_id="D"),
                )
            },
            "matters",
            WARNING,
            "no budget is stated for M-8",
        ),
        (
            {
                "matters": (
                    MatterTerms(firm_id="M-7", client_id="C", budget=Decimal(100), phases={"L100": Decimal(120)}),
                )
            },
            "matters.M-7",
            WARNING,
            "its phases come to 120, its budget is 100",
        ),
    ],
)
def test_a_gap_is_told_with_its_place(changes: dict[str, object], place: str, severity: Severity, words: str) -> None:
    said = found(Client(**{**WHOLE, **changes}), place)  # type: ignore[arg-type]
    assert [each for each, fact in said if words in fact] == [severity]


def test_a_rate_of_the_table_or_of_the_classification_is_a_rate() -> None:
    people = (ApprovedTimekeeper(id="T1"), ApprovedTimekeeper(id="T2", classification="ASSOC"))
    rates = (Rate(timekeeper="T1", rate=Decimal(300)), Rate(classification="ASSOC", rate=Decimal(200)))
    assert found(Client(**WHOLE, timekeepers=people, rates=rates), "timekeepers") == []


def test_discounts_that_follow_each_other_are_none_too_many() -> None:
    one, other = Discount(percent=Decimal(5), end=PAST), Discount(percent=Decimal(7), start=day("2026-02-01"))
    assert found(Client(**WHOLE, discounts=(one, other)), "discounts") == []


def test_a_rule_that_is_set_and_cannot_be_asked_is_told(made: Make) -> None:
    (said,) = found(made("[rules]\nunlisted-matter = { allowed = false }\n"), "rules.unlisted-matter")
    assert said == (WARNING, "I209 is set and not asked: the client's profile lists no matters")


def test_a_rule_that_is_switched_off_is_no_gap(made: Make) -> None:
    assert found(made("[rules]\nunlisted-matter = 'off'\n"), "rules.unlisted-matter") == []


def test_a_code_of_the_clients_own_is_known_where_the_profile_says_so(made: Make) -> None:
    text = "[codes]\ntasks = ['Q1']\n[rules.C003]\nalso = ['Q1']\n"
    assert found(made(text), "codes.tasks") == []


def test_an_account_that_the_workspace_does_not_have_is_told(tmp_path: Path) -> None:
    (tmp_path / "ledes.toml").write_text('[firm]\nid = "1"\nname = "Firm"\n')
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients" / "north.toml").write_text('ids = ["1"]\nformat = "98bi"\nvendor = "sandbox"\n')
    home = workspace.load(tmp_path)
    (gap,) = (each for each in gaps(home.client("north"), TODAY, home) if each.place == "vendor")
    assert gap.severity is ERROR
    assert "which ledes.toml does not have" in gap.fact


EXAMPLES = """
[rules]
time-off-step = { step = 0.5 }
[[examples]]
file = "good.txt"
must = "pass"
[[examples]]
file = "bad.txt"
must = "fail"
codes = ["time-off-step"]
"""


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    (tmp_path / "good.txt").write_bytes(file(record(FEE)))
    quarter = {"LINE_ITEM_NUMBER_OF_UNITS": "1.8", "LINE_ITEM_ADJUSTMENT_AMOUNT": ""}
    (tmp_path / "bad.txt").write_bytes(file(record(FEE, **quarter)))
    return tmp_path


def test_examples_that_are_as_expected_have_no_problem(made: Make, beside: Path) -> None:
    trials = list(tried(made(EXAMPLES), TODAY))
    assert [(each.example.file, each.problems, each.found) for each in trials] == [
        ("good.txt", (), ()),
        ("bad.txt", (), ("E200",)),
    ]


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ('file = "bad.txt"\nmust = "pass"', "E200 is not expected: "),
        ('file = "good.txt"\nmust = "fail"', "it must fail, and has no error"),
        ('file = "good.txt"\ncodes = ["E200"]', "E200 finds nothing"),
        ('file = "good.txt"\ncodes = ["P010"]', "P010 finds nothing: it is not asked, the client's profile lists no"),
        ('file = "bad.txt"\nmust = "pass"\ncodes = ["E200"]', "E200 is an error"),
        ('file = "none.txt"\nmust = "pass"', "none.txt"),
        ('file = "broken.txt"\nmust = "pass"', "it holds no bill that can be read"),
    ],
)
def test_what_is_not_as_expected_is_told(made: Make, beside: Path, example: str, problem: str) -> None:
    (beside / "broken.txt").write_bytes(b"LEDES1998B[]\n")
    client = made(EXAMPLES.partition("[[examples]]")[0] + f"[[examples]]\n{example}\n")
    (trial,) = tried(client, TODAY)
    assert any(problem in each for each in trial.problems), trial.problems


def test_the_day_of_an_example_stands_still(made: Make, beside: Path) -> None:
    text = "[rules]\nlate-invoice = { days = 30 }\n[[examples]]\nfile = 'good.txt'\nmust = 'pass'\n"
    (late,) = tried(made(text), day("2027-06-01"))
    assert [each[:4] for each in late.problems] == ["D210"]
    (then,) = tried(made(f"{text}today = 2026-11-20\n"), day("2027-06-01"))
    assert then.problems == ()


@pytest.mark.parametrize(
    ("example", "words"),
    [
        ('file = "x.txt"', "write a table with file, and must or codes"),
        ('file = "x.txt"\ncodes = ["time-of-step"]', "did you mean 'time-off-step'?"),
        ('file = "x.txt"\nmust = "maybe"', "write one of pass, fail"),
        ('file = "x.txt"\nmust = "pass"\ntoday = "2026-02-30"', "write a day such as 2026-01-31"),
    ],
)
def test_a_mistake_in_an_example_is_told_with_its_way_out(made: Make, example: str, words: str) -> None:
    with pytest.raises(Mistakes) as told:
        list(tried(made(f"[[examples]]\n{example}\n"), TODAY))
    assert words in told.value.hint


def test_examples_of_a_base_are_its_own(made: Make) -> None:
    assert list(tried(made('base = "fdic"\n'), TODAY)) == []


def test_a_guide_tells_what_is_asked_with_the_clients_choices(made: Make) -> None:
    client = made("[rules]\ntime-off-step = { step = 0.1 }\nday-too-long = { most = 12, level = 'reduce' }\n")
    points = {each.code: each for section in guide(client).sections for each in section.points}
    assert points["E200"].outcome == "refused"
    assert points["E200"].choices == ("step: 0.1",)
    assert (points["E203"].outcome, points["E203"].choices) == ("cut", ("most: 12",))
    assert points["E200"].truth == "The time of a fee is a whole number of the client's steps."


def test_a_guide_leaves_out_what_is_off_and_names_what_waits(made: Make) -> None:
    told = guide(made("[rules]\nnegative-units = 'off'\nR901 = 'off'\n"))
    asked = {each.code for section in told.sections for each in section.points}
    waiting = {each.code for section in told.unasked for each in section.points}
    assert "E209" not in asked | waiting
    assert {"E200", "P010"} <= waiting
    assert [each.code for each in told.reminders] == ["I901", "R902"]


def test_a_guide_tells_what_the_client_makes_of_the_standard(made: Make) -> None:
    (section,) = (
        each for each in guide(made("[rules]\nline-outside-period = 'reject'\n")).sections if "standard" in each.heading
    )
    assert [(each.code, each.outcome) for each in section.points] == [("D003", "refused")]


def test_the_checklist_says_what_is_there_and_what_is_still_to_ask() -> None:
    matter = MatterTerms(firm_id="M-7", client_id="C-7", name="Lease", opened=PAST)
    client, lease = guide(Client(**WHOLE, matters=(matter,))).tasks
    assert {each.what: each.done for each in client.tasks}["the currency of its bills"] is True
    assert not next(each for each in client.tasks if each.what.startswith("the timekeepers")).done
    assert lease.heading == "Of matter M-7, Lease"
    assert [each.done for each in lease.tasks] == [True, True, False, False]


def test_without_matters_the_checklist_is_that_of_any_matter() -> None:
    _, matters = guide(Client(**WHOLE)).tasks
    assert matters.heading == "Of each matter"
    assert len(matters.tasks) == 6


def test_the_facts_of_a_guide_are_those_that_the_profile_states() -> None:
    facts = dict(guide(Client(**WHOLE, discounts=(Discount(percent=Decimal("7.5")),))).facts)
    assert facts["Format"] == "LEDES 1998B"
    assert facts["Discounts"] == "7.5% of fees, as a line of the invoice"
    assert "Matters" not in facts


def test_a_profile_is_found_in_the_workspace_before_the_samples(tmp_path: Path) -> None:
    (tmp_path / "ledes.toml").write_text('[firm]\nid = "1"\nname = "Firm"\n')
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients" / "fdic.toml").write_text('name = "Our own"\n')
    assert guidelines.profile("fdic", workspace.load(tmp_path)).name == "Our own"
    assert guidelines.profile("fdic", None).name == ""


def test_an_unknown_profile_is_answered_with_the_nearest() -> None:
    with pytest.raises(SetupError) as told:
        guidelines.profile("colaborati", None)
    assert told.value.hint == "did you mean 'collaborati'?"


@pytest.fixture
def home(tmp_path: Path) -> workspace.Workspace:
    (tmp_path / "ledes.toml").write_text('[firm]\nid = "1"\nname = "Firm"\n[folders]\nclients = "ours"\n')
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "north.toml").write_text('ids = ["1"]\n')
    return workspace.load(tmp_path)


FULL = Answers(
    key="east",
    name='Eastwind "E" Ltd',
    ids=("2", "3"),
    base="collaborati",
    format="98bi",
    currency="GBP",
    resent="new",
    one_matter=True,
    days="30",
    hours="12.5",
    step="0.1",
)


def test_a_new_profile_says_what_was_answered(home: workspace.Workspace) -> None:
    path = drafting.write(FULL, home)
    assert path == home.root / "ours" / "east.toml"
    client = workspace.load(home.root).client("east")
    assert (client.name, client.ids, client.format) == ('Eastwind "E" Ltd', ("2", "3"), "98bi")
    assert client.number_on_resending == "new"
    assert client.rules["E203"].options["most"] == Decimal("12.5")
    assert {"I200", "D210", "E200", "I010"} <= set(client.rules)


def test_a_profile_of_a_key_alone_can_be_read_and_shows_what_to_write(home: workspace.Workspace) -> None:
    path = drafting.write(Answers(key="east"), home)
    assert workspace.load(home.root).client("east").rules == {}
    text = path.read_text("utf-8")
    assert '# format = "1998b"' in text
    assert "east-timekeepers.csv" in text


def test_a_new_profile_never_takes_the_place_of_another(home: workspace.Workspace) -> None:
    before = (home.root / "ours" / "north.toml").read_bytes()
    with pytest.raises(UsageError, match=r"ours/north\.toml is already there"):
        drafting.write(Answers(key="north"), home)
    assert (home.root / "ours" / "north.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("answers", "kind", "words"),
    [
        (Answers(key="../x"), UsageError, "cannot be a client's key"),
        (Answers(key="East Wind"), UsageError, "cannot be a client's key"),
        (Answers(key="east", ids=("1",)), UsageError, "'1' is already an id of 'north'"),
        (Answers(key="east", base="colaborati"), Mistakes, "colaborati"),
        (Answers(key="east", format="ledes98"), Mistakes, "ledes98"),
        (Answers(key="east", currency="dollars"), Mistakes, "currency"),
        (Answers(key="east", name="x\ny = 1", currency="usd"), Mistakes, "currency"),
    ],
)
def test_what_would_not_load_is_not_written(
    home: workspace.Workspace, answers: Answers, kind: type[SetupError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        drafting.write(answers, home)
    assert [path.name for path in (home.root / "ours").iterdir()] == ["north.toml"]
