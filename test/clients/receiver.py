"""A webhook receiver on loopback and the verification of both signature schemes, standard library only."""

import base64
import hashlib
import hmac
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE_SECONDS = 60


class Delivery:
    """One request as it came: path, headers (case-insensitive) and the exact bytes."""

    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body

    @property
    def event_id(self):
        return self.headers["X-FabDigit-Event-Id"]


def fingerprint(secret):
    return hashlib.sha256(secret.encode()).hexdigest()[:12]


def plain_signature_is_by(delivery, secret):
    """X-FabDigit-Signature: HMAC-SHA256 of the body, keyed with the bytes of the whole secret string."""
    expected = "sha256=" + hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(delivery.headers["X-FabDigit-Signature"], expected)


def standard_signature_is_by(delivery, secret):
    """webhook-signature (Standard Webhooks): one of its `v1,` entries is keyed with the decoded secret."""
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = f"{delivery.headers['webhook-id']}.{delivery.headers['webhook-timestamp']}.".encode() + delivery.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = delivery.headers["webhook-signature"].split(" ")
    return any(hmac.compare_digest(signature, expected) for signature in given)


def is_fresh(delivery):
    return abs(time.time() - int(delivery.headers["webhook-timestamp"])) < 300


class Receiver:
    """Remembers every delivery and answers 204."""

    def __init__(self):
        self.deliveries = []
        self._changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send_response(204)
                self.end_headers()
                with receiver._changed:
                    receiver.deliveries.append(Delivery(self.path, self.headers, body))
                    receiver._changed.notify_all()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def wait(self, path, event_id, count=1):
        """The deliveries of an event at a path, once there are `count`; fewer when patience ends."""

        def found():
            return [seen for seen in self.deliveries if seen.path == path and seen.event_id == str(event_id)]

        with self._changed:
            self._changed.wait_for(lambda: len(found()) >= count, PATIENCE_SECONDS)
            return found()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
