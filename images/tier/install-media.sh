#!/bin/sh
# Installs ffmpeg and, where the Debian mirror still has bullseye, GPAC. Runs as root while the image is built.
set -eu

apt-get update
apt-get install -y --no-install-recommends ffmpeg

for source in /etc/apt/sources.list.d/*.sources /etc/apt/sources.list; do
  [ -e "$source" ] || continue
  # bookworm-security and -updates are left out: in older suites they are laid out differently, and GPAC is in neither.
  case "$source" in
    *.sources) awk -v RS= -v ORS='\n\n' '!/security/' "$source" | sed -E '/^#/d; s/^Suites:.*/Suites: bullseye/' \
      >"/etc/apt/sources.list.d/bullseye.sources" ;;
    *) grep -E '^deb .* bookworm ' "$source" | sed 's/ bookworm / bullseye /' \
      >/etc/apt/sources.list.d/bullseye.list || true ;;
  esac
done
printf 'Package: *\nPin: release n=bullseye\nPin-Priority: 50\n' >/etc/apt/preferences.d/bullseye

if apt-get update && apt-get install -y --no-install-recommends gpac; then
  gpac -h 2>&1 | head -n 1 || true
else
  echo '*** This Debian mirror has no GPAC in bullseye any more: the image goes on without it, and DASH packaging is off.'
fi
rm -rf /etc/apt/sources.list.d/bullseye.* /etc/apt/preferences.d/bullseye
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/*
