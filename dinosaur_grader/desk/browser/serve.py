"""`dinosaur-grader desk`: the course in the browser, on this machine alone."""

from __future__ import annotations

import asyncio
import contextlib
import html
import socket
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
import uvicorn

from dinosaur_grader.assignments import locations
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.browser.commands import Course
from dinosaur_grader.desk.browser.guard import Guard, Keys
from dinosaur_grader.desk.browser.routes import Desk
from dinosaur_grader.exit_codes import ExitCode, Refused

HERE = "127.0.0.1"
LOOK = 1.0  # seconds between two looks at whether anybody is there
STOPPING = 2  # seconds that open connections are given at the end


def command(
    course: opts.Course = None,
    database: opts.Database = None,
    isolation: opts.Isolation = "strict",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes one that is free.")
    ] = 0,
    behind: Annotated[
        str,
        typer.Option(
            help="The address of the JupyterLab it is seen through, as https://hub.example.org/user/ada/."
        ),
    ] = "",
    browser: Annotated[bool, typer.Option(help="Open the browser, too.")] = True,
    minutes: Annotated[
        float, typer.Option(min=0.01, help="End when nobody asked anything for so long.")
    ] = 60.0,
) -> int:
    """Open the course in the browser: drop the zip, grade, look, answer, get the files
    for upload. Every button shows the command that it is."""
    home = (course or Path.cwd()).resolve()
    own = opts.course_of(course or home if locations.is_course(home) else None)
    names = locations.names(own)
    try:
        first = locations.chosen("", own)
    except locations.NoAssignment:  # several; a person chooses on the page
        first = next(iter(names), "")
    known = Course(home, names, database or "", first, isolation)
    keys = Keys()
    desk = Desk(known, keys.token)
    with _listening(port) as listening:
        number = listening.getsockname()[1]
        hosts, origins = reached_at(number, behind)
        guard = Guard(desk.app(), keys, hosts, origins)
        address = f"{seen_at(number, behind)}?once={keys.once}"
        opts.say(f"The desk of {home} is open, for one browser: {address}")
        opts.say(f"It ends by Ctrl-C, or when nobody asked anything for {minutes:g} minutes.")
        door = _opened_browser(address, home) if browser and not behind else None
        with door or contextlib.nullcontext(), contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve(guard, desk, listening, minutes * 60))
    if desk.runs.going():
        opts.say(
            "The desk is closed. The command that it started goes on; open the desk again to see it."
        )
    return ExitCode.DONE


@contextlib.contextmanager
def _opened_browser(address: str, home: Path) -> Iterator[None]:
    """Open the address in the browser by a page that only this user may read, and that is
    there until the desk ends: anybody on this machine can read what a program is started
    with."""
    # in the course, since a browser that is a snap has a /tmp of its own
    with tempfile.NamedTemporaryFile("w", dir=home, prefix="desk-", suffix=".html") as page:
        page.write(f'<meta http-equiv="refresh" content="0; url={html.escape(address)}">\n')
        page.flush()
        webbrowser.open(Path(page.name).as_uri())
        yield


def seen_at(port: int, behind: str) -> str:
    """Return the address of the desk's page: on this machine, or through the proxy of the
    JupyterLab at `behind` (jupyter-server-proxy)."""
    return f"{behind.rstrip('/')}/proxy/{port}/" if behind else f"http://{HERE}:{port}/"


def reached_at(port: int, behind: str) -> tuple[set[str], set[str]]:
    """Return the names of the host under which the desk is reached, and the origins of its
    pages: this machine's, and those of a proxy. Raises Refused for what is no address."""
    hosts = {f"{HERE}:{port}", f"localhost:{port}"}
    origins = {f"http://{host}" for host in hosts}
    if behind:
        parts = urlsplit(behind)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.username:
            raise Refused(
                f"--behind takes an address such as https://hub.example.org, not {behind}."
            )
        hosts.add(parts.netloc)
        origins.add(f"{parts.scheme}://{parts.netloc}")
    return hosts, origins


async def serve(guard: Guard, desk: Desk, listening: socket.socket, idle: float) -> None:
    """Serve until it is stopped, or nobody has asked anything for `idle` seconds while
    nothing was at work."""
    settings = uvicorn.Config(
        guard,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=STOPPING,
    )
    server = uvicorn.Server(settings)
    watching = asyncio.create_task(_until_idle(server, guard, desk, idle))
    await server.serve(sockets=[listening])
    watching.cancel()


async def _until_idle(server: uvicorn.Server, guard: Guard, desk: Desk, idle: float) -> None:
    while not server.should_exit:
        await asyncio.sleep(min(LOOK, idle))
        if desk.runs.going():
            guard.last_request = time.monotonic()
        server.should_exit |= time.monotonic() - guard.last_request > idle


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HERE, port))
    except OSError as error:
        raise Refused(
            f"port {port} can't be had: {error.strerror}. Leave --port out, or name another."
        ) from error
