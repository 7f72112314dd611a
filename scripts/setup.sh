#!/bin/sh
# Makes sure that what Bulkhead needs is there: Swift, and the headers of GSL and SQLite.
#
# Cheap when everything is there. Installs system packages where it may; otherwise says what to do
# and stops. Run it through `make setup`, or by itself.
set -eu

oldest_major=6
oldest_minor=2

say() { printf 'setup: %s\n' "$1" >&2; }

stop() {
  for line in "$@"; do say "$line"; done
  exit 1
}

# Runs a command as root.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Whether `as_root` can work: as root, or with sudo if that needs no password or can ask for it.
may_be_root() {
  [ "$(id -u)" -eq 0 ] && return 0
  command -v sudo >/dev/null 2>&1 || return 1
  sudo -n true 2>/dev/null || [ -t 0 ]
}

check_swift() {
  if ! command -v swift >/dev/null 2>&1; then
    stop "Swift is not installed, or not in PATH." \
      "Install Swift $oldest_major.$oldest_minor or later from https://www.swift.org/install" \
      "and run this command again."
  fi
  version=$(swift --version 2>/dev/null |
    sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
  major=${version%%.*}
  minor=${version#*.}
  if [ -z "$version" ]; then
    stop "\`swift --version\` does not tell its version." \
      "Install Swift $oldest_major.$oldest_minor or later from https://www.swift.org/install"
  fi
  if [ "$major" -lt "$oldest_major" ] ||
    { [ "$major" -eq "$oldest_major" ] && [ "$minor" -lt "$oldest_minor" ]; }; then
    stop "Swift $version is too old: Bulkhead needs $oldest_major.$oldest_minor or later." \
      "Install it from https://www.swift.org/install and run this command again."
  fi
}

# Whether the headers and libraries can be found.
has_libraries() {
  command -v pkg-config >/dev/null 2>&1 || return 1
  pkg-config --exists gsl || return 1
  # On macOS, SQLite comes with the SDK.
  [ "$(uname -s)" = Darwin ] || pkg-config --exists sqlite3
}

install_with_apt() {
  packages="libgsl-dev libsqlite3-dev pkg-config"
  if ! may_be_root; then
    stop "Some system packages are missing, and only an administrator can install them." \
      "Ask for this command to be run, then try again:" \
      "    apt-get update && apt-get install -y $packages"
  fi
  say "installing $packages"
  # The list of packages splits into words on purpose.
  # shellcheck disable=SC2086
  if ! as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends $packages >&2; then
    say "apt does not know them yet; updating its lists"
    as_root apt-get update >&2
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends $packages >&2
  fi
}

install_libraries() {
  if [ "$(uname -s)" = Darwin ]; then
    command -v brew >/dev/null 2>&1 ||
      stop "GSL is missing. Install Homebrew from https://brew.sh, then run:" \
        "    brew install gsl sqlite pkgconf"
    say "installing gsl, sqlite and pkgconf with Homebrew"
    brew install gsl sqlite pkgconf >&2
  elif command -v apt-get >/dev/null 2>&1; then
    install_with_apt
  else
    stop "The headers of GSL or SQLite, or pkg-config, are missing." \
      "Install them with this system's package manager, for example:" \
      "    dnf install gsl-devel sqlite-devel pkgconf-pkg-config" \
      "    pacman -S gsl sqlite pkgconf"
  fi
}

check_swift
if ! has_libraries; then
  install_libraries
  has_libraries ||
    stop "The packages are installed, but pkg-config does not find gsl and sqlite3." \
      "Check with: pkg-config --exists --print-errors gsl sqlite3"
fi
