"""Attachments: the multipart upload, and where a file can be fetched."""

import base64
import binascii
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from standins.quickbooks import operations, wire
from standins.quickbooks.entities import ENTITIES
from standins.quickbooks.envelopes import Fault, not_found
from standins.quickbooks.shape import Object
from standins.quickbooks.store import Store

ATTACHABLE = ENTITIES["Attachable"]
MOST_BYTES = 100 * 1024 * 1024


def receive(company: Store, content_type: str, body: bytes, base: str) -> dict[str, Any]:
    """Store every file of the form; a file that is refused is a Fault in its place, under HTTP 200."""
    parts = _parts(content_type, body)
    contents = [name for name in parts if name.startswith("file_content_")]
    if not contents:
        raise Fault("2020", "Required parameter file_content_01 is missing in the request", "file_content_01")
    return {"AttachableResponse": [_one(company, parts, name, base) for name in sorted(contents)]}


def link(company: Store, id: str, base: str) -> str:
    """The address at which the bytes are; 610 when there is no such file."""
    if id not in company.files:
        raise not_found()
    return f"{base}/files/{company.realm}/{id}"


def _one(company: Store, parts: dict[str, EmailMessage], name: str, base: str) -> dict[str, Any]:
    content, told = parts[name], parts.get(name.replace("content", "metadata"))
    try:
        body = _metadata(told, content)
        data = _bytes(content)
        made = operations.create(company, ATTACHABLE, body)
    except Fault as fault:
        return {"Fault": fault.body()}
    company.files[made["Id"]] = data
    company.put("Attachable", {**made, **_file_fields(company, made, data, content, base)})
    return {"Attachable": company.get("Attachable", made["Id"])}


def _file_fields(company: Store, made: Object, data: bytes, content: EmailMessage, base: str) -> Object:
    return {
        "FileAccessUri": f"/v3/company/{company.realm}/download/{made['Id']}",
        "TempDownloadUri": f"{base}/files/{company.realm}/{made['Id']}?X-Amz-Expires=900",
        "Size": len(data),
        "ContentType": made.get("ContentType") or content.get_content_type(),
    }


def _metadata(told: EmailMessage | None, content: EmailMessage) -> Any:
    if told is None:
        return {"FileName": content.get_filename() or "file", "ContentType": content.get_content_type()}
    try:
        body = wire.read(bytes(told.get_payload(decode=True) or b""))
    except ValueError:
        raise Fault("2010", "Property Name:failed to parse json object in file_metadata") from None
    if isinstance(body, dict) and not body.get("FileName") and content.get_filename():
        body["FileName"] = content.get_filename()
    return body


def _bytes(content: EmailMessage) -> bytes:
    try:
        if str(content.get("Content-Transfer-Encoding", "")).lower() == "base64":
            data = base64.b64decode("".join(str(content.get_payload()).split()), validate=True)
        else:
            data = bytes(content.get_payload(decode=True) or b"")
    except binascii.Error:
        raise Fault("2010", "Property Name:the file is not base64") from None
    if len(data) > MOST_BYTES:
        raise Fault("6000", "Business Validation Error: The file is larger than 100 MB.")
    return data


def _parts(content_type: str, body: bytes) -> dict[str, EmailMessage]:
    """The parts of the form by name; bare line feeds and a leading blank line are fine."""
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body, policy=policy.default)
    if not whole.is_multipart():
        raise Fault("2010", "Property Name:the request is not multipart/form-data")
    found = {}
    for part in whole.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(part, EmailMessage) and isinstance(name, str):
            found[name] = part
    return found
