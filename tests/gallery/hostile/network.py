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

TCP = """
socket.create_connection(ADDRESS, timeout=2).sendall(b"hello")
harm("a TCP connection")
"""

UDP = """
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ADDRESS)
harm("a UDP message")
"""

UNIX = """
socket.socket(socket.AF_UNIX).connect(PATH)
harm("a unix socket")
"""

ABSTRACT_UNIX = """
socket.socket(socket.AF_UNIX).connect(ABSTRACT)
harm("an abstract unix socket")
"""

LISTENER = """
own = socket.socket()
own.bind(("127.0.0.1", 0))
own.listen()
harm("a listener of its own")
"""

PAIR = """
socket.socketpair()
harm("a pair of sockets")
"""

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
    Attack("tcp", "a TCP connection to the loopback", first=GROUND + TCP),
    Attack("udp", "a UDP message to the loopback", first=GROUND + UDP),
    Attack("unix-socket", "a unix socket in the file system", first=GROUND + UNIX),
    Attack("abstract-socket", "an abstract unix socket", first=GROUND + ABSTRACT_UNIX),
    Attack("listener", "a listener of its own", first=GROUND + LISTENER),
    Attack("socket-pair", "a pair of sockets", first=GROUND + PAIR),
    Attack("socket-syscall", "a socket past Python", first=GROUND + SYSCALL),
    Attack("io-uring", "sockets by way of io_uring", first=GROUND + IO_URING),
)
