#!/bin/sh
# Install those of the named Debian packages that are missing. As root it just does so; for anybody else it says what to run.
set -eu

missing=""
for package in "$@"; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "redraft: this system has no apt-get; install what Debian calls:$missing" >&2
    exit 2
elif [ "$(id -u)" -ne 0 ]; then
    echo "redraft: packages are missing; run: sudo apt-get install --no-install-recommends$missing" >&2
    exit 2
fi

# What apt says is of interest only when it fails.
quietly() {
    said=$("$@" </dev/null 2>&1) || { echo "$said" >&2; exit 1; }
}

echo "installing Debian packages:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
quietly apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 update
# shellcheck disable=SC2086  # one argument a package
quietly apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 install -y --no-install-recommends $missing
