#!/bin/sh
# Installs the system packages that grading and the full tests use, where this is root with apt; then says what is there.
# With "demo" only what grading a class needs, a megabyte or two; without, or with "tests", also what only tests need.
# Where Ubuntu's AppArmor keeps bubblewrap from its work, root lets it, and nothing else, through.
# It never fails for a missing package: what needs one says so itself, and names what it does without it.
set -u
cd "$(dirname "$0")/.." || exit 2
PATH="$PATH:/usr/sbin:/sbin" # ldconfig lies there, and an ordinary user of Debian doesn't look there
restricted=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
profile=bwrap-userns-restrict
profiles=/etc/apparmor.d
ubuntus=/usr/share/apparmor/extra-profiles # where Ubuntu's package apparmor-profiles puts it

here() { command -v "$1" >/dev/null 2>&1; }
any() { for file in "$@"; do [ -e "$file" ] && return; done; return 1; } # whether one of these files exists
has_seccomp() {
  ldconfig -p 2>/dev/null | grep -q 'libseccomp\.so\.2' ||
    any /lib/*/libseccomp.so.2 /usr/lib/*/libseccomp.so.2 /lib64/libseccomp.so.2 /usr/lib64/libseccomp.so.2 /usr/lib/libseccomp.so.2
}
# Each is started, for Ubuntu's chromium-browser is a script that asks for a snap.
has_browser() { for name in chromium google-chrome chromium-browser; do "$name" --version >/dev/null 2>&1 && return; done; return 1; }
has_venv() { bash tools/setup.sh which >/dev/null 2>&1; } # a Python that make setup takes, with its venv module
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
    chromium) has_browser ;;
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

how() {
  case $1 in
    chromium) echo "apt-get install chromium, as root; Ubuntu has it only as a snap, so there Google Chrome" ;;
    *) echo "apt-get install $1, as root" ;;
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

fetch() { # fetch PACKAGE...: says what it fetches, then fetches it; one by one where they don't go together
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q >/dev/null 2>&1 || echo "system: the package lists could not be renewed; trying with the old ones"
  amount=$(apt_install --assume-no "$@" 2>/dev/null | sed -n 's/^Need to get \(.*B\) of archives.*/\1/p')
  echo "system: fetching $* with apt${amount:+, $amount with all they depend on}"
  apt_install "$@" >/dev/null 2>&1 && return
  for package in "$@"; do
    apt_install "$package" >/dev/null 2>&1 || echo "system: $package could not be installed"
  done
}

# Whether bubblewrap makes the namespaces that grading asks for; as root, who gives root up first, by a user without rights.
isolates() {
  as=""
  [ "$(id -u)" -ne 0 ] || as="setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --"
  # shellcheck disable=SC2086  several words
  refusal=$($as bwrap --unshare-user --unshare-pid --unshare-net --disable-userns --ro-bind / / true 2>&1)
}

# Ubuntu's own profile, which from 25.04 on it loads itself. One that sets bwrap free (`flags=(unconfined)`) would give
# everybody who may start bwrap the rights in a namespace that the restriction takes away; under this one only bwrap has them.
let_through() {
  any "$ubuntus/$profile" || fetch apparmor-profiles
  install -m 644 "$ubuntus/$profile" "$profiles/" && apparmor_parser --replace "$profiles/$profile"
}

say_isolation() { # for a bubblewrap that is there
  if ! isolates && [ "$(cat "$restricted" 2>/dev/null)" = 1 ]; then
    if [ "$(id -u)" -eq 0 ] && here apt-get && here apparmor_parser; then
      echo "system: AppArmor keeps bubblewrap from making namespaces; loading Ubuntu's profile that lets it, and nothing else, do so"
      let_through && echo "system: $profiles/$profile is there, also after a restart"
    else
      echo "system: AppArmor keeps bubblewrap from making namespaces. As root, on the machine itself where this is a container:"
      echo "system:   apt-get install apparmor-profiles"
      echo "system:   install -m 644 $ubuntus/$profile $profiles/ && apparmor_parser --replace $profiles/$profile"
    fi
  fi
  if isolates; then
    echo "system: bubblewrap is there and works ($(purpose bubblewrap))"
  else
    echo "system: bubblewrap is there and can't be used: $refusal ($(purpose bubblewrap))"
  fi
}

packages="bubblewrap libseccomp2 util-linux $(venv_package)"
case ${1:-tests} in
  demo) ;;
  tests) packages="$packages chromium postgresql nodejs" ;;
  *) echo "usage: sh tools/system.sh [demo|tests]" >&2; exit 2 ;;
esac

wanted=$(missing)
if [ -n "$wanted" ]; then
  if [ "$(id -u)" -eq 0 ] && here apt-get; then
    fetch $wanted # several words
  else
    echo "system: nothing is installed from here, for that takes root and apt"
  fi
fi

for package in $packages; do
  if [ "$package" = bubblewrap ] && there bubblewrap; then
    say_isolation
  elif there "$package"; then
    echo "system: $package is there ($(purpose "$package"))"
  else
    echo "system: $package is MISSING ($(purpose "$package")): $(how "$package")"
  fi
done
