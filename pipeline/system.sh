#!/bin/sh
# Install the system's part of what the house needs, or say in one line what to type.
# usage: system.sh pango|java|poppler|faketime
set -eu

case "$1" in
pango)
    debian="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    fedora="pango harfbuzz" macos="pango harfbuzz" ;;
java)
    debian="openjdk-17-jdk-headless" fedora="java-latest-openjdk-devel" macos="openjdk" ;;
poppler)
    debian="poppler-utils" fedora="poppler-utils" macos="poppler" ;;
faketime)
    debian="faketime" fedora="libfaketime" macos="libfaketime" ;;
*)
    echo "system.sh: nothing is known of '$1'" >&2
    exit 2 ;;
esac

if [ "$(id -u)" = 0 ]; then may=""
elif sudo -n true 2>/dev/null; then may="sudo -n"
else may=no; fi

if [ "$may" != no ] && command -v apt-get >/dev/null; then
    echo "Installing $debian"
    export DEBIAN_FRONTEND=noninteractive
    # A list of packages that is out of date is the usual reason for a first failure.
    # shellcheck disable=SC2086
    $may apt-get install -y -qq $debian >/dev/null 2>&1 ||
        { $may apt-get update -qq && $may apt-get install -y -qq $debian >/dev/null; }
    exit 0
fi

cat >&2 <<END
$1 is missing, and make may not install it here. Install it with one of these, then run make again:
  Debian, Ubuntu:  sudo apt-get install -y $debian
  Fedora:          sudo dnf install -y $fedora
  macOS:           brew install $macos
END
exit 1
