import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from verify import verify_standard

SECRETS = [os.environ["WEBHOOK_SECRET"]]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        raw_body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        good = verify_standard(raw_body, self.headers, SECRETS)
        self.send_response(204 if good else 401)
        self.end_headers()
        if good:
            print(raw_body.decode())  # answer first, work later: put it into a queue


HTTPServer(("", 8080), Receiver).serve_forever()
