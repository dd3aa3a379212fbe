#!/usr/bin/env bash
# Brings the jars of a forwarder that runs on Java into a folder: `bash scripts/fetch_jars.sh kafka ~/.cache/loadline/kafka`.
# Does nothing if they are there. Needs Maven.
set -euo pipefail
name=${1:?name of a folder in optional/, such as kafka}
folder=${2:?folder for the jars}
pom="$(dirname "$0")/../optional/$name/pom.xml"
[ -f "$pom" ] || { echo "Cannot fetch the jars of $name as there is no $pom" >&2; exit 1; }
# The folder appears whole: an interrupted copy leaves none.
[ -e "$folder" ] && exit 0
mkdir -p "$(dirname "$folder")"
part=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$part"' EXIT
mvn -q -B -f "$pom" dependency:copy-dependencies -DoutputDirectory="$part" >&2
chmod 755 "$part"
mv -T "$part" "$folder"
