"""A web server for a folder, and a browser that can reach nothing else: what the tests
of the site stand on."""

import contextlib
import functools
import gzip as gz
import http.server
import json
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


PACKED = {".whl", ".zip", ".png", ".npz", ".woff2", ".woff", ".jpg", ".gz", ".bin"}
"""What no host packs again."""


@dataclass
class Sent:
    """What a server was asked for: names and bytes that went out, in order; and the bytes
    of those files as they lie there."""

    raw: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return sum(size for _, size in self.asked)

    def note(self, name: str, raw: int, sent: int) -> None:
        self.raw += raw
        self.asked.append((name, sent))


class Address(str):
    """The address at which a folder is served, with what was sent from there."""

    sent: Sent


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A browser that goes to another page drops what it had asked for: no error
        here."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files as any plain host does, with gzip if `gzip`; the page's settings let
    the test hold the running application too."""

    def __init__(self, *arguments, sent: Sent, gzip: bool, for_all: bool, **keywords):
        self.sent, self.gzip, self.for_all = sent, gzip, for_all
        super().__init__(*arguments, **keywords)

    def log_message(self, *_):
        pass

    def do_GET(self):
        asked = Path(self.translate_path(self.path))
        if asked.is_dir() and self.path.partition("?")[0].endswith("/"):
            asked /= "index.html"  # without the slash the answer is: ask with it
        if not asked.is_file():
            self.sent.note(self.path, 0, 0)
            super().do_GET()
            return
        answer = raw = asked.read_bytes()
        if asked.name == "jupyter-lite.json":
            settings = json.loads(raw)
            settings["jupyter-config-data"]["exposeAppInBrowser"] = True
            answer = json.dumps(settings).encode()
        packed = self.gzip and asked.suffix not in PACKED
        if packed:
            answer = _packed(answer)
        self.sent.note(self.path, len(raw), len(answer))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(asked)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Last-Modified", self.date_time_string(asked.stat().st_mtime))
        self.send_header("Content-Length", str(len(answer)))
        if self.for_all:
            self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(answer)


@functools.lru_cache(maxsize=2_000)
def _packed(answer: bytes) -> bytes:
    return gz.compress(answer, 6, mtime=0)


@contextlib.contextmanager
def served(folder: Path, gzip: bool = False, for_all: bool = False):
    """The address at which `folder` is served, for as long as the block runs; with
    `for_all` to the pages of other hosts too, as a public server does."""
    sent = Sent()
    handler = functools.partial(
        _Handler, directory=str(folder), sent=sent, gzip=gzip, for_all=for_all
    )
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        where = Address(f"http://127.0.0.1:{server.server_port}")
        where.sent = sent
        yield where
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def watch(context) -> list[str]:
    """The hosts that the context's pages and workers ask from now on, filled in as they
    are asked."""
    hosts: list[str] = []

    def note(request):
        if request.url.startswith(("http:", "https:", "ws:", "wss:")):
            hosts.append(request.url.split("/")[2])

    context.on("request", note)
    return hosts
