"""Clients' profiles: what they say, what they inherit, and every mistake in them told with its way out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ledes.bill import Address, Bill, Party
from ledes.client import ApprovedTimekeeper, Client
from ledes.finding import Check, Where, fault
from ledes.rules import rule
from ledes.setup import profiles
from ledes.setup.mistakes import Mistakes

FIRM = Party(id="GB000000019", name="Quillon & Fenmoor LLP", address=Address(city="London", country="GBR"))


@rule("P901", scope="client", fix="Bill it.", reason="RATE_OVER_APPROVED")
def dear_rate(
    bill: Bill, *, tolerance: Decimal = Decimal(0), words: tuple[str, ...] = (), days: int, profile: Client
) -> Iterator[tuple[Where, str]]:
    """A rate is cheap.

    Source: this test.
    """
    yield Where(), "never called"


@fault("F902", fix="Mend it.", reason="NUMBER_FORMAT")
def bent_number() -> str:
    """A number is straight.

    Source: this test.
    """
    return "never called"


CHECKS: tuple[Check, ...] = (dear_rate, bent_number)

Write = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "clients"
    place.mkdir()
    return place


@pytest.fixture
def load(folder: Path) -> Callable[..., dict[str, Client]]:
    def loaded(**files: str) -> dict[str, Client]:
        for name, text in files.items():
            (folder / f"{name}.toml").write_text(text, "utf-8", newline="")
        around = profiles.Surroundings(folder=folder, firm=FIRM, formats=("1998b", "98bi"), checks=lambda: CHECKS)
        return profiles.load(around)

    return loaded


Load = Callable[..., dict[str, Client]]


def test_a_profile_says_who_the_client_is_and_what_it_takes(load: Load) -> None:
    client = load(
        acme="""
        name = "Acmé Żółw"
        ids = ["00123", "A/7"]
        format = "1998B"
        vendor = "v"
        account = "eu"
        environment = "test"
        currency = "EUR"
        number_on_resending = "new"
        representation = {line_end = "crlf", tax_code = "E124", remainder = true}
        codes = {tasks = ["L110"], expenses = ["E101", "E102"]}
        """
    )["acme"]
    assert (client.name, client.ids, client.format) == ("Acmé Żółw", ("00123", "A/7"), "1998b")
    assert (client.vendor, client.account, client.environment) == ("v", "eu", "test")
    assert (client.currency, client.number_on_resending) == ("EUR", "new")
    assert (client.representation.line_end, client.representation.tax_code) == ("crlf", "E124")
    assert client.representation.remainder
    assert (client.tasks, client.activities) == (frozenset({"L110"}), frozenset())
    assert client.expenses == {"E101", "E102"}


def test_what_is_not_said_keeps_its_default(load: Load) -> None:
    client = load(acme="")["acme"]
    assert client == Client(key="acme", source=client.source, representation=client.representation)


def test_given_values_come_from_firm_client_matters_and_currency(load: Load) -> None:
    client = load(
        acme="""
        name = "Acme"
        ids = ["00123"]
        currency = "GBP"
        firm.other_id = "V-1"
        firm.id = "V-2"
        client = {tax_id = "GB1", address = {city = "Leeds", line1 = ""}}
        matters."7.1" = {name = "A v. B", client_id = "C-1", account = "O"}
        """
    )["acme"]
    assert dict(client.representation.given) == {
        "currency": "GBP",
        "firm.id": "V-2",
        "firm.other_id": "V-1",
        "firm.name": "Quillon & Fenmoor LLP",
        "firm.address.city": "London",
        "firm.address.country": "GBR",
        "client.id": "00123",
        "client.name": "Acme",
        "client.tax_id": "GB1",
        "client.address.city": "Leeds",
        "matter.7.1.name": "A v. B",
        "matter.7.1.client_id": "C-1",
        "matter.7.1.account": "O",
    }


def test_a_client_id_is_not_guessed_among_several(load: Load) -> None:
    assert "client.id" not in load(acme='ids = ["1", "2"]')["acme"].representation.given


def test_timekeepers_stand_in_the_profile_with_exact_rates_and_days(load: Load) -> None:
    client = load(
        acme="""
        [[timekeepers]]
        id = "BK"
        name = "Kay, Bo"
        rate = 412.50
        from = 2026-01-31
        [[timekeepers]]
        id = "CL"
        rate = 300
        """
    )["acme"]
    assert client.timekeepers == (
        ApprovedTimekeeper(id="BK", name="Kay, Bo", rate=Decimal("412.50"), start=datetime.date(2026, 1, 31)),
        ApprovedTimekeeper(id="CL", rate=Decimal(300)),
    )
    assert str(client.timekeepers[0].rate) == "412.50"


def test_timekeepers_stand_in_a_file_beside_the_profile(load: Load, folder: Path) -> None:
    (folder / "acme-timekeepers.csv").write_text("id,rate\nBK,99.5\n")
    client = load(acme='timekeepers.file = "acme-timekeepers.csv"')["acme"]
    assert client.timekeepers == (ApprovedTimekeeper(id="BK", rate=Decimal("99.5")),)


def test_rules_are_set_by_code_or_name_with_levels_and_options(load: Load) -> None:
    client = load(
        acme="""
        [rules]
        bent-number = "off"
        [rules.P901]
        level = "reduce"
        tolerance = 1
        days = 30
        words = ["copy", "scan"]
        """
    )["acme"]
    assert client.rules["F902"].level == "off"
    assert client.rules["P901"].level == "reduce"
    assert dict(client.rules["P901"].options) == {"tolerance": Decimal(1), "days": 30, "words": ("copy", "scan")}
    assert isinstance(client.rules["P901"].options["tolerance"], Decimal)


def test_a_base_gives_all_but_the_ids_and_the_child_has_the_last_word(load: Load) -> None:
    clients = load(
        group="""
        ids = ["9"]
        format = "98bi"
        currency = "USD"
        client.address = {city = "Leeds", country = "GBR"}
        codes.tasks = ["L110", "L120"]
        rules.P901 = {level = "warn", days = 10}
        """,
        acme="""
        base = "group"
        currency = "GBP"
        client.address.city = "York"
        codes.tasks = ["L130"]
        rules.dear-rate = {days = 20}
        """,
    )
    client = clients["acme"]
    assert (client.format, client.currency, client.ids) == ("98bi", "GBP", ())
    assert client.representation.given["client.address.city"] == "York"
    assert client.representation.given["client.address.country"] == "GBR"
    assert client.tasks == {"L130"}
    assert (client.rules["P901"].level, client.rules["P901"].options["days"]) == ("warn", 20)


def test_a_table_of_timekeepers_belongs_to_the_profile_that_names_it(load: Load, folder: Path) -> None:
    (folder / "all.csv").write_text("id\nBK\n")
    clients = load(group='timekeepers.file = "all.csv"', acme='base = "group"')
    assert clients["acme"].timekeepers == (ApprovedTimekeeper(id="BK"),)


def test_a_base_is_looked_up_among_the_samples_when_the_workspace_has_none(load: Load) -> None:
    client = load(acme='base = "us-1998b"')["acme"]
    assert (client.format, client.currency, client.representation.line_end) == ("1998b", "USD", "crlf")


def test_the_workspace_goes_before_the_samples(load: Load) -> None:
    clients = load(**{"us-1998b": 'currency = "CAD"', "acme": 'base = "us-1998b"'})
    assert (clients["acme"].currency, clients["acme"].format) == ("CAD", "")


def test_byte_order_mark_and_windows_line_ends_change_nothing(load: Load) -> None:
    client = load(acme='\ufeffname = "Acmé"\r\nids = ["1"]\r\n[client]\r\ntax_id = "X"\r\n')["acme"]
    assert (client.name, client.representation.given["client.tax_id"]) == ("Acmé", "X")


def test_files_that_somebody_is_still_writing_are_left_out(load: Load) -> None:
    assert list(load(**{".acme": "???", "~acme": "???", "acme": ""})) == ["acme"]


MISTAKES = {
    "a misspelt key names the nearest": (
        'curency = "USD"',
        "clients/acme.toml: there is no key 'curency'",
        "did you mean 'currency'?",
    ),
    "a misspelt key deep inside": (
        'client.address.contry = "GB"',
        "clients/acme.toml: client.address: there is no key 'contry'",
        "did you mean 'country'?",
    ),
    "a key like no other lists what is known": (
        'codes.zzz = ["1"]',
        "clients/acme.toml: codes: there is no key 'zzz'",
        "known are tasks, activities, expenses",
    ),
    "a word that is not allowed": (
        'environment = "prod"',
        "clients/acme.toml: environment: is 'prod'",
        "write one of production, test",
    ),
    "a number where a text belongs": (
        "ids = [123]",
        "clients/acme.toml: ids entry 1: is 123",
        "write a client number in quotes",
    ),
    "a text where a list belongs": (
        'ids = "123"',
        "clients/acme.toml: ids: is '123'",
        "write a list of texts in quotes",
    ),
    "an id twice": ('ids = ["1", "1"]', "clients/acme.toml: ids: holds the same value twice", "write a list"),
    "a currency that is none": (
        'currency = "usd"',
        "clients/acme.toml: currency: is 'usd'",
        "write a currency code of three capitals, such as USD",
    ),
    "a format that is not known": (
        'format = "98b"',
        "clients/acme.toml: format: there is no format '98b'",
        "did you mean '98bi'?",
    ),
    "a text where yes or no belongs": (
        'representation.remainder = "yes"',
        "clients/acme.toml: representation.remainder: is 'yes'",
        "write true or false",
    ),
    "an empty name": ('name = ""', "clients/acme.toml: name: is empty", "write the client's name"),
    "an account type that is none": (
        'matters."7/1".account = "X"',
        "clients/acme.toml: matters.\"7/1\".account: is 'X'",
        "write one of O, T",
    ),
    "a rule that is not known": (
        'rules.deer-rate = "off"',
        "clients/acme.toml: rules: there is no rule 'deer-rate'",
        "did you mean 'dear-rate'?",
    ),
    "a level that is none": (
        'rules.P901 = "fatal"',
        "clients/acme.toml: rules.P901: is 'fatal'",
        "write one of off, info, warn, reduce, reject",
    ),
    "an option that the rule does not take": (
        "rules.P901 = {tolerence = 1}",
        "clients/acme.toml: rules.P901: there is no option of P901 'tolerence'",
        "did you mean 'tolerance'?",
    ),
    "an option of the wrong kind": (
        'rules.P901 = {days = "ten"}',
        "clients/acme.toml: rules.P901.days: is 'ten'",
        "write a whole number",
    ),
    "a truth value is no number": (
        "rules.P901 = {days = true}",
        "clients/acme.toml: rules.P901.days: is true",
        "write a whole number",
    ),
    "a need of a rule is no option": (
        "rules.P901 = {profile = 1}",
        "clients/acme.toml: rules.P901: there is no option of P901 'profile'",
        "known are level, tolerance, words, days",
    ),
    "a rule set by code and by name": (
        'rules = {P901 = "off", dear-rate = "warn"}',
        "clients/acme.toml: rules.dear-rate: P901 is set twice",
        "name each rule once",
    ),
    "a timekeeper without id": (
        "timekeepers = [{rate = 1}]",
        "clients/acme.toml: timekeepers entry 1: 'id' is missing",
        "write the timekeeper's id in quotes",
    ),
    "a rate below zero": (
        'timekeepers = [{id = "A", rate = -1.5}]',
        "clients/acme.toml: timekeepers entry 1: rate: is -1.5",
        "write an amount per hour, 0 or more, such as 412.50",
    ),
    "a rate that is no number": (
        'timekeepers = [{id = "A", rate = nan}]',
        "clients/acme.toml: timekeepers entry 1: rate: is 'nan'",
        "write an amount per hour",
    ),
    "a day that does not exist": (
        'timekeepers = [{id = "A", from = "2026-02-30"}]',
        "clients/acme.toml: timekeepers entry 1, column from: is '2026-02-30', not a day",
        "write days as 2026-01-31",
    ),
    "a table of timekeepers that is not there": (
        'timekeepers.file = "acme.csv"',
        "clients/acme.toml: timekeepers.file: there is no file 'acme.csv' here",
        "put it beside the profile",
    ),
    "a table of timekeepers of another kind": (
        'timekeepers.file = "acme.pdf"',
        "clients/acme.toml: timekeepers.file: is 'acme.pdf'",
        "write the name of a .csv or .xlsx file beside the profile",
    ),
    "a base that is not there": (
        'base = "us-1998"',
        "clients/acme.toml: base: there is no profile 'us-1998'",
        "did you mean 'us-1998b'?",
    ),
    "a base that is a path": (
        'base = "../x"',
        "clients/acme.toml: base: is '../x'",
        "write the name of another profile, without .toml",
    ),
    "a profile that inherits from itself": (
        'base = "acme"',
        "clients/acme.toml: base: the profiles inherit in a loop: acme -> acme",
        "let one of them inherit from no other of them",
    ),
    "a secret": (
        'client.api_key = "hunter2"',
        "clients/acme.toml: client.api_key: secrets do not belong into set-up files",
        "put it into the environment variable LEDES_SECRET_<VENDOR>_<ACCOUNT>",
    ),
    "TOML that cannot be read": (
        'name = "A"\nids = [1 2]',
        "clients/acme.toml: line 2, column 10: unclosed array",
        "put texts in quotes",
    ),
    "a key twice": (
        'name = "A"\nname = "B"',
        "clients/acme.toml: line 2, column 11: cannot overwrite a value",
        "name each key and each table once",
    ),
    "a path with backslashes": (
        'name = "C:\\users"',
        "clients/acme.toml: line 1,",
        "write paths with forward slashes, or in single quotes",
    ),
    "brackets without end": ("ids = " + "[" * 5000, "clients/acme.toml: ", ""),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_file_place_fact_and_way_out(case: str, load: Load) -> None:
    text, message, hint = MISTAKES[case]
    with pytest.raises(Mistakes) as caught:
        load(acme=text)
    assert caught.value.message.startswith(message)
    assert caught.value.hint.startswith(hint)
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
    assert caught.value.exit == 4


def test_bytes_that_are_not_utf_8_are_named_by_their_line(load: Load, folder: Path) -> None:
    (folder / "acme.toml").write_bytes(b'vendor = "v"\nname = "Acm\xe9"\n')
    with pytest.raises(Mistakes, match=r"clients/acme\.toml: line 2 holds bytes that are not UTF-8"):
        load()


def test_profiles_that_inherit_from_each_other_are_a_loop(load: Load) -> None:
    with pytest.raises(Mistakes, match="in a loop: a -> b -> c -> a"):
        load(a='base = "b"', b='base = "c"', c='base = "a"')


def test_an_id_of_two_clients_is_refused(load: Load) -> None:
    with pytest.raises(Mistakes, match=r"b\.toml: ids: '1' is also an id of 'a'"):
        load(a='ids = ["1"]', b='ids = ["2", "1"]')


def test_all_mistakes_of_all_files_are_told_at_once(load: Load) -> None:
    with pytest.raises(Mistakes) as caught:
        load(a='curency = "USD"\nenvironment = "x"', b='format = "pdf"')
    assert len(caught.value.mistakes) == 3
    assert caught.value.message.startswith("3 mistakes in set-up files\n  clients/a.toml: ")
    assert "did you mean 'currency'?" in caught.value.message


def test_a_mistake_in_a_shared_base_is_told_once(load: Load) -> None:
    with pytest.raises(Mistakes) as caught:
        load(group='curency = "USD"', a='base = "group"', b='base = "group"')
    assert [each.file for each in caught.value.mistakes] == ["clients/group.toml"]


def test_a_broken_line_is_never_repeated(load: Load) -> None:
    with pytest.raises(Mistakes) as caught:
        load(acme="password = hunter2")
    assert "hunter2" not in str(caught.value)
    assert "line 1" in str(caught.value)


def test_a_long_value_is_not_repeated(load: Load) -> None:
    with pytest.raises(Mistakes, match="environment: is a long text"):
        load(acme=f'environment = "{"k" * 60}"')
