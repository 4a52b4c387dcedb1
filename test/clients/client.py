"""Walks through Fabwire's API as a stranger's program would, knowing the HTTP contract alone.

Usage: python3 client.py http://127.0.0.1:3000

The server must be fresh and may deliver to 127.0.0.0/8. Prints one JSON line per check, `{"check", "ok"}` and what
was seen where it is not ok; the exit code is 0 when all are.
"""

import sys
import traceback

import checks
from account_tour import AccountTour
from api import Api
from receiver import Receiver
from webhook_tour import WebhookTour


class Tour(AccountTour, WebhookTour):
    """The people, their credentials and what they made, in the order of the checks."""

    def __init__(self, origin):
        self.open = Api(origin)
        self.receiver = Receiver()

    def run(self):
        try:
            for part in (self.accounts, self.tokens, self.projects, self.webhooks, self.events, self.log,
                         self.rotation, self.errors, self.farewell):
                part()
        finally:
            self.receiver.close()


def main():
    try:
        Tour(sys.argv[1]).run()
    except Exception:
        checks.check("the tour reaches its end", False, traceback.format_exc())
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
