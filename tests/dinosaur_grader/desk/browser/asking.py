"""Asks an ASGI application, as a browser or as anybody would."""

import asyncio

import httpx

from dinosaur_grader.desk.browser.guard import HEADER

HOST = "127.0.0.1:4711"
ORIGIN = f"http://{HOST}"


def ask(app, method, path, headers=None, **more):
    """One answer of `app`."""

    async def once():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, path, headers=headers, **more)

    return asyncio.run(once())


def own(guard):
    """The headers of a request that the desk's own page makes."""
    return {
        "host": HOST,
        "origin": ORIGIN,
        "sec-fetch-site": "same-origin",
        "cookie": f"{guard.cookie}={guard.keys.cookie}",
        HEADER: guard.keys.token,
    }
