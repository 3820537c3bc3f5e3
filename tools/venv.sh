#!/bin/sh
# Makes the virtual environment $1 with the first Python 3.11 or newer that runs, or with $2 when given.
# On Debian and Ubuntu a Python may come without its venv module: then that package is installed if we
# may (root, or sudo without a password), else one sentence says what to install.
set -eu

venv=$1
wanted=${2:-}

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${wanted:-python3.11 python3.12 python3.13 python3.14 python3 /usr/bin/python3}; do
        # A version manager's shim may exist and yet refuse to run, so each candidate is tried.
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

if [ -x "$venv/bin/python" ] && is_new_enough "$venv/bin/python"; then
    exit 0
fi

if ! python=$(find_python); then
    say "Navwarn needs Python 3.11 or newer${wanted:+, and $wanted is not}: install it (on Debian 12: apt-get install python3), or name it with make PYTHON=/path/to/python3."
    exit 1
fi

if ! has_venv "$python"; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if may_install; then
        say "Installing $package ..."
        as_root apt-get -qq update >/dev/null 2>&1 || true
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get -qq install -y --no-install-recommends "$package" >/dev/null 2>&1 || true
    fi
    if ! has_venv "$python"; then
        say "$python cannot make virtual environments: install $package (apt-get install $package), then run make again."
        exit 1
    fi
fi

"$python" -m venv --clear "$venv"
