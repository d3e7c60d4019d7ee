#!/bin/sh
# Installs ffmpeg and, where the Debian mirror still has bullseye, GPAC. Runs as root while the image is built.
set -eu

apt-get update
apt-get install -y --no-install-recommends ffmpeg

# The image's own sources with the suite replaced. The suite alone: bullseye's -updates and -security are laid out
# differently, and GPAC is in neither.
own=$(. /etc/os-release && echo "$VERSION_CODENAME")
extra=/etc/apt/sources.list.d
for file in "$extra"/*.sources; do
  [ -e "$file" ] || continue
  awk -v RS= -v own="$own" '$0 ~ "(^|\n)Suites:[^\n]* " own "( |\n|$)" { print $0 "\n" }' "$file" |
    sed -E '/^#/d; s/^Suites:.*/Suites: bullseye/' >"$extra/weir-$(basename "$file")"
done
for file in /etc/apt/sources.list "$extra"/*.list; do
  [ -e "$file" ] || continue
  { grep -E "^deb .* $own " "$file" || true; } | sed "s/ $own / bullseye /" >"$extra/weir-$(basename "$file" .list).list"
done
printf 'Package: *\nPin: release n=bullseye\nPin-Priority: 50\n' >/etc/apt/preferences.d/weir-bullseye

if apt-get update && apt-get install -y --no-install-recommends gpac; then
  echo '*** GPAC is in, from bullseye: DASH packaging is on.'
else
  echo '*** This Debian mirror has no GPAC in bullseye any more: the image goes on without it, and DASH packaging is off.'
fi
rm -rf "$extra"/weir-* /etc/apt/preferences.d/weir-bullseye /var/lib/apt/lists/* /var/cache/apt/*
rm -rf /usr/share/doc/* /usr/share/man/*
