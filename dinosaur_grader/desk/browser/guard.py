"""Who may talk to the desk.

One law: whatever says or changes something of the course is for a request that has the
cookie, has a token that only the desk's own pages know, and comes from the desk's own
origin, as the browser says. Cookies don't know ports: a page of another server on this
machine sends ours along, and that server reads it. So the cookie alone opens nothing; nor
does the token, which a browser keeps for this origin, its port included.

Public are the empty page and its styles and scripts, which say nothing of the course.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-desk-token"
COOKIE = "dinosaur-desk"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
EVERYWHERE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""Headers of every answer; one that brings its own keeps it."""
KEPT = 24 * 3600
"""Seconds that a browser keeps the cookie: it may be quit and started again meanwhile."""
AGAIN = "End the desk where it runs, by Ctrl-C, and start it again: nothing is lost."
NOT_YOURS = f"This desk is open in another browser. {AGAIN}"
NOT_FROM_HERE = "This request did not come from the desk's own page."


class Keys:
    """The secrets of one desk: the one-time word in its address, the cookie that it
    becomes, and the token of its pages."""

    def __init__(self) -> None:
        self.once, self.cookie, self.token = (secrets.token_urlsafe(32) for _ in range(3))
        self.used = False

    def open(self, word: str) -> bool:
        """Tell whether this is the one-time word, which from then on opens nothing."""
        opens = not self.used and fits(self.once, word)
        self.used = self.used or opens
        return opens


def fits(secret: str, word: str) -> bool:
    """Compare a word with a secret, in a time that says nothing of where they differ."""
    return hmac.compare_digest(secret.encode(), word.encode())


class Guard:
    """An ASGI application that lets through to another what the law allows. `hosts` are
    the names under which the desk is reached, `origins` those of its pages."""

    def __init__(
        self, app: ASGIApp, keys: Keys, hosts: Collection[str], origins: Collection[str]
    ):
        self.app = app
        self.keys = keys
        self.hosts = frozenset(hosts)
        self.origins = frozenset(origins)
        self.cookie = f"{COOKIE}-{secrets.token_hex(4)}"  # a second desk has its own
        self.last_request = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no other protocol is spoken here
            raise RuntimeError(f"{scope['type']} is not served")
        request = Request(scope)
        answer: ASGIApp = self._answer(request) or self.app
        self.last_request = time.monotonic()

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in EVERYWHERE.items():
                    headers.setdefault(name, value)
            await send(message)

        await answer(scope, receive, with_headers)

    def _answer(self, request: Request) -> Response | None:
        """Answer in the application's place; None where the request may pass."""
        if request.headers.get("host", "") not in self.hosts:
            return _refused("The desk is reached by the address that it printed, and no other.")
        if request.method not in ("GET", "POST"):
            return _refused("The desk knows GET and POST.", HTTPStatus.METHOD_NOT_ALLOWED)
        if request.method == "GET" and is_public(request.scope["path"]):
            word = request.query_params.get("once")
            return None if word is None else self._opened(word)
        why = self._refusal(request)
        return _refused(why) if why else None

    def _opened(self, word: str) -> Response:
        if not self.keys.open(word):
            return _refused(NOT_YOURS)
        # what follows the # is never sent: it stays in the browser
        answer = RedirectResponse(f"./#{self.keys.token}", HTTPStatus.SEE_OTHER)
        # without a path: behind a proxy it is for the desk's own folder alone
        answer.set_cookie(
            self.cookie,
            self.keys.cookie,
            max_age=KEPT,
            path=None,
            httponly=True,
            samesite="strict",
        )
        return answer

    def _refusal(self, request: Request) -> str:
        """Say why a request is not the desk's own page's; nothing where it is."""
        headers = request.headers
        if headers.get("sec-fetch-site") != "same-origin":
            return NOT_FROM_HERE
        if request.method == "POST" and headers.get("origin") not in self.origins:
            return NOT_FROM_HERE
        token = headers.get(HEADER) or token_in(request.url.path)
        has_cookie = fits(self.keys.cookie, request.cookies.get(self.cookie, ""))
        return "" if fits(self.keys.token, token) and has_cookie else NOT_YOURS


def is_public(path: str) -> bool:
    """Tell whether a path says nothing of the course."""
    return path == "/" or path.startswith("/static/")


def token_in(path: str) -> str:
    """Return the token in the path of a file that is shown in a frame or downloaded, where
    no header can be sent."""
    parts = path.split("/")
    return parts[2] if len(parts) > 3 and parts[1] == "file" else ""


def _refused(why: str, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> Response:
    return PlainTextResponse(why, status)
