#!/bin/sh
# Install the system's part of what the house needs, or say in one line what to type.
# usage: system.sh pango|java|poppler|faketime|ghostscript|chromium|node
#        system.sh profile FILE     puts the output profile for FOGRA39 there
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
chromium)
    debian="chromium" fedora="chromium" macos="--cask chromium" ;;
node)
    debian="nodejs npm" fedora="nodejs npm" macos="node" ;;
ghostscript)
    debian="ghostscript" fedora="ghostscript" macos="ghostscript" ;;
profile)
    # ISO Coated v2 300% by basICColor (zlib licence), as Scribus and openSUSE ship it. Its package
    # is large and wants a desktop, so that the file alone is taken out of it.
    name=ISOcoated_v2_300_bas.icc
    pinned=b424c77f40c3423c925536f8ae08634985ccd0fe80eb253d5d229197ded7e886
    mkdir -p "$(dirname "$2")"
    # Take a file for the profile if it is the pinned one, and end.
    take() {
        digest=$({ sha256sum "$1" || shasum -a 256 "$1"; } 2>/dev/null | cut -d' ' -f1)
        if [ "$digest" = "$pinned" ]; then cp "$1" "$2.new"; mv "$2.new" "$2"; exit 0; fi
    }
    for folder in /usr/share/scribus/profiles /usr/share/color/icc /usr/share/color/icc/basICColor \
        /opt/homebrew/share/scribus/profiles /Applications/Scribus.app/Contents/share/scribus/profiles; do
        if [ -f "$folder/$name" ]; then take "$folder/$name" "$2"; fi
    done
    if command -v apt-get >/dev/null; then
        echo "Fetching $name"
        place=$(mktemp -d)
        trap 'rm -rf "$place"' EXIT
        fetch() { (cd "$place" && apt-get download scribus-data >/dev/null 2>&1); }
        # A list of packages that is out of date is the usual reason for a first failure.
        fetch || { apt-get update -qq >/dev/null 2>&1 && fetch; } || true
        for package in "$place"/*.deb; do
            [ -f "$package" ] || continue
            dpkg-deb --fsys-tarfile "$package" |
                tar -xO "./usr/share/scribus/profiles/$name" >"$place/$name" || true
            take "$place/$name" "$2"
        done
    fi
    cat >&2 <<END
The output profile $name (FOGRA39) is missing. It comes with Scribus: install that, or put
the file at $2, and run make again.
END
    exit 1 ;;
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
