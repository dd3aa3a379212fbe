# Runs the program of one node on this machine: Loadline sends the requests through ssh, a line each, and reads the answers.
# Ends the program and all that it started, and removes the folder, when its input ends, when a signal ends it, or when
# nothing was heard for a while. Evaluated by any POSIX shell; before it stand the variables token, name, and silence, the
# seconds without a request after which the connection counts as cut.
#
# Three shells, so that one that is killed leaves the program to the others: the first starts the program in the foreground,
# as a program in the background ignores SIGINT; `serve` answers requests; `watch` looks whether there are any.

# A newline, which no request can have as it is.
loadline_nl='
'

# Becomes the program. Its text is in the environment until then, as all users of the machine see command lines.
launcher='
loadline_nl="
"
launch=$LOADLINE_LAUNCH
# A program whose pid is not known could be neither signalled nor read.
echo "$$" >"$LOADLINE_RUN/pid" || {
  echo "$LOADLINE_TOKEN failed cannot write to $LOADLINE_RUN: is its disk full?" >&4
  exit 126
}
echo "$LOADLINE_TOKEN started $$" >&4
exec 4>&-
unset LOADLINE_LAUNCH LOADLINE_TOKEN
eval "$launch"
'

# Kills the processes that left the group of the program, but not its environment.
sweep() {
  for file in $(grep -lzxF "LOADLINE_RUN=$root" /proc/[0-9]*/environ 2>/dev/null); do
    left=${file#/proc/}
    kill -s KILL "${left%/environ}"
  done
}

# As a process being started cannot go on without the folder, what the second sweep leaves is nothing.
finish() {
  trap '' HUP INT TERM
  exec >/dev/null 2>&1
  cd /
  read -r pid <"$root/pid" && kill -s KILL -- "-$pid"
  sweep
  rm -rf "$root"
  sweep
  rm -rf "$root"
  # sshd gave this script a process group of its own.
  kill -s KILL 0
}

watch() {
  trap finish HUP TERM
  while sleep "$silence"; do
    [ -f "$root/beat" ] || break
    rm -f "$root/beat"
  done
  finish
}

serve() {
  trap finish HUP TERM
  # Whoever read the answers has gone: the input ends as well.
  trap '' PIPE
  while IFS= read -r line; do
    true >"$root/beat"
    eval "$line"
    printf '\n%s %s\n' "$token" "$?"
  done
  finish
}

# Requests. Parts of an answer begin with a line of the token and a name.

part() { printf '\n%s:%s\n' "$token" "$1"; }

machine() {
  part root && echo "$root"
  part ticks && getconf CLK_TCK || echo 100
  part system && uname -srm
  part cores && grep -c '^processor' /proc/cpuinfo
  part memory && grep '^MemTotal:' /proc/meminfo
}

launch() { printf '%s\n' "$1" >"$root/starts"; }

send() { read -r pid <"$root/pid" && kill -s "$1" -- "-$pid"; }

reading() {
  read -r pid <"$root/pid" || return
  part pid && echo "$pid"
  part stat && cat "/proc/$pid/stat"
  part status && cat "/proc/$pid/status"
  part io && cat "/proc/$pid/io"
  part program && readlink "/proc/$pid/exe"
  [ -r "/proc/$pid/fd" ] || return 0
  set -- "/proc/$pid/fd/"*
  part files && echo "$#"
}

threads() { read -r pid <"$root/pid" && cat "/proc/$pid/task/"*/stat; }

clock() { date +%s.%N; }

log_end() { tail -c "$1" "$root/log"; }

# Whether something listens at a port, given as /proc has it: 1F90.
listens() {
  grep -qs "^ *[0-9]*: [0-9A-F]*:$1 [0-9A-F:]* 0A " /proc/net/tcp /proc/net/tcp6
}

run() {
  for need in setsid mkfifo readlink; do
    command -v "$need" >/dev/null || { echo "$need is not installed there" >&2; exit 69; }
  done
  [ -r /proc/self/stat ] || { echo "there is no /proc" >&2; exit 69; }
  root=${TMPDIR:-/tmp}/$name
  mkdir -m 700 "$root" || exit 73
  mkdir "$root/data" && mkfifo "$root/starts" && true >"$root/beat" && true >"$root/log" || { rm -rf "$root"; exit 73; }
  exec 3<&0 5>&2 </dev/null 2>/dev/null
  serve <&3 3<&- 5>&- &
  watch >/dev/null 3<&- 5>&- &
  exec 3<&- >/dev/null
  while IFS= read -r text <"$root/starts"; do
    LOADLINE_RUN=$root LOADLINE_TOKEN=$token LOADLINE_LAUNCH=$text \
      setsid sh -c "$launcher" 4>&5 5>&- >>"$root/log" 2>&1
    code=$?
    # Children that it left behind.
    send KILL
    rm -f "$root/pid"
    echo "$token ended $code" >&5
  done
}

run
