"""A small HTTP client for Fabwire, standard library only, written from the HTTP contract."""

import http.client
import json
import secrets
import urllib.parse


class Reply:
    """One answer: status, headers (case-insensitive), the raw bytes and, where it is JSON, the body."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.raw = response.read()
        kind = response.headers.get("content-type", "")
        self.body = json.loads(self.raw) if "json" in kind else None

    def __repr__(self):
        return f"{self.status} {self.raw[:400]!r}"


class Api:
    """Calls one origin with one credential: a session cookie, a token, a tenant key, or none."""

    def __init__(self, origin, credential=None):
        self.origin = origin.rstrip("/")
        self.credential = credential or {}

    def as_cookie(self, reply):
        return Api(self.origin, {"Cookie": reply.headers["set-cookie"].split(";")[0]})

    def as_token(self, secret):
        return Api(self.origin, {"Authorization": f"Bearer {secret}"})

    def as_key(self, secret):
        return Api(self.origin, {"X-API-Key": secret})

    def send(self, method, path, body=None, headers=None, prefix="/api"):
        """`body` is JSON unless it is bytes. Each call has a connection of its own."""
        parts = urllib.parse.urlsplit(self.origin)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        sent = {"Origin": self.origin, **self.credential, **(headers or {})}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, prefix + path, body, sent)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.send("POST", path, body, **more)

    def put(self, path, body, **more):
        return self.send("PUT", path, body, **more)

    def patch(self, path, body, **more):
        return self.send("PATCH", path, body, **more)

    def delete(self, path, **more):
        return self.send("DELETE", path, **more)

    def upload(self, path, fields, files):
        """A multipart form; `files` are (name, media type, bytes), each a part named `file`."""
        boundary = f"----fabwire{secrets.token_hex(12)}"
        chunks = []
        for name, value in fields.items():
            chunks.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, media_type, content in files:
            head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media_type}'
            chunks += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
        chunks.append(f"--{boundary}--\r\n".encode())
        return self.post(path, b"".join(chunks), headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
