"""What goes along with the bills of an input, from the folder beside it and as `--attach` names it, by invoice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from ledes import delivery
from ledes.bill import Bill
from ledes.errors import Exit, InputError, LedesError
from ledes.formats import Reading
from ledes.formats.source import Source
from ledes.sending import beside
from ledes.sending.beside import Loose


class AttachmentError(LedesError):
    """A file cannot go along with a bill, or nobody can say with which; the bill waits until that is mended."""

    exit = Exit.FINDINGS


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was given for the bills of one input, by invoice number; an invoice that is not there had nothing said.

    `problems` are files that belong to no bill for sure; while there are any, no bill of the input may go.
    """

    files: Mapping[str, tuple[Loose, ...]] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[LedesError, ...] = ()


def gather(opened: Source, options: Sequence[str], reading: Reading) -> Given:
    """Find what goes along with the bills of an input, in its folder and as `--attach` names it.

    Raises `InputError` for a file that is not there, cannot be placed, or is still being written.
    """
    has_folder = opened.name != "-" and beside.folder(opened.path).is_dir()
    if not options and not has_folder:
        return Given()
    numbers = _numbers(opened, reading)
    files: dict[str, list[Loose]] = {}
    problems: dict[tuple[str, str], LedesError] = {}
    loose = [*(beside.lying(opened.path) if has_folder else ()), *(_named(each, numbers) for each in options)]
    # A folder says something of its invoice also where it is empty.
    said = [(name, None) for name in (beside.invoices(opened.path) if has_folder else ())]
    for invoice, each in (*said, *((one.invoice, one) for one in loose)):
        try:
            found = files.setdefault(_meant(invoice, each.path.name if each else invoice, numbers), [])
        except AttachmentError as error:
            problems[error.message, error.hint] = error
        else:
            found += [each] if each else []
    return Given(
        files=MappingProxyType({number: tuple(found) for number, found in files.items()}),
        problems=tuple(problems.values()),
    )


def _meant(invoice: str, name: str, numbers: Counter[str]) -> str:
    """Find the invoice of the input that is meant by what a file was given for."""
    if not invoice:
        if len(numbers) == 1:
            invoice = next(iter(numbers))
        else:
            raise AttachmentError(
                f"{name} is given for no invoice, and the input holds {len(numbers)} bills",
                hint=f"put it into a folder with the number of its invoice, or say --attach {name}=INVOICE",
            )
    fitting = _fitting(invoice, numbers)
    if len(fitting) > 1:
        raise AttachmentError(
            f"{name} is given for invoice {invoice}, which may be {' or '.join(fitting)}",
            hint="put the two bills into inputs of their own",
        )
    if not fitting:
        others = ", ".join(numbers) if len(numbers) <= 8 else f"{len(numbers)} others"
        raise AttachmentError(
            f"{name} is given for invoice {invoice}, which the input does not hold",
            hint=f"correct the number; the input holds {others or 'no bill'}",
        )
    if numbers[fitting[0]] > 1:
        raise AttachmentError(
            f"{name} is given for invoice {fitting[0]}, and {numbers[fitting[0]]} bills of the input bear that number",
            hint="put each client's bills into an input of its own",
        )
    return fitting[0]


def _fitting(invoice: str, numbers: Counter[str]) -> list[str]:
    return [invoice] if invoice in numbers else [each for each in numbers if delivery.cleaned(each) == invoice]


def _numbers(opened: Source, reading: Reading) -> Counter[str]:
    """Count the bills under each number, and those of which there are only complaints."""
    bills: Counter[str] = Counter()
    complained: set[str] = set()
    with opened.open() as stream:
        for item in opened.format.read(stream, opened.name, reading):
            if isinstance(item, Bill):
                bills[item.number] += 1
            else:
                complained.add(item.bill)
    bills.update(complained - bills.keys() - {""})
    return bills


def _named(option: str, numbers: Counter[str]) -> Loose:
    """Read FILE, FILE=INVOICE or FILE=INVOICE/LINE, with a kind of paper behind where one is asked for."""
    if Path(option).is_file():
        return Loose(path=Path(option))
    name, equals, target = option.rpartition("=")
    if not equals or not Path(name).is_file():
        raise InputError(
            f"there is no file {name or option}", hint="name it as FILE, FILE=INVOICE or FILE=INVOICE/LINE"
        )
    parts = target.split("/")
    # Numbers of invoices may hold a slash themselves: the longest beginning that is one is the number.
    for count in range(len(parts), 0, -1):
        if _fitting("/".join(parts[:count]), numbers):
            return beside.placed(Path(name), "/".join(parts[:count]), parts[count:])
    return Loose(path=Path(name), invoice=target)
