"""The first process of a clean room: makes its mounts, shuts the host out, and starts
one shell in it.

It runs as process 1 of new mount and process namespaces, so when it ends, everything in
the room ends with it and no mount is left. Standard library only; everything is
imported before the host's files are gone.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import socket
import stat
import struct
import subprocess
import sys

NODES = {
    "null": (1, 3),
    "zero": (1, 5),
    "full": (1, 7),
    "random": (1, 8),
    "urandom": (1, 9),
    "tty": (5, 0),
}
LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "fd/0",
    "stdout": "fd/1",
    "stderr": "fd/2",
    "ptmx": "pts/ptmx",
}
MNT_DETACH = 2


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def furnish(root: str, binds: dict[str, str]) -> None:
    """Fresh /proc, /dev and /tmp, a /sys that can only be read, and the folders that
    rooms share."""
    mount("--bind", root, root)
    mount("-t", "proc", "-o", "nosuid,nodev,noexec", "proc", f"{root}/proc")
    mount("-t", "sysfs", "-o", "ro,nosuid,nodev,noexec", "sysfs", f"{root}/sys")
    mount("-t", "tmpfs", "-o", "mode=755,nosuid", "tmpfs", f"{root}/dev")
    for name, numbers in NODES.items():
        os.mknod(f"{root}/dev/{name}", 0o666 | stat.S_IFCHR, os.makedev(*numbers))
    for name, target in LINKS.items():
        os.symlink(target, f"{root}/dev/{name}")
    for name in ("pts", "shm"):
        os.mkdir(f"{root}/dev/{name}", 0o755)
    mount(
        "-t",
        "devpts",
        "-o",
        "newinstance,ptmxmode=0666,mode=0620,gid=5",
        "devpts",
        f"{root}/dev/pts",
    )
    mount("-t", "tmpfs", "-o", "mode=1777,nosuid,nodev", "tmpfs", f"{root}/dev/shm")
    mount("-t", "tmpfs", "-o", "mode=1777,nosuid,nodev", "tmpfs", f"{root}/tmp")
    for inside, outside in binds.items():
        mount("--bind", outside, root + inside)


def shut(root: str, by_chroot: bool) -> None:
    """Make the room the root. In a chroot the kernel refuses user namespaces; after a
    pivot it allows them."""
    os.chdir(root)
    if by_chroot:
        os.chroot(".")
    else:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.pivot_root(b".", b".") or libc.umount2(b".", MNT_DETACH):
            raise OSError(ctypes.get_errno(), "pivot_root")
    os.chdir("/")


def loopback_up() -> None:
    """A machine without a network still reaches itself."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        # SIOCSIFFLAGS, IFF_UP | IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))


def ids(user: str) -> tuple[int, int]:
    with open("/etc/passwd", encoding="utf-8") as passwd:
        entry = next(line.split(":") for line in passwd if line.startswith(f"{user}:"))
    return int(entry[2]), int(entry[3])


def main(order: dict) -> int:
    os.umask(0)
    socket.sethostname("clean-room")
    if order["offline"]:
        loopback_up()
    furnish(order["root"], order["binds"])
    shut(order["root"], order["chroot"])
    for stream in (0, 1, 2):  # so that the user may open /dev/stdout, as in a terminal
        if not os.isatty(stream):
            os.fchown(stream, *ids(order["user"]))
    who = ["setpriv", "--reuid", order["user"], "--regid", order["user"], "--init-groups"]
    command = (who if order["user"] != "root" else []) + order["command"]
    shell = os.fork()
    if not shell:
        os.umask(order["umask"])
        os.chdir(order["folder"])
        os.execvpe(command[0], command, order["environment"])
    while True:  # process 1 also takes in the orphans
        ended, status = os.wait()
        if ended == shell:
            return os.waitstatus_to_exitcode(status) & 0xFF


if __name__ == "__main__":
    sys.exit(main(json.loads(os.environ["CLEAN_ROOM"])))
