import base64
import hashlib
import hmac
import time

TOLERANCE_SECONDS = 300


def _same(a: str, b: str) -> bool:
    """Compares without telling by its duration where two texts differ."""
    return hmac.compare_digest(a.encode(), b.encode())


def verify_standard(raw_body: bytes, headers, secrets, now=None) -> bool:
    """The Standard Webhooks signature: it covers id, time and body. Prefer it.

    raw_body: the bytes as they came. headers: the request's, looked up without case (Flask, Django,
    FastAPI and http.server all do). secrets: yours; two while you rotate.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "").split(" ")

    # A recorded request that somebody sends again is refused.
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False

    signed = f"{message_id}.{timestamp}.".encode() + raw_body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if any(_same(signature, "v1," + mac) for signature in signatures):
            return True
    return False


def verify_plain(raw_body: bytes, headers, secrets) -> bool:
    """The plain signature: it covers the body alone, keyed with the secret exactly as you were shown it."""
    signature = headers.get("X-FabDigit-Signature", "")
    for secret in secrets:
        mac = hmac.new(secret.encode(), raw_body, hashlib.sha256).hexdigest()
        if _same(signature, "sha256=" + mac):
            return True
    return False
