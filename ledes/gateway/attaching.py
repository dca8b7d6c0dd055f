"""What goes along with an e-bill: files for the invoice or for a line, and what a platform allows of them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with an e-bill; `line` is the number of the line it proves, empty for the whole invoice.

    `kind` is the platform's word for what it is (receipt, report), where it asks for one.
    """

    name: str
    content: bytes = field(repr=False)
    sha256: str
    invoice: str
    line: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attaching:
    """What a platform allows of attachments; `None` and empty mean that it names no limit.

    `extensions` are written small and without a point. `max_bytes` is for one file, `total_bytes` for those of one
    delivery, `count` how many there may be, `longest_name` in characters. `with_lines` says that one may belong to a
    line, `unique_names` that no two may bear the same name, `naming` how a name must look: a template with the field
    `{invoice}`, in words for a person.
    """

    extensions: tuple[str, ...] = ()
    max_bytes: int | None = None
    total_bytes: int | None = None
    count: int | None = None
    longest_name: int | None = None
    with_lines: bool = False
    unique_names: bool = False
    naming: str = ""
