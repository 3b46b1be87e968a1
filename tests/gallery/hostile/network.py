"""Talking to the outside. The outside is a listener of the test's own on the loopback,
and nothing else is ever asked."""

from tests.gallery.proving_ground import ABSTRACT, FOLDER, HARM, PORT

from . import Attack

GROUND = f"""
import os, socket
ADDRESS = ("127.0.0.1", {PORT})
PATH = {str(FOLDER / "socket")!r}
ABSTRACT = {ABSTRACT!r}
def harm(what):
    raise RuntimeError("{HARM}: " + what)
"""

# what is done, and what that was where it is not refused
WAYS = {
    "tcp": ("socket.create_connection(ADDRESS, timeout=2).sendall(b'hello')", "a TCP connection to the loopback"),
    "udp": ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'hello', ADDRESS)", "a UDP message to the loopback"),
    "unix-socket": ("socket.socket(socket.AF_UNIX).connect(PATH)", "a unix socket in the file system"),
    "abstract-socket": ("socket.socket(socket.AF_UNIX).connect(ABSTRACT)", "an abstract unix socket"),
    "listener": ("own = socket.socket(); own.bind(('127.0.0.1', 0)); own.listen()", "a listener of its own"),
    "socket-pair": ("socket.socketpair()", "a pair of sockets"),
}

SYSCALL = """
import ctypes
libc = ctypes.CDLL(None)
if os.uname().machine == "x86_64" and libc.syscall(41, 2, 1, 0) >= 0:
    harm("a socket past Python")
"""

IO_URING = """
import ctypes
if ctypes.CDLL(None).syscall(425, 8, ctypes.create_string_buffer(120)) >= 0:
    harm("an io_uring, which can open sockets")
"""

ATTACKS = (
    *(Attack(name, why, first=f"{GROUND}{do}\nharm({why!r})\n") for name, (do, why) in WAYS.items()),
    Attack("socket-syscall", "a socket past Python", first=GROUND + SYSCALL),
    Attack("io-uring", "sockets by way of io_uring", first=GROUND + IO_URING),
)
