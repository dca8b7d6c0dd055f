"""What a request carries, with the type that says what it is: JSON, XML, a form with files, plain bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The bytes of a request, and their media type."""

    content: bytes = field(repr=False)
    kind: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file in a form."""

    name: str
    content: bytes = field(repr=False)
    kind: str = "application/octet-stream"


def as_json(value: object) -> Body:
    """Write a value as JSON; equal values are equal bytes.

    >>> as_json({"b": 1, "a": "x"}).content
    b'{"a": "x", "b": 1}'
    """
    return Body(content=json.dumps(value, sort_keys=True, allow_nan=False).encode(), kind="application/json")


def as_xml(content: bytes) -> Body:
    """Send XML byte for byte; its own prolog says the encoding."""
    return Body(content=content, kind="application/xml")


def as_form(parts: Mapping[str, str | File | tuple[File, ...]]) -> Body:
    """Write a form with files (multipart/form-data), several under one name too; the same parts are the same bytes.

    Source: RFC 7578.
    """
    from urllib3 import encode_multipart_formdata
    from urllib3.fields import RequestField

    fields, digest = [], hashlib.sha256()
    for name, part in parts.items():
        for each in part if isinstance(part, tuple) else (part,):
            whole = each if isinstance(each, File) else File(name="", content=each.encode(), kind="")
            digest.update(whole.content)
            field_ = RequestField(name, whole.content, filename=whole.name or None)
            field_.make_multipart(content_type=whole.kind or None)
            fields.append(field_)
    content, kind = encode_multipart_formdata(fields, boundary=f"ledes-{digest.hexdigest()[:40]}")
    return Body(content=content, kind=kind)
