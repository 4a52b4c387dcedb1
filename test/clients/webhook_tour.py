"""The checks of webhooks: what is published, what arrives, what the log says."""

import base64
import json
import time

from checks import TIME, check, has, is_problem, when
from receiver import fingerprint, is_fresh, plain_signature_is_by, standard_signature_is_by


class WebhookTour:
    """Needs `receiver`, and from the accounts `pat`, `erp` and `customer_id`; makes `mine` and `shops`."""

    def webhooks(self):
        def subscribe(api, path, **members):
            return api.post("/webhooks", {"url": self.receiver.url(path), **members})

        mine = subscribe(self.pat, "/customer")
        check("201: a customer's webhook with its secret", has(mine, 201, "id", "url", "description", "audience",
              "event_types", "status", "disabled_reason", "disable_on_gone", "consecutive_failures", "fingerprint",
              "created_at", "last_delivery_at", "secret") and mine.body["audience"] == "customer"
              and len(base64.b64decode(mine.body["secret"].removeprefix("whsec_"), validate=True)) == 32
              and mine.body["fingerprint"] == fingerprint(mine.body["secret"]), mine)
        shops = subscribe(self.erp, "/shop", event_types=["order.shipped"])
        check("201: the shop's webhook", shops.status == 201 and shops.body["audience"] == "workspace", shops)
        self.mine, self.shops = mine.body, shops.body
        blocked = self.pat.post("/webhooks", {"url": "https://169.254.169.254/latest/meta-data"})
        check("400: a metadata address", blocked.status == 400, blocked)
        found = self.pat.get("/webhooks?status=enabled&event_type=order.shipped")
        check("each sees its own, without the secret", [row["id"] for row in found.body["data"]] == [self.mine["id"]]
              and "secret" not in found.body["data"][0], found)

    def events(self):
        types = self.open.get("/event-types")
        check("200: nineteen event types with schema and example", types.status == 200
              and len(types.body["data"]) == 19
              and all({"name", "description", "schema", "example"} <= set(row) for row in types.body["data"]), types)
        data = {"title": "Your order shipped", "message": "Tracking #1Z123…", "project_no": "P-20260515-0001"}
        event = {"type": "order.shipped", "user_id": self.customer_id, "data": data}
        once = {"Idempotency-Key": "tour-1"}
        one = self.erp.post("/events", event, headers=once)
        check("202: one event", has(one, 202, "ids") and len(one.body["ids"]) == 1, one)
        replay = self.erp.post("/events", event, headers=once)
        check("the same Idempotency-Key replays the answer", replay.status == 202 and replay.body == one.body, replay)
        other = self.erp.post("/events", {**event, "is_test": True}, headers=once)
        check("422: the same key with another body", other.status == 422, other)
        many = self.erp.post("/events", {"events": [
            {**event, "type": "quote.ready", "data": {"title": f"Quote {n}", "message": "£ ✓ 見積"}} for n in range(3)]})
        check("202: several events, in order", has(many, 202, "ids") and len(many.body["ids"]) == 3
              and many.body["ids"] == sorted(many.body["ids"]), many)
        self.event_id = one.body["ids"][0]
        self.many = many.body["ids"]

        for path, webhook in (("/customer", self.mine), ("/shop", self.shops)):
            (delivery, *more) = self.receiver.wait(path, self.event_id) or [None]
            check(f"{path}: both signatures, the fingerprint and the time verify", delivery and not more
                  and plain_signature_is_by(delivery, webhook["secret"])
                  and standard_signature_is_by(delivery, webhook["secret"]) and is_fresh(delivery)
                  and delivery.headers["X-FabDigit-Signature-Fingerprint"] == webhook["fingerprint"], delivery)
            headers = dict(delivery.headers)
            check(f"{path}: the headers of the reference", (headers["Content-Type"], headers["User-Agent"],
                  headers["X-FabDigit-Event-Type"], headers["X-FabDigit-Audience"], headers["webhook-id"])
                  == ("application/json", "FabDigit-Webhook/1", "order.shipped", webhook["audience"],
                      str(self.event_id))
                  and headers["X-FabDigit-Timestamp"] == headers["webhook-timestamp"], headers)
            envelope = json.loads(delivery.body)
            check(f"{path}: the envelope", list(envelope) == ["id", "type", "user_id", "created_at", "is_test", "data"]
                  and (envelope["id"], envelope["user_id"], envelope["is_test"], envelope["data"])
                  == (self.event_id, self.customer_id, False, data) and TIME.match(envelope["created_at"]), envelope)
        quotes = [self.receiver.wait("/customer", event_id) for event_id in self.many]
        check("a type not subscribed to is not sent, the others are", all(len(found) == 1 for found in quotes)
              and not any(seen.event_id in map(str, self.many) for seen in self.receiver.deliveries
                          if seen.path == "/shop"), quotes)
        self.bad_events(event)

    def bad_events(self, event):
        for name, body, path in (
            ("an unknown type", {**event, "type": "order.lost"}, "type"),
            ("a type that only the server knows of", {**event, "type": "security.new_login"}, "type"),
            ("data without a title", {**event, "data": {"message": "?"}}, "data.title"),
            ("an unknown member", {**event, "colour": "red"}, None),
            ("the second of a list", {"events": [event, {**event, "type": "order.lost"}]}, "events[1].type"),
        ):
            reply = self.erp.post("/events", body)
            check(f"400: {name}", is_problem(reply, 400, "validation_failed", "errors")
                  and (path is None or path in [error["path"] for error in reply.body["errors"]]), reply)
        stranger = self.erp.post("/events", {**event, "user_id": 999_999_999})
        check("400: an event for nobody", stranger.status == 400, stranger)

    def log(self):
        page = f"/webhooks/{self.mine['id']}/deliveries"
        listed = when(lambda: self.pat.get(f"{page}?status=delivered"), lambda reply: len(reply.body["data"]) == 4)
        rows = listed.body["data"]
        check("the log has every delivery, newest first, without requests", [row["event"]["id"] for row in rows]
              == [*reversed(self.many), self.event_id]
              and all(row["attempt_count"] == 1 and row["next_attempt_at"] is None for row in rows)
              and not any({"request", "response"} & set(attempt) for row in rows for attempt in row["attempts"]),
              listed)
        pages, cursor = [], ""
        while cursor is not None:
            reply = self.pat.get(f"{page}?limit=3{cursor and f'&cursor={cursor}'}")
            pages.append([row["id"] for row in reply.body["data"]])
            cursor = reply.body["next_cursor"]
        check("its pages are the whole list", pages == [[row["id"] for row in rows[:3]], [rows[3]["id"]]], pages)
        typed = self.pat.get(f"{page}?type=order.shipped")
        check("it filters by type", [row["event"]["id"] for row in typed.body["data"]] == [self.event_id], typed)
        delivery = self.pat.get(f"/webhooks/deliveries/{rows[3]['id']}")
        (attempt,) = delivery.body["attempts"]
        (seen,) = self.receiver.wait("/customer", self.event_id)
        shown = {name.lower(): value for name, value in attempt["request"]["headers"].items()}
        check("a delivery shows the exact request and its answer", attempt["request"]["body"].encode() == seen.body
              and all(seen.headers[name] == value for name, value in shown.items())
              and "x-fabdigit-signature" in shown and attempt["response"]["status"] == 204
              and attempt["error"] is None and attempt["address"] == "127.0.0.1", delivery)

        again = self.pat.post(f"/webhooks/deliveries/{rows[3]['id']}/redeliver")
        check("202: redelivered", has(again, 202, "ids") and len(again.body["ids"]) == 1, again)
        tries = self.receiver.wait("/customer", self.event_id, 2)
        check("the same bytes once more, freshly signed", len(tries) == 2 and tries[0].body == tries[1].body
              and standard_signature_is_by(tries[1], self.mine["secret"]), tries)
        copy = self.pat.get(f"/webhooks/deliveries/{again.body['ids'][0]}")
        check("the new delivery names the old one", copy.body["redelivery_of"] == rows[3]["id"], copy)

        sent = self.pat.post(f"/webhooks/{self.mine['id']}/test")
        check("202: a test event", has(sent, 202, "event_id"), sent)
        (test,) = self.receiver.wait("/customer", sent.body["event_id"]) or [None]
        check("it is signed and marked as a test", test and json.loads(test.body)["is_test"] is True
              and test.headers["X-FabDigit-Event-Type"] == "webhook.test"
              and plain_signature_is_by(test, self.mine["secret"]), test)
        ping = self.pat.post(f"/webhooks/{self.mine['id']}/ping")
        check("200: the plain connectivity check", has(ping, 200, "duration_ms")
              and (ping.body["status"], ping.body["error"]) == (204, None), ping)

    def publish(self, kind="order.shipped"):
        event = {"type": kind, "user_id": self.customer_id, "data": {"title": "News", "message": "More"}}
        return self.erp.post("/events", event).body["ids"][0]

    def rotation(self):
        old = self.mine["secret"]
        rotated = self.pat.post(f"/webhooks/{self.mine['id']}/rotate-secret")
        new = rotated.body["secret"]
        check("200: a new signing secret, active now", rotated.status == 200 and new != old
              and rotated.body["fingerprint"] == fingerprint(new), rotated)
        (seen,) = self.receiver.wait("/customer", self.publish()) or [None]
        check("during the overlap the old secret still verifies webhook-signature", seen
              and plain_signature_is_by(seen, new) and not plain_signature_is_by(seen, old)
              and seen.headers["X-FabDigit-Signature-Fingerprint"] == fingerprint(new)
              and standard_signature_is_by(seen, new) and standard_signature_is_by(seen, old), seen)
        second = self.pat.post(f"/webhooks/{self.mine['id']}/rotate-secret")
        check("409: a second rotation meanwhile", second.status == 409, second)

        ahead = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 3600))
        later = self.erp.post(f"/webhooks/{self.shops['id']}/rotate-secret", {"activate_at": ahead})
        (seen,) = self.receiver.wait("/shop", self.publish()) or [None]
        check("before activate_at the old secret keys the plain signature, both the standard one",
              later.status == 200 and seen and plain_signature_is_by(seen, self.shops["secret"])
              and seen.headers["X-FabDigit-Signature-Fingerprint"] == fingerprint(self.shops["secret"])
              and standard_signature_is_by(seen, self.shops["secret"])
              and standard_signature_is_by(seen, later.body["secret"]), seen)
