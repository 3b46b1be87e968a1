#!/bin/sh
# Installs the system packages that grading and the full tests use, where this is root with apt; then says what is there.
# With "demo" only what grading a class needs, a megabyte or two; without, or with "tests", also what only tests need.
# It never fails for a missing package: what needs one says so itself, and names what it does without it.
set -u
cd "$(dirname "$0")/.." || exit 2
PATH="$PATH:/usr/sbin:/sbin" # ldconfig lies there, and an ordinary user of Debian doesn't look there

here() { command -v "$1" >/dev/null 2>&1; }
any() { for file in "$@"; do [ -e "$file" ] && return; done; return 1; } # whether one of these files exists
has_seccomp() {
  ldconfig -p 2>/dev/null | grep -q 'libseccomp\.so\.2' ||
    any /lib/*/libseccomp.so.2 /usr/lib/*/libseccomp.so.2 /lib64/libseccomp.so.2 /usr/lib64/libseccomp.so.2 /usr/lib/libseccomp.so.2
}
has_venv() { bash scripts/setup.sh which >/dev/null 2>&1; } # a Python that make setup takes, with its venv module
# Where the system's own Python is none of 3.11 to 3.14, one beside it, if apt knows one.
venv_package() {
  if here python3 && ! python3 -I -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
    for version in 3.11 3.12 3.13 3.14; do
      apt-cache show "python$version-venv" >/dev/null 2>&1 && echo "python$version-venv" && return
    done
  fi
  echo python3-venv
}

there() { # there PACKAGE: whether what we want of it is on this machine, from wherever it came
  case $1 in
    bubblewrap) here bwrap ;;
    libseccomp2) has_seccomp ;;
    util-linux) here setpriv ;;
    python3*-venv) has_venv ;;
    chromium) here chromium || here chromium-browser ;;
    postgresql) here postgres || any /usr/lib/postgresql/*/bin/postgres ;;
    nodejs) here node ;;
  esac
}

purpose() {
  case $1 in
    bubblewrap) echo "isolation level strict" ;;
    libseccomp2) echo "isolation levels strict and process" ;;
    util-linux) echo "setpriv, for grading as root" ;;
    python3*-venv) echo "make setup" ;;
    chromium) echo "tests in a browser" ;;
    postgresql) echo "tests of a gradebook on a server" ;;
    nodejs) echo "tests in WebAssembly without a browser" ;;
  esac
}

missing() { # those of our packages that are not there, in one line
  list=""
  for package in $packages; do
    there "$package" || list="$list $package"
  done
  echo "${list# }"
}

apt_install() { LC_ALL=C apt-get install -q -y --no-install-recommends "$@"; }

install() { # install PACKAGE...: says what it fetches, then fetches it; one by one where they don't go together
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null 2>&1 || echo "system: the package lists could not be renewed; trying with the old ones"
  amount=$(apt_install --assume-no "$@" 2>/dev/null | sed -n 's/^Need to get \(.*B\) of archives.*/\1/p')
  echo "system: fetching $* with apt${amount:+, $amount with all they depend on}"
  apt_install "$@" >/dev/null 2>&1 && return
  for package in "$@"; do
    apt_install "$package" >/dev/null 2>&1 || echo "system: $package could not be installed"
  done
}

packages="bubblewrap libseccomp2 util-linux $(venv_package)"
case ${1:-tests} in
  demo) ;;
  tests) packages="$packages chromium postgresql nodejs" ;;
  *) echo "usage: sh scripts/system.sh [demo|tests]" >&2; exit 2 ;;
esac

wanted=$(missing)
if [ -n "$wanted" ]; then
  if [ "$(id -u)" -eq 0 ] && here apt-get; then
    install $wanted # several words
  else
    echo "system: nothing is installed from here, for that takes root and apt"
  fi
fi

for package in $packages; do
  if there "$package"; then
    echo "system: $package is there ($(purpose "$package"))"
  else
    echo "system: $package is MISSING ($(purpose "$package")): apt-get install $package, as root"
  fi
done
