"""Walks one job of a made-to-order shop from the uploaded part to the paid invoice, knowing the contract alone.

Usage: python3 job_walk.py http://127.0.0.1:3000

The server must be fresh and may deliver to 127.0.0.0/8. Prints one JSON line per check as `client.py` does; the exit
code is 0 when all are good. At its end exactly the events of the job have reached the customer's endpoint, the
shop's, the pull feed and the inbox.
"""

import json
import sys
import time
import traceback

import checks
from api import Api
from checks import PASSWORD, UUID, check, has, is_problem, when
from receiver import Receiver, plain_signature_is_by, standard_signature_is_by

CURRENCY = "USD"
EXPECTED = [
    "quote.ready", "order.placed", "order.production_started", "order.shipped", "order.shipped", "order.delivered",
    "invoice.issued", "invoice.paid", "invoice.paid", "ncr.issued", "ncr.resolved", "message.reply",
    "message.general_reply",
]
TRIANGLE = b"solid t\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid t\n"


def money(amount):
    return {"amount": amount, "currency": CURRENCY}


def day(offset):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + offset * 86_400))


class JobWalk:
    def __init__(self, origin):
        self.open = Api(origin)
        self.receiver = Receiver()

    def run(self):
        try:
            for part in (self.people, self.request, self.pricing, self.acceptance, self.production, self.shipments,
                         self.invoice, self.payments, self.quality, self.messages, self.library, self.arrivals,
                         self.inbox, self.feed, self.strangers):
                part()
        finally:
            self.receiver.close()

    def people(self):
        owner = self.open.as_cookie(self.open.post("/auth/sign-up", {
            "email": "owner@example.com", "password": PASSWORD, "name": "Olga", "workspace": {"name": "Northwind Fab"}}))
        owner.patch("/workspace", {"plan": "enterprise"})
        customers = []
        for name in ("carl", "cora"):
            reply = self.open.post("/auth/sign-up", {"email": f"{name}@example.com", "password": PASSWORD, "name": name})
            customers.append((self.open.as_cookie(reply), reply.body["user"]["id"]))
        (self.customer, self.customer_id), (self.other, _) = customers
        self.owner = owner
        self.pat = self.open.as_token(self.customer.post("/tokens", {"name": "ERP"}).body["secret"])
        self.scoped = self.open.as_token(self.customer.post("/tokens", {
            "name": "Quotes", "scopes": ["read:quotes", "write:quotes"]}).body["secret"])
        self.erp = self.open.as_key(owner.post("/api-keys", {
            "name": "Shop", "environment": "production", "scopes": ["api", "admin"]}).body["secret"])
        self.mine = self.pat.post("/webhooks", {"url": self.receiver.url("/customer")}).body
        self.shops = self.erp.post("/webhooks", {"url": self.receiver.url("/shop")}).body

    def request(self):
        self.project = self.pat.post("/projects", {"name": "Bracket"}).body
        path = f"/projects/{self.project['id']}/files"
        part = self.pat.upload(path, {"kind": "cad", "units": "mm"}, [("bracket.stl", "model/stl", TRIANGLE)]).body
        line = {"part_name": "Bracket", "file_id": part["id"], "process": "CNC milling", "material": "6061-T6",
                "finish": "anodised", "tolerance": "ISO 2768-m", "quantities": [10, 50], "notes": "Break all edges"}
        quote = self.pat.post("/quotes", {"project_id": self.project["id"], "note": "Urgent", "lines": [line]})
        check("201: a customer's request is a quote in review", has(quote, 201, "id", "quote_no", "revision", "status",
              "currency", "valid_until", "lines", "charges") and UUID.match(quote.body["id"])
              and quote.body["quote_no"].startswith("Q-") and quote.body["revision"] == 1
              and quote.body["status"] == "in_review" and len(quote.body["lines"]) == 1, quote)
        self.quote = quote.body
        for name, lines in (("no lines", []), ("no quantity", [{**line, "quantities": []}]),
                            ("a fractional quantity", [{**line, "quantities": [1.5]}]),
                            ("a negative quantity", [{**line, "quantities": [-1]}]),
                            ("the same quantity twice", [{**line, "quantities": [10, 10]}]),
                            ("an unknown member", [{**line, "colour": "red"}])):
            reply = self.pat.post("/quotes", {"project_id": self.project["id"], "lines": lines})
            check(f"400: a request with {name}", is_problem(reply, 400, "validation_failed", "errors"), reply)
        early = self.customer.post(f"/quotes/{self.quote['id']}/accept", {"selections": []})
        check("a quote in review cannot be accepted", early.status in (400, 409), early)

    def pricing(self):
        (line,) = self.quote["lines"]
        path = f"/quotes/{self.quote['id']}"
        pricing = {
            "currency": CURRENCY, "valid_until": day(30),
            "lines": [{"line_id": line["id"], "breaks": [
                {"quantity": 10, "unit_price": "12.345678", "lead_time_days": 10},
                {"quantity": 50, "unit_price": "9.500000", "lead_time_days": 14}]}],
            "charges": [{"kind": "setup", "label": "Fixture", "amount": money(2_500)},
                        {"kind": "tax", "label": "VAT", "amount": money(1_495)}],
        }
        refused = self.pat.put(f"{path}/pricing", pricing)
        check("403: a customer prices nothing", refused.status == 403, refused)
        early = self.erp.post(f"{path}/ready")
        check("a quote without prices does not become ready", early.status in (400, 409), early)
        priced = self.erp.put(f"{path}/pricing", pricing)
        breaks = priced.body["lines"][0]["breaks"] if priced.status == 200 else []
        check("200: priced, each line total rounded half-up once", priced.status == 200
              and [(one["quantity"], one["unit_price"], one["line_total"], one["lead_time_days"]) for one in breaks]
              == [(10, "12.345678", money(12_346), 10), (50, "9.500000", money(47_500), 14)], priced)
        for name, change in (("minor units with a fraction", {"charges": [
                {"kind": "setup", "label": "x", "amount": {"amount": 1.5, "currency": CURRENCY}}]}),
                ("another currency in a charge", {"charges": [
                    {"kind": "setup", "label": "x", "amount": {"amount": 1, "currency": "EUR"}}]}),
                ("no currency", {"currency": "dollars"}),
                ("a day in the past", {"valid_until": day(-2)})):
            reply = self.erp.put(f"{path}/pricing", {**pricing, **change})
            check(f"400: pricing with {name}", reply.status == 400, reply)
        ready = self.erp.post(f"{path}/ready")
        check("200: ready", ready.status == 200 and ready.body["status"] == "ready", ready)
        again = self.erp.post(f"{path}/ready")
        check("409: ready a second time", is_problem(again, 409, "invalid_transition", "current_status")
              and "ready" in again.body["detail"], again)

    def acceptance(self):
        (line,) = self.quote["lines"]
        path = f"/quotes/{self.quote['id']}/accept"
        choice = {"selections": [{"line_id": line["id"], "quantity": 10}], "po_number": "PO-7781"}
        scoped = self.scoped.post(path, choice)
        check("403: accepting is binding, so no scoped token does it", scoped.status == 403, scoped)
        unknown = self.customer.post(path, {"selections": [{"line_id": line["id"], "quantity": 11}]})
        check("400: a quantity that has no price", unknown.status == 400, unknown)
        order = self.customer.post(path, choice)
        check("201: the order", has(order, 201, "id", "order_no", "status", "project_id", "po_number", "total", "lines",
              "shipments") and order.body["order_no"].startswith("O-") and order.body["status"] == "placed"
              and order.body["project_id"] == self.project["id"] and order.body["po_number"] == "PO-7781"
              and order.body["total"] == money(12_346 + 2_500 + 1_495), order)
        self.order = order.body
        (self.line,) = self.order["lines"]
        check("its line is what was chosen", {"id", "quantity", "qty_shipped", "qty_invoiced", "total"}
              <= set(self.line) and (self.line["quantity"], self.line["qty_shipped"], self.line["qty_invoiced"],
                                     self.line["total"]) == (10, 0, 0, money(12_346)), self.line)
        again = self.customer.post(path, choice)
        check("409: a second acceptance", again.status == 409, again)

    def act(self, api, path, status, body=None):
        reply = api.post(path, body) if body is not None else api.post(path)
        check(f"200: {path.rsplit('/', 1)[1]} makes it {status}", reply.status == 200
              and reply.body["status"] == status, reply)
        return reply.body

    def production(self):
        path = f"/orders/{self.order['id']}"
        refused = self.customer.post(f"{path}/start-production")
        check("403: a customer starts no production", refused.status == 403, refused)
        self.act(self.erp, f"{path}/start-production", "in_production")
        self.act(self.erp, f"{path}/hold", "on_hold")
        self.act(self.erp, f"{path}/resume", "in_production")
        again = self.erp.post(f"{path}/start-production")
        check("409: it has started", is_problem(again, 409, "invalid_transition", "current_status"), again)

    def shipments(self):
        path = f"/orders/{self.order['id']}/shipments"
        parcel = {"carrier": "UPS", "tracking_no": "1Z12345E0205271688", "tracking_url": "https://ups.example/1Z"}
        too_many = self.erp.post(path, {**parcel, "lines": [{"order_line_id": self.line["id"], "quantity": 11}]})
        check("more than ordered is refused", too_many.status in (400, 409), too_many)
        first = self.erp.post(path, {**parcel, "lines": [{"order_line_id": self.line["id"], "quantity": 4}]})
        check("201: a shipment of a part", has(first, 201, "id", "shipment_no", "status")
              and first.body["shipment_no"].startswith("S-") and first.body["status"] == "pending", first)
        self.act(self.erp, f"/shipments/{first.body['id']}/ship", "shipped")
        order = self.pat.get(f"/orders/{self.order['id']}").body
        check("the order is partly shipped", order["status"] == "partially_shipped"
              and order["lines"][0]["qty_shipped"] == 4, order)
        held = self.erp.post(f"/orders/{self.order['id']}/cancel")
        check("409: what has shipped is not cancelled", held.status == 409, held)
        self.act(self.erp, f"/shipments/{first.body['id']}/deliver", "delivered")
        rest = self.erp.post(path, parcel)
        check("201: by default all that is left", rest.status == 201, rest)
        self.act(self.erp, f"/shipments/{rest.body['id']}/ship", "shipped")
        self.act(self.erp, f"/shipments/{rest.body['id']}/exception", "exception")
        self.act(self.erp, f"/shipments/{rest.body['id']}/resume", "shipped")
        self.act(self.erp, f"/shipments/{rest.body['id']}/deliver", "delivered")
        order = self.pat.get(f"/orders/{self.order['id']}").body
        check("the order is delivered, with both shipments", order["status"] == "delivered"
              and order["lines"][0]["qty_shipped"] == 10 and len(order["shipments"]) == 2, order)
        none = self.erp.post(path, parcel)
        check("nothing is left to ship", none.status in (400, 409), none)

    def invoice(self):
        draft = self.erp.post("/invoices", {"order_id": self.order["id"], "due_on": day(30)})
        check("201: a draft with the order's lines and charges", has(draft, 201, "id", "invoice_no", "status",
              "order_id", "due_on", "lines", "subtotal", "tax", "total", "paid", "balance")
              and draft.body["status"] == "draft" and draft.body["invoice_no"] is None
              and draft.body["subtotal"] == money(14_846) and draft.body["tax"] == money(1_495)
              and draft.body["total"] == draft.body["balance"] == money(16_341)
              and draft.body["paid"] == money(0), draft)
        self.path = f"/invoices/{draft.body['id']}"
        unseen = self.pat.get(self.path)
        check("404: a draft is not for the customer", unseen.status == 404, unseen)
        more = self.erp.post("/invoices", {"order_id": self.order["id"], "due_on": day(30), "lines": [
            {"order_line_id": self.line["id"], "quantity": 1}]})
        check("more than is left to invoice is refused", more.status in (400, 409), more)
        issued = self.act(self.erp, f"{self.path}/issue", "issued")
        check("it has its number now", str(issued.get("invoice_no")).startswith("I-"), issued)

    def payments(self):
        pay = {"amount": money(6_341), "method": "wire", "reference": "F-1", "received_on": day(0)}
        for name, amount in (("nothing", money(0)), ("a negative amount", money(-1)), ("a fraction", money(0.5)),
                             ("another currency", {"amount": 1, "currency": "EUR"})):
            reply = self.erp.post(f"{self.path}/payments", {**pay, "amount": amount})
            check(f"400: a payment of {name}", reply.status == 400, reply)
        first = self.erp.post(f"{self.path}/payments", pay)
        check("201: a part of it is paid", first.status == 201 and first.body["amount"] == money(6_341), first)
        partly = self.pat.get(self.path)
        check("the balance is the rest", partly.body["status"] == "partially_paid"
              and (partly.body["paid"], partly.body["balance"]) == (money(6_341), money(10_000)), partly)
        over = self.erp.post(f"{self.path}/payments", {**pay, "amount": money(10_001)})
        check("409: more than the balance", is_problem(over, 409, "overpayment", "balance"), over)
        self.erp.post(f"{self.path}/payments", {**pay, "amount": money(10_000)})
        check("it is paid", self.pat.get(self.path).body["status"] == "paid")
        back = self.erp.post(f"/payments/{first.body['id']}/reverse")
        check("a payment is reversed", back.status in (200, 201), back)
        after = self.pat.get(self.path)
        check("and the balance is open again", after.body["balance"] == money(6_341)
              and after.body["status"] == "partially_paid", after)
        void = self.erp.post(f"{self.path}/void")
        check("409: an invoice with payments is not void", void.status == 409, void)
        mark = {"method": "wire", "reference": "F-2"}
        refused = self.pat.post(f"{self.path}/mark-paid", mark)
        check("409: a customer marks nothing paid unless the shop allows it", refused.status == 409, refused)
        self.owner.patch("/workspace", {"mark_paid_allowed": True})
        marked = self.pat.post(f"{self.path}/mark-paid", mark)
        check("then it does", marked.status in (200, 201)
              and self.pat.get(self.path).body["status"] == "paid", marked)

    def quality(self):
        report = {"project_id": self.project["id"], "order_line_id": self.line["id"], "severity": "major",
                  "qty_affected": 3, "description": "Bore 12.00 measured 12.07"}
        ncr = self.erp.post("/ncrs", report)
        check("201: a quality report", has(ncr, 201, "id", "ncr_no", "status") and ncr.body["status"] == "open"
              and ncr.body["ncr_no"].startswith("N-"), ncr)
        hidden = self.erp.post("/ncrs", {**report, "internal": True})
        check("404: an internal one is not for the customer",
              self.pat.get(f"/ncrs/{hidden.body['id']}").status == 404
              and [row["id"] for row in self.pat.get("/ncrs").body["data"]] == [ncr.body["id"]], hidden)
        self.act(self.erp, f"/ncrs/{ncr.body['id']}/start", "in_progress", {"disposition": "rework"})
        self.act(self.erp, f"/ncrs/{ncr.body['id']}/resolve", "resolved", {
            "root_cause": "Worn reamer", "resolution": "Reamer replaced, parts reworked"})

    def messages(self):
        thread = f"/projects/{self.project['id']}/messages"
        asked = self.customer.post(thread, {"body": "When do you start? <b>soon</b>"})
        check("201: the customer writes", asked.status == 201 and asked.body["body"].endswith("<b>soon</b>"), asked)
        self.erp.post(thread, {"body": "The M8 inserts are late", "internal": True})
        said = self.erp.post(thread, {"body": "Tomorrow"})
        check("201: the shop answers", said.status == 201, said)
        seen = self.pat.get(thread)
        check("the customer sees no internal note", seen.status == 200
              and sorted(row["body"] for row in seen.body["data"]) == ["Tomorrow", "When do you start? <b>soon</b>"],
              seen)
        general = self.erp.post("/messages", {"body": "Your terms are in place", "customer_id": self.customer_id})
        check("201: the general thread", general.status == 201, general)
        check("it is the customer's", [row["body"] for row in self.pat.get("/messages").body["data"]]
              == ["Your terms are in place"])

    def library(self):
        first = self.pat.upload("/cad/files", {"units": "mm"}, [("plate.stl", "model/stl", TRIANGLE)])
        check("201: a file of CAD Cloud", has(first, 201, "id", "name"), first)
        again = self.pat.upload("/cad/files", {"units": "mm"}, [("plate.stl", "model/stl", TRIANGLE + b"\n")])
        listed = self.pat.get("/cad/files").body["data"]
        versions = self.pat.get(f"/cad/files/{again.body['id']}/versions")
        check("the same name again is a new version", again.status == 201 and len(listed) == 1
              and len(versions.body["data"]) == 2, (listed, versions))
        content = self.pat.get(f"/cad/files/{again.body['id']}/content")
        check("it comes back as a download", content.raw == TRIANGLE + b"\n"
              and content.headers["content-disposition"].startswith("attachment")
              and content.headers["x-content-type-options"] == "nosniff", content)
        folder = self.pat.post("/cad/folders", {"name": "Plates"})
        check("201: a folder", folder.status == 201, folder)

    def arrivals(self):
        for path, webhook in (("/customer", self.mine), ("/shop", self.shops)):
            def seen():
                return sorted((one for one in list(self.receiver.deliveries) if one.path == path),
                              key=lambda one: int(one.event_id))
            got = when(seen, lambda found: len(found) >= len(EXPECTED))
            types = [one.headers["X-FabDigit-Event-Type"] for one in got]
            check(f"{path}: exactly the events of the job", types == EXPECTED, types)
            check(f"{path}: each signed in both ways", all(
                plain_signature_is_by(one, webhook["secret"]) and standard_signature_is_by(one, webhook["secret"])
                for one in got))
            self.envelopes = [json.loads(one.body) for one in got]
            check(f"{path}: each about the customer and the project", all(
                one["user_id"] == self.customer_id and one["is_test"] is False
                and one["data"]["project_no"] == (None if one["type"] == "message.general_reply"
                                                  else self.project["project_no"])
                for one in self.envelopes), self.envelopes)
            shipped = [one["data"]["complete"] for one in self.envelopes if one["type"] == "order.shipped"]
            check(f"{path}: order.shipped says whether anything is left", shipped == [False, True], shipped)

    def inbox(self):
        items = self.pat.get("/inbox").body["data"]
        told = [(one["data"]["title"], one["data"]["message"], one["data"]["project_no"])
                for one in reversed(self.envelopes)]
        check("the inbox tells what the events told, newest first",
              [(item["title"], item["message"], item["project_no"]) for item in items] == told, items)
        read = self.pat.post(f"/inbox/{items[0]['id']}/read")
        check("one is read", read.status in (200, 204), read)
        everything = self.pat.post("/inbox/read-all")
        rest = self.pat.get("/inbox").body["data"]
        check("all are read", everything.status in (200, 204) and all(item["read_at"] for item in rest), rest)
        staff = self.owner.get("/inbox").body["data"]
        check("staff were told of the request, the acceptance, the message and the mark-paid", len(staff) >= 4, staff)

    def feed(self):
        for name, api in (("customer", self.pat), ("shop", self.erp)):
            found, cursor = [], "0"
            while True:
                page = api.get(f"/events?after={cursor}&limit=5")
                if page.status != 200 or not page.body["data"]:
                    break
                found += page.body["data"]
                cursor = page.body["next_cursor"]
            check(f"the {name}'s feed has the same, in order", found == self.envelopes, found)

    def strangers(self):
        for path in (f"/quotes/{self.quote['id']}", f"/orders/{self.order['id']}", self.path):
            reply = self.other.get(path)
            check(f"404: another customer, {path.split('/')[1]}", is_problem(reply, 404, "not_found"), reply)
        check("another customer's lists are empty", all(
            self.other.get(path).body["data"] == [] for path in ("/quotes", "/orders", "/invoices", "/ncrs", "/inbox")))


def main():
    try:
        JobWalk(sys.argv[1]).run()
    except Exception:
        checks.check("the walk reaches its end", False, traceback.format_exc())
    return 1 if checks.failures else 0


if __name__ == "__main__":
    sys.exit(main())
