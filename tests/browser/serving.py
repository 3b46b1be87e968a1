"""A web server for a folder, and a browser that can reach nothing else: what the tests
of the site stand on."""

import contextlib
import functools
import http.server
import json
import sys
import threading
from pathlib import Path

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A browser that goes to another page drops what it had asked for: no error
        here."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files as any plain host does; the page's settings let the test hold the
    running application too."""

    def log_message(self, *_):
        pass

    def do_GET(self):
        asked = Path(self.translate_path(self.path))
        if asked.name != "jupyter-lite.json" or not asked.is_file():
            super().do_GET()
            return
        settings = json.loads(asked.read_text())
        settings["jupyter-config-data"]["exposeAppInBrowser"] = True
        answer = json.dumps(settings).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


@contextlib.contextmanager
def served(folder: Path):
    """The address at which `folder` is served, for as long as the block runs."""
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
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
