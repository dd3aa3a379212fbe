#!/usr/bin/env bash
# Brings the extensions of DuckDB that a shared store needs into a folder: `bash scripts/fetch_extensions.sh ~/.cache/loadline/duckdb`.
# Does nothing if they are there. Needs Python with pip, whose packages carry them; DuckDB's own INSTALL has another source.
set -euo pipefail
folder=${1:?folder for the extensions}
version=$(sed -n 's/.*"@duckdb\/node-api": "npm:@duckdb\/node-api@\([0-9.]*\).*/\1/p' "$(dirname "$0")/../deno.json")
[ -n "$version" ] || { echo "Cannot fetch the extensions as deno.json names no version of @duckdb/node-api" >&2; exit 1; }
# The folder appears whole: an interrupted copy leaves none.
[ -e "$folder" ] && exit 0
mkdir -p "$(dirname "$folder")"
part=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$part"' EXIT
for name in ducklake postgres-scanner sqlite-scanner httpfs; do
  python3 -m pip download -q --no-deps -d "$part/wheels" "duckdb-extension-$name==$version" >&2
done
for wheel in "$part"/wheels/*.whl; do python3 -m zipfile -e "$wheel" "$part/unpacked"; done
find "$part/unpacked" -name '*.duckdb_extension' -exec mv {} "$part" \;
rm -rf "$part/wheels" "$part/unpacked"
chmod 755 "$part"
mv -T "$part" "$folder"
