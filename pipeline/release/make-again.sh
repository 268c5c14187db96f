#!/bin/sh
# Make the renditions of this release again from what lies beside this file, and compare them.
# Needs the Python that release.json names, with venv (PYTHON=python3.11 sh make-again.sh), Pango
# 1.50 or later and HarfBuzz with its subsetter (on Debian: apt-get install python3-venv
# libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0), and the packages that
# inputs/requirements.lock names, from wherever pip finds them.
set -eu
unset PYTHONPATH PYTHONHOME CDPATH

here=$(cd "$(dirname "$0")" && pwd)
set --
for own in "$here"/*.pdf "$here"/*.epub "$here"/*.html; do
    if [ -f "$own" ] && [ "${own##*/}" != passport.html ]; then set -- "$@" "$own"; fi
done
if [ $# = 0 ]; then echo "no finished file lies beside $0" >&2; exit 1; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/inputs/." "$work"
cd "$work"

"${PYTHON:-python3}" -m venv program
pip="program/bin/python -m pip --disable-pip-version-check -q"
$pip install --require-hashes -r requirements.lock
$pip install --no-deps ./*.whl
# The fonts are those of this release alone.
for family in fonts/*/font.yml layouts/*/fonts/*/font.yml; do
    package=$([ ! -f "$family" ] || sed -n 's/^package: *//p' "$family")
    [ -z "$package" ] || $pip uninstall -y "$package"
done
program/bin/dipam build

status=0
for own; do
    name=${own##*/}
    if cmp dist/*/"$name" "$own"; then echo "$name: the same"; else status=1; fi
done
exit $status
