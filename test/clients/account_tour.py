"""The checks of accounts, credentials, projects and refusals."""

import hashlib
import re

from api import Api
from checks import NOBODY, PASSWORD, TIME, UUID, check, checksum_is_right, has, has_exactly, is_problem, without_request_id


class AccountTour:
    """Needs `open`, the API without a credential; makes `owner`, `customer`, `pat`, `reader` and `erp`."""

    def accounts(self):
        check("200: healthz and readyz stand without /api", all(
            self.open.get(path, prefix="").body == {"status": "ok"} for path in ("/healthz", "/readyz")))
        person = {"email": "owner@example.com", "password": PASSWORD, "name": "Olga Owner"}
        early = self.open.post("/auth/sign-up", person)
        check("409: a customer before there is a shop", is_problem(early, 409, "no_workspace"), early)
        owner = self.open.post("/auth/sign-up", {**person, "workspace": {"name": "Northwind Fab"}})
        check("201: the owner signs up with a workspace", has(owner, 201, "user", "workspace")
              and has_exactly(owner.body["user"], "id", "email", "name")
              and has_exactly(owner.body["workspace"], "id", "name", "slug", "plan", "role")
              and isinstance(owner.body["user"]["id"], int)
              and (owner.body["workspace"]["plan"], owner.body["workspace"]["role"]) == ("free", "owner"), owner)
        cookie = owner.headers["set-cookie"]
        check("the session cookie is HttpOnly and SameSite=Lax", "HttpOnly" in cookie and "SameSite=Lax" in cookie,
              cookie)
        self.owner = self.open.as_cookie(owner)
        customer = self.open.post("/auth/sign-up", {"email": "carl@example.com", "password": PASSWORD, "name": "Carl"})
        check("201: a customer signs up", customer.status == 201
              and customer.body["workspace"]["role"] == "customer", customer)
        self.customer = self.open.as_cookie(customer)
        self.customer_id = customer.body["user"]["id"]
        again = self.open.post("/auth/sign-in", {"email": "carl@example.com", "password": PASSWORD})
        check("200: the customer signs in", has(again, 200, "user", "workspace"), again)
        wrong = self.open.post("/auth/sign-in", {"email": "carl@example.com", "password": "wrong horse"})
        check("401: a wrong password", wrong.status == 401, wrong)

    def tokens(self):
        key = {"name": "ERP", "environment": "production", "scopes": ["api", "admin"]}
        gated = self.owner.post("/api-keys", key)
        check("403: tenant keys need the plan", is_problem(gated, 403, "plan_required", "required_plan")
              and gated.body["required_plan"] == "enterprise", gated)
        plan = self.owner.patch("/workspace", {"plan": "enterprise"})
        check("200: the owner changes the plan", plan.status == 200 and plan.body["plan"] == "enterprise", plan)
        refused = self.customer.patch("/workspace", {"plan": "free"})
        check("403: a customer does not", refused.status == 403, refused)

        token = self.customer.post("/tokens", {"name": "CI"})
        members = ("id", "name", "scopes", "full_access", "prefix", "expires_at", "last_used_at", "created_at")
        check("201: a token of full scope", has(token, 201, *members, "secret")
              and (token.body["scopes"], token.body["full_access"]) == ([], True)
              and UUID.match(token.body["id"]) and TIME.match(token.body["created_at"])
              and token.body["secret"].startswith(token.body["prefix"])
              and token.headers["cache-control"] == "no-store", token)
        check("a token carries its checksum", checksum_is_right("pat", token.body["secret"]))
        self.token = token.body
        self.pat = self.open.as_token(token.body["secret"])
        scoped = self.customer.post("/tokens", {"name": "Reader", "scopes": ["read:projects"]})
        check("201: a scoped token", scoped.status == 201 and scoped.body["full_access"] is False, scoped)
        self.reader = self.open.as_token(scoped.body["secret"])
        listed = self.customer.get("/tokens")
        check("the list has both and no secret", has(listed, 200, "data", "next_cursor")
              and [row["name"] for row in listed.body["data"]] == ["Reader", "CI"]
              and all("secret" not in row for row in listed.body["data"])
              and token.body["secret"].encode() not in listed.raw, listed)

        made = self.owner.post("/api-keys", key)
        check("201: a tenant key", has(made, 201, "id", "name", "environment", "description", "scopes", "prefix",
              "status", "expires_at", "last_used_at", "created_at", "created_by", "secret")
              and made.body["status"] == "active", made)
        check("a tenant key carries its checksum", checksum_is_right("fwk", made.body["secret"]))
        self.erp = self.open.as_key(made.body["secret"])
        kinds = {"session": self.customer, "pat": self.pat, "api_key": self.erp}
        for kind, api in kinds.items():
            who = api.get("/token")
            check(f"GET /token says {kind}", has(who, 200, "workspace_id", "scopes", "full_access", "expires_at")
                  and who.body["kind"] == kind and ("user_id" in who.body) == (kind != "api_key"), who)

    def projects(self):
        project = self.pat.post("/projects", {"name": "Brackets", "description": "50 pieces"})
        check("201: a project", has(project, 201, "id", "project_no", "name", "description", "status", "customer_id",
              "created_at") and re.match(r"^P-\d{8}-0001$", project.body["project_no"])
              and project.body["customer_id"] == self.customer_id, project)
        self.project = project.body
        files = f"/projects/{self.project['id']}/files"
        content = bytes(range(256)) * 4096 + "größe".encode()
        up = self.pat.upload(files, {"kind": "cad", "units": "mm"}, [("bracket.stl", "model/stl", content)])
        check("201: a file", has(up, 201, "id", "name", "kind", "bytes", "sha256", "media_type", "units", "geometry",
              "created_at") and (up.body["bytes"], up.body["sha256"], up.body["units"])
              == (len(content), hashlib.sha256(content).hexdigest(), "mm"), up)
        down = self.reader.get(f"{files}/{up.body['id']}/content")
        check("200: its bytes, as a download", down.status == 200 and down.raw == content
              and down.headers["content-disposition"].startswith("attachment")
              and down.headers["x-content-type-options"] == "nosniff", down)
        several = self.pat.upload(files, {"kind": "drawing"},
                                  [("a.pdf", "application/pdf", b"%PDF-a"), ("b.pdf", "application/pdf", b"%PDF-b")])
        check("201: several files answer as a list", several.status == 201
              and [row["name"] for row in several.body["data"]] == ["a.pdf", "b.pdf"], several)
        gone = self.pat.delete(f"{files}/{several.body['data'][0]['id']}")
        listed = self.reader.get(files)
        check("204: one is deleted, two stay", gone.status == 204 and gone.raw == b""
              and len(listed.body["data"]) == 2, listed)
        seen = self.erp.get("/projects")
        check("the shop sees its customers' projects", [row["id"] for row in seen.body["data"]]
              == [self.project["id"]], seen)

    def errors(self):
        nobody = self.open.get("/projects")
        check("401: no credential", is_problem(nobody, 401, "unauthenticated")
              and nobody.headers["www-authenticate"].startswith("Bearer"), nobody)
        junk = self.open.as_token("pat_" + "0" * 64).get("/projects")
        check("401: a token that never was", is_problem(junk, 401, "invalid_token")
              and 'error="invalid_token"' in junk.headers["www-authenticate"], junk)
        scope = self.reader.post("/projects", {"name": "Not mine to make"})
        check("403: the scope that is missing", is_problem(scope, 403, "insufficient_scope", "scope")
              and 'scope="write:projects"' in scope.headers["www-authenticate"], scope)
        minted = self.reader.post("/tokens", {"name": "More"})
        check("403: a scoped token mints none", minted.status == 403, minted)
        stranger = self.open.post("/auth/sign-up", {"email": "eve@example.com", "password": PASSWORD, "name": "Eve"})
        eve = self.open.as_cookie(stranger)
        same = [eve.get(f"/projects/{which}") for which in (self.project["id"], NOBODY, "not-an-id")]
        check("404: another's, nobody's and a malformed id answer with the same bytes",
              all(is_problem(reply, 404, "not_found") for reply in same)
              and len({without_request_id(reply) for reply in same}) == 1, same)
        theirs = [eve.get(f"/webhooks/{which}/deliveries") for which in (self.mine["id"], NOBODY)]
        check("404: another's deliveries", len({without_request_id(reply) for reply in theirs}) == 1
              and theirs[0].status == 404, theirs)
        page = self.open.get(f"/docs/errors/{nobody.body['code']}", prefix="")
        check("200: every error code has a page", page.status == 200, page)
        both = Api(self.open.origin, {**self.pat.credential, **self.erp.credential}).get("/token")
        check("400: two credentials at once", is_problem(both, 400, "ambiguous_credentials"), both)
        in_url = self.open.get(f"/projects?token={self.token['secret']}")
        check("400: a token in the URL", is_problem(in_url, 400, "credential_in_url")
              and self.token["secret"].encode() not in in_url.raw, in_url)
        extra = self.pat.post("/projects", {"name": "x", "workspace_id": NOBODY})
        check("400: an unknown member", is_problem(extra, 400, "validation_failed", "errors"), extra)
        foreign = self.customer.post("/projects", {"name": "x"}, headers={"Origin": "https://evil.example.com"})
        check("403: a cookie from another site", foreign.status == 403, foreign)

    def farewell(self):
        path = f"/tokens/{self.token['id']}"
        graced = self.customer.post(f"{path}/rotate", {"grace_seconds": 600})
        new = self.open.as_token(graced.body["secret"])
        check("rotated with grace: old and new both work", graced.status in (200, 201)
              and self.pat.get("/token").status == new.get("/token").status == 200, graced)
        check("and the new one carries its checksum", checksum_is_right("pat", graced.body["secret"]))
        revoked = self.customer.delete(f"/tokens/{graced.body['id']}")
        after = new.get("/token")
        check("204: revoked, and the very next call is 401", revoked.status == 204
              and is_problem(after, 401, "invalid_token"), after)
        self.customer.delete(path)
        check("401: the rotated one, revoked too", self.pat.get("/token").status == 401)
        leaked = self.open.post("/tokens/report-leak", {"token": self.reader.credential["Authorization"][7:]})
        check("202: a leaked token is reported by whoever found it", leaked.status == 202
              and self.reader.get("/token").status == 401, leaked)
        out = self.customer.post("/auth/sign-out")
        check("204: signed out, and the cookie is dead", out.status == 204
              and self.customer.get("/token").status == 401, out)
        still = self.erp.get("/token")
        check("the tenant key lives on", still.status == 200, still)
