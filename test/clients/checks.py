"""What the checks of the tour have in common."""

import binascii
import json
import re
import time

PASSWORD = "correct horse battery"
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
NOBODY = "00000000-0000-7000-8000-000000000000"
failures = 0


def check(name, ok, seen=None):
    global failures
    line = {"check": name, "ok": bool(ok)}
    if not ok:
        failures += 1
        line["seen"] = repr(seen)
    print(json.dumps(line), flush=True)


def has(reply, status, *members):
    return reply.status == status and isinstance(reply.body, dict) and set(members) <= set(reply.body)


def has_exactly(record, *members):
    return isinstance(record, dict) and set(record) == set(members)


def is_problem(reply, status, code, *more):
    """Problem details with exactly the members of the contract, and the request id both ways."""
    return (
        reply.status == status
        and reply.headers.get("content-type", "").startswith("application/problem+json")
        and has_exactly(reply.body, "type", "title", "status", "code", "detail", "instance", *more)
        and reply.body["status"] == status
        and reply.body["code"] == code
        and reply.body["type"].endswith(f"/docs/errors/{code}")
        and reply.body["instance"] == reply.headers["x-request-id"]
    )


def without_request_id(reply):
    return reply.raw.replace(reply.headers["x-request-id"].encode(), b"")


def checksum_is_right(kind, secret):
    hexes = secret.removeprefix(f"{kind}_")
    crc = binascii.crc32(f"fabwire:{kind}:{hexes[:56]}".encode())
    return re.fullmatch(r"[0-9a-f]{64}", hexes) and hexes[56:] == f"{crc:08x}"


def when(what, condition, patience_seconds=60):
    """Asks until the condition holds; returns the last answer."""
    end = time.monotonic() + patience_seconds
    while True:
        answer = what()
        if condition(answer) or time.monotonic() > end:
            return answer
        time.sleep(0.05)
