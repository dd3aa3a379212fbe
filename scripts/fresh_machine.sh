#!/usr/bin/env bash
# Runs the README's two commands as on a new machine: in a fresh clone, as another user with an empty home and empty caches,
# with only Node and coreutils on PATH, so without an installed Deno or server. Exits with 1 if one fails, or if a report of
# the clone is not, byte by byte, the committed one. Leaves out tests that compute from files alone (`computing` in
# vitest.config.ts): they cannot differ here, and the reports are computed by the same code. `--all` runs them as well.
# `--keep FOLDER` copies there what the notebooks computed, `frozen/`, for another clone of the same commit, and the results
# of the tests.
set -uo pipefail

left_out=(--project '!computing')
kept=""
while [ $# -gt 0 ]; do
  case "$1" in
  --all) left_out=() ;;
  --keep)
    kept=$(realpath -m "$2")
    shift
    ;;
  *)
    echo "fresh machine: unknown option '$1'; there are --all and --keep FOLDER" >&2
    exit 2
    ;;
  esac
  shift
done

cd "$(dirname "$0")/.." || exit 1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/home" "$folder/tmp"
git clone --quiet . "$folder/loadline" || exit 1

# Essential ones, which every Debian has; the cleanup of a run uses them.
programs=$(dpkg -L coreutils grep sed | grep -E '^(/usr)?/s?bin/.') || exit 1
for program in $programs "$(command -v sh)" "$(command -v npm)" "$(command -v npx)"; do
  ln -sf "$program" "$folder/bin/$(basename "$program")"
done
# A copy: Deno's package puts the folder of the true Node before PATH, and a link would lead to all that is installed here.
cp "$(command -v node)" "$folder/bin/node"

as_newcomer=()
if [ "$(id -u)" = 0 ]; then
  nobody=$(id -u nobody)
  chown -R "$nobody" "$folder"
  as_newcomer=(setpriv "--reuid=$nobody" "--regid=$(id -g nobody)" --clear-groups)
else
  echo "fresh machine: not root, so the same user with an empty home"
fi

# Keeps the network settings of this machine, which are not under test.
network=()
for name in SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS NPM_CONFIG_REGISTRY npm_config_registry HTTP_PROXY HTTPS_PROXY \
  NO_PROXY http_proxy https_proxy no_proxy; do
  [ -n "${!name:-}" ] && network+=("$name=${!name}")
done

cd "$folder/loadline" || exit 1
code=0
run_task() {
  echo "fresh machine: npx -y deno task $*"
  "${as_newcomer[@]}" env -i "${network[@]}" NO_COLOR=1 HOME="$folder/home" TMPDIR="$folder/tmp" PATH="$folder/bin" \
    npx -y deno task "$@" || { echo "fresh machine: deno task $1 failed" >&2; code=1; }
}
run_task report
run_task test "${left_out[@]}"
if [ -n "$kept" ]; then
  mkdir -p "$kept" && cp -r .loadline/frozen .loadline/test-results.json "$kept/" || code=1
fi
# From here on PATH is ours again.
changed=$(git -c safe.directory='*' status --porcelain reports)
[ -z "$changed" ] || { echo "fresh machine: the reports have changed: $changed" >&2; code=1; }
exit $code
