"""The access data of vendor accounts, with their secrets, each asked for once in a run."""

from __future__ import annotations

from collections.abc import Callable

from ledes import gateway
from ledes.bill import Bill
from ledes.client import Client
from ledes.errors import SetupError
from ledes.gateway import Account, credentials
from ledes.ledger.records import Delivery
from ledes.workspace import Workspace


class Routes:
    """Through which account at its vendor each bill of a run goes; noted before its rules are asked."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}

    def noted(self, bill: Bill, client: Client) -> Client:
        """Note the account of a bill, and give its client back."""
        self.known[client.key, bill.number] = client.accounts_of(bill.matters)[0]
        return client

    def of(self, client: Client) -> Callable[[str], tuple[str, str]]:
        """Give what tells the vendor and account of a client's bill by its number."""
        return lambda number: (client.vendor, self.known.get((client.key, number), client.account))


class Accounts:
    """The accounts of a workspace; a secret is looked for when it is needed first."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.unlocked: dict[tuple[str, str, str], Account] = {}

    def of(self, delivery: Delivery) -> Account:
        """Give the account that a delivery goes to.

        Raises `SetupError` where ledes.toml does not have it, or where its secret or something else is missing.
        """
        return self.find(delivery.vendor, delivery.account, delivery.environment)

    def find(self, vendor: str, name: str, environment: str) -> Account:
        """Give an account by what names it; raises `SetupError` as `of` does."""
        key = (vendor, name, environment)
        if key not in self.unlocked:
            self.unlocked[key] = self._unlocked(self._stated(*key))
        return self.unlocked[key]

    def _unlocked(self, account: Account) -> Account:
        adapter = gateway.vendors().get(account.vendor)
        if adapter is not None:
            adapter.check(account)
        if adapter is not None and not adapter.needs_secret(account):
            return account
        return credentials.unlocked(account, credentials.Surroundings(folder=self.workspace.root))

    def _stated(self, vendor: str, name: str, environment: str) -> Account:
        for account in self.workspace.accounts:
            if (account.vendor, account.name, account.environment) == (vendor, name, environment):
                return account
        raise SetupError(
            f"ledes.toml has no account {name} of {vendor} for {environment}, and the ledger has bills that go there",
            hint="write the account back under [[accounts]]",
        )
