#!/bin/sh
# A stand-in for `cf` in tests: a small platform in the folder that the configuration in CF_HOME names. Its file `behaviour`
# says what goes wrong, a line each: a command, which of its calls (a number, `*`, or the name of an application), and what.
state=$(sed -n 's/.*"StandIn": *"\([^"]*\)".*/\1/p' "$CF_HOME/.cf/config.json") || exit 1
command=$1
app=$2
# Only one process can make a folder, so that calls at the same time have different numbers.
n=1
while ! mkdir "$state/calls/$command-$n" 2>/dev/null; do n=$((n + 1)); done
echo "$*" >>"$state/log"
what=$(awk -v c="$command" -v a="$app" -v n="$n" \
  '$1 == c && ($2 ~ /^[0-9]+$/ ? $2 == n : $2 == "*" || index(a, $2) > 0) { print $3; exit }' "$state/behaviour" 2>/dev/null)

# As `cf` does: the reason on stderr, the word on stdout.
fail() {
  echo "$1" >&2
  echo "FAILED"
  exit 1
}

case $what in
slow) sleep 0.4 ;;
# Deaf to SIGTERM, with a child that keeps its output open.
hang)
  trap '' TERM
  sleep 600 &
  echo $! >>"$state/children"
  sleep 600
  ;;
orphan) sleep 600 & echo $! >>"$state/children" ;;
staging) fail "Error staging application $app: App staging failed in the buildpack compile phase" ;;
no-room) fail "Insufficient resources" ;;
crashed) fail "Start unsuccessful

TIP: use 'cf logs $app --recent' for more information" ;;
refused) fail "Request error: Get \"https://api.example.com/v3/apps\": dial tcp 10.0.0.1:443: connect: connection refused" ;;
limited) fail "Rate Limit Exceeded" ;;
unavailable) fail "Unexpected Response
Response Code: 503
503 Service Unavailable" ;;
logged-out) fail "Not logged in. Use 'cf login' or 'cf login --sso' to log in." ;;
panic)
  printf 'SIGQUIT: quit\nPC=0x46c861 m=0 sigcode=0\n\ngoroutine 1 [select]:\nmain.main()\n' >&2
  exit 2
  ;;
# Creates the application, and fails to say so.
half)
  printf '%08x-0000-4000-8000-%012x\n1\n' "$n" "$n" >"$state/apps/$app"
  fail "Upload failed"
  ;;
html) echo "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"; exit 0 ;;
torn) printf '{"resources":[{"type":"web","index":0,"sta'; exit 0 ;;
not-found) echo '{"errors":[{"code":10010,"title":"CF-ResourceNotFound","detail":"App not found"}]}'; exit 0 ;;
empty) exit 0 ;;
flood) yes "a line that is repeated without end" | head -c 20000000; exit 0 ;;
esac

guid_of() { sed -n 1p "$state/apps/$1" 2>/dev/null; }
name_of() { grep -l "^$1\$" "$state"/apps/* | sed 's|.*/||'; }

case $command in
version) printf '\033[1mcf version 8.7.1+9c81242.2023-06-15\033[0m\n' ;;
target)
  echo "API endpoint:   https://api.example.com"
  echo "API version:    3.150.0"
  echo "user:           someone"
  echo "org:            load"
  echo "space:          line"
  ;;
push)
  instances=$(sed -n 's/.*"instances":\([0-9]*\).*/\1/p' "$4")
  printf '%08x-0000-4000-8000-%012x\n%s\n' "$n" "$n" "$instances" >"$state/apps/$app"
  printf 'Pushing app %s to org load / space line as someone...\nPackaging files to upload...\n 1.2 KiB / 1.2 KiB [====]  100.00%%\nOK\n' "$app"
  ;;
app)
  [ -f "$state/apps/$app" ] || fail "App '$app' not found."
  guid_of "$app"
  ;;
start)
  [ -f "$state/apps/$app" ] || fail "App '$app' not found."
  echo started >>"$state/apps/$app"
  printf 'Staging app and tracing logs...\nInstances starting...\n\n     state     since\n#0   \033[32mrunning\033[0m   2026-11-29T10:00:00Z\n'
  ;;
logs)
  [ -f "$state/apps/$app" ] || fail "App '$app' not found."
  printf 'Retrieving logs for app %s in org load / space line as someone...\n\n' "$app"
  say() { printf '   %s [%s] OUT %s\n' "$(date -u +%FT%T.00+0000)" "$1" "$2"; }
  say API/0 "Creating build for app with guid $(guid_of "$app")"
  say STG/0 "Cell one creating container for instance two"
  say STG/0 "Cell one successfully created container for instance two"
  say STG/0 "Downloaded app package (1.2K)"
  say STG/0 "Staging complete"
  say STG/0 "Uploading complete"
  grep -q started "$state/apps/$app" || exit 0
  say APP/PROC/WEB/0 "healthcheck passed, says the application"
  say CELL/0 "Cell one creating container for instance three"
  say CELL/0 "Cell one successfully created container for instance three"
  say CELL/0 "Container became healthy"
  ;;
scale)
  guid=$(guid_of "$app")
  printf '%s\n%s\nstarted\n' "$guid" "$4" >"$state/apps/$app"
  echo OK
  ;;
run-task)
  task=$(echo "$*" | sed 's/.*--name \([^ ]*\).*/\1/')
  echo "$task" >>"$state/tasks"
  printf 'Task has been submitted successfully for execution.\nOK\n\ntask name:   %s\ntask id:     %s\n' "$task" "$n"
  ;;
delete)
  rm -f "$state/apps/$app"
  echo OK
  ;;
curl)
  case $app in
  */processes/web/stats)
    guid=${app#/v3/apps/}
    name=$(name_of "${guid%%/*}")
    instances=$(sed -n 2p "$state/apps/$name")
    others=RUNNING
    [ "$what" = first-only ] && others=STARTING
    # A warning before the answer, as for an old version of the API.
    echo "Cloud Foundry API version 3.150.0 is newer than this command line."
    printf '{"resources":['
    i=0
    while [ "$i" -lt "$instances" ]; do
      [ "$i" -gt 0 ] && printf ','
      runs=RUNNING
      [ "$i" -gt 0 ] && runs=$others
      printf '{"type":"web","index":%s,"state":"%s","uptime":%s,"host":"10.0.1.%s","usage":{}}' "$i" "$runs" 3 "$i"
      i=$((i + 1))
    done
    printf ']}\n'
    ;;
  */tasks*)
    printf '{"pagination":{"total_pages":1},"resources":['
    first=1
    while read -r task; do
      [ "$first" = 1 ] || printf ','
      first=0
      case $task in
      *-1) printf '{"name":"%s","state":"FAILED","result":{"failure_reason":"Exited with status 3"}}' "$task" ;;
      *-2) printf '{"name":"%s","state":"RUNNING","result":{"failure_reason":null}}' "$task" ;;
      *) printf '{"name":"%s","state":"SUCCEEDED","result":{"failure_reason":null}}' "$task" ;;
      esac
    done <"$state/tasks"
    printf ']}\n'
    ;;
  *) echo '{"errors":[{"code":10000,"title":"CF-NotFound","detail":"Unknown request"}]}' ;;
  esac
  ;;
*) fail "'$command' is not a registered command. See 'cf help -a'" ;;
esac
