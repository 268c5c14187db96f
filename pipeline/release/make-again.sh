#!/bin/sh
# Make the renditions of this release again from what lies beside this file, and compare them.
# Needs Python 3.11 with venv, Pango 1.50 or later and HarfBuzz with its subsetter (on Debian:
# apt-get install python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0), and the
# packages that inputs/requirements.lock names, from wherever pip finds them.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/inputs/." "$work"
cd "$work"

"${PYTHON:-python3}" -m venv program
pip="program/bin/python -m pip --disable-pip-version-check -q"
$pip install --require-hashes -r requirements.lock
$pip install --no-deps ./*.whl
program/bin/dipam build

status=0
for made in dist/*/*; do
    name=$(basename "$made")
    if [ -f "$made" ]; then
        if cmp "$made" "$here/$name"; then echo "$name: the same"; else status=1; fi
    fi
done
exit $status
