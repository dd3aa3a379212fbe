#!/usr/bin/env bash
# Unpacks Debian's syslog-ng into a folder, with the libraries that it needs and that are not installed: its package and the
# one of rsyslog exclude each other. Needs no root, and does nothing if the folder has it. Usage: unpack_syslog_ng.sh FOLDER
set -euo pipefail
folder=${1:?Usage: unpack_syslog_ng.sh FOLDER}
[ -x "$folder/usr/sbin/syslog-ng" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
packages="syslog-ng-core"
for library in $(apt-cache depends syslog-ng-core | sed -n 's/^ *|*Depends: \(lib[^ ]*\)$/\1/p'); do
  dpkg -s "$library" >/dev/null 2>&1 || packages="$packages $library"
done
# shellcheck disable=SC2086 -- a list of packages
apt-get download -qq -o APT::Sandbox::User=root $packages
mkdir unpacked
for package in *.deb; do
  dpkg-deb -x "$package" unpacked
done
cd "$OLDPWD"
mkdir -p "$folder"
cp -a "$work/unpacked/." "$folder/"
