#!/bin/sh
# Brings the binaries of one archive to this agent, once, and prints their folder.
# PATCHLINE_TOOLS_URL is where the archive is (https, http or s3);
# PATCHLINE_TOOLS_SHA256 is what it must be, and names its folder in the cache.
set -eu

cache="${PATCHLINE_CACHE:-$HOME/.cache/patchline}/$PATCHLINE_TOOLS_SHA256"
if [ ! -x "$cache/discover" ]; then
    mkdir -p "${cache%/*}"
    # Beside the cache, so that it can be put in place at once: builds that
    # begin together don't see each other's halves.
    work=$(mktemp -d "${cache%/*}/.new.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    case $PATCHLINE_TOOLS_URL in
    s3://*) aws s3 cp --only-show-errors "$PATCHLINE_TOOLS_URL" "$work/tools.tar.gz" >&2 ;;
    *) curl --fail --silent --show-error --location --retry 3 --proto '=https,http' \
        --output "$work/tools.tar.gz" "$PATCHLINE_TOOLS_URL" >&2 ;;
    esac
    echo "$PATCHLINE_TOOLS_SHA256  $work/tools.tar.gz" | sha256sum -c - >&2
    mkdir "$work/bin"
    # An archive of `make dist` has one folder around it.
    tar -xzf "$work/tools.tar.gz" -C "$work/bin" --strip-components=1
    test -x "$work/bin/discover"
    mv -T "$work/bin" "$cache" 2>/dev/null || test -x "$cache/discover" # another build was first
fi
echo "$cache"
