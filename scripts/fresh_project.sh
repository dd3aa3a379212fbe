#!/usr/bin/env bash
# Installs the npm package of this checkout into an empty folder, as a new user would: another home, empty caches, only
# Node and coreutils on PATH. Then writes a project, runs its experiment, and reports the run; with `--smoke` only a run of
# a second, as the rest depends on nothing that is installed. Exits with 1 if one fails.
set -uo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/home" "$folder/tmp" "$folder/load" "$folder/runtime"
deno="${DENO:-npx -y deno@$(cat .deno-version)}"
$deno task --quiet pack --out "$folder/pack" || exit 1
tarball=$(echo "$folder"/pack/*.tgz)

programs=$(dpkg -L coreutils | grep -E '^(/usr)?/s?bin/.') || exit 1
# The lab starts and watches processes by shell, and by these.
for program in $programs sh npm npx sed awk grep; do
  ln -sf "$(command -v "$program")" "$folder/bin/$(basename "$program")"
done
cp "$(command -v node)" "$folder/bin/node"

# Keeps the network settings of this machine, which are not under test.
network=()
for name in SSL_CERT_FILE SSL_CERT_DIR NODE_EXTRA_CA_CERTS NPM_CONFIG_REGISTRY npm_config_registry HTTP_PROXY HTTPS_PROXY \
  NO_PROXY http_proxy https_proxy no_proxy; do
  [ -n "${!name:-}" ] && network+=("$name=${!name}")
done

cd "$folder/load" || exit 1
code=0
step() {
  echo "fresh project: $*"
  env -i "${network[@]}" NO_COLOR=1 HOME="$folder/home" TMPDIR="$folder/tmp" PATH="$folder/bin" LOADLINE_RUNTIME="$folder/runtime" \
    "$@" || { echo "fresh project: $* failed" >&2; code=1; }
}
step npm install --silent --no-audit --no-fund "$tarball"
step npx loadline init
if [ "${1:-}" = --smoke ]; then
  step npx loadline run experiments/hello.ts/quick --no-report --set duration=1s warmup=0.2s cooldown=0s
  exit $code
fi
step npx loadline run experiments/hello.ts/quick --set duration=2s warmup=0.5s cooldown=0s
step npx loadline report run last
step npx loadline keep last
step npx loadline report
[ -s reports/hello.html ] || { echo "fresh project: there is no report" >&2; code=1; }
exit $code
