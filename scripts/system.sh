#!/bin/sh
# Installs the system packages that grading and the full tests use, where this is root with apt; then says what is there.
# It never fails for a missing package: what needs one says so itself, and names what it does without it.
set -u

installs_here() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; }
has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || ls /usr/lib/*/"$1" /usr/lib64/"$1" >/dev/null 2>&1; }
has_postgres() { command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }
has_chromium() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
has_venv() { python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }

all_there() {
  command -v bwrap >/dev/null 2>&1 && command -v setpriv >/dev/null 2>&1 && has_library libseccomp.so.2 &&
    has_chromium && has_postgres && has_venv && command -v node >/dev/null 2>&1
}

install_all() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null || echo "system: the package lists could not be renewed; trying with the old ones"
  for package in bubblewrap libseccomp2 util-linux chromium postgresql python3-venv nodejs; do
    apt-get install -q -y --no-install-recommends "$package" >/dev/null 2>&1 || echo "system: $package could not be installed"
  done
}

say() { # say NAME FOUND WHAT-IT-IS-FOR PACKAGE
  if [ "$2" -eq 0 ]; then
    echo "system: $1 is there ($3)"
  else
    echo "system: $1 is MISSING ($3): apt-get install $4, as root"
  fi
}

if all_there; then
  :
elif installs_here; then
  install_all
else
  echo "system: nothing is installed from here, for that takes root and apt"
fi

command -v bwrap >/dev/null 2>&1
say bubblewrap $? "isolation level strict" bubblewrap
command -v setpriv >/dev/null 2>&1
say setpriv $? "grading as root" util-linux
has_library libseccomp.so.2
say libseccomp $? "isolation levels strict and process" libseccomp2
has_chromium
say Chromium $? "tests in a browser" chromium
has_postgres
say PostgreSQL $? "tests of a gradebook on a server" postgresql
command -v node >/dev/null 2>&1
say node $? "tests in WebAssembly without a browser" nodejs
has_venv
say "Python's venv" $? "make setup" python3-venv
