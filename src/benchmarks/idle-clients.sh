#!/bin/sh
# What idle MQTT clients cost a node: memory of each, and how many it lets in a second. See README.md.
#
#   EDGEMQ_JAVA_OPTS   further options for the JVM of EdgeMQ, separated by spaces (-Xmx2g)
#   TMPDIR             where the data of EdgeMQ lies while it is measured
#
# Exit codes: 0 measured, 1 something failed, 2 wrong usage, 69 something is missing.
set -eu
LC_ALL=C
export LC_ALL

. "$(dirname -- "$0")/common.sh"

usage() {
  cat <<'TEXT'
Usage: idle-clients.sh [--clients N] [--in-flight N] [--keep-alive SECONDS] [--rounds N]

Connects clients to a node, measures it while they are idle, lets them go, and does so again.

  --clients     how many (10000)
  --in-flight   of them that connect at the same time (100)
  --keep-alive  what each promises (60)
  --rounds      how often; the JVM of the node is cold only in the first (3)
TEXT
}

clean_up() {
  trap '' HUP INT TERM
  [ -z "$clients_pid" ] || stop "$clients_pid" 5
  [ -z "$server" ] || stop "$server" 40
  rm -rf "$work"
}

fail() {
  cat "$work/log" "$work/clients" >&2 2>/dev/null || true
  give_up 1 "$1; above is what was said"
}

start_edgemq() {
  start_node <<TEXT || fail 'EdgeMQ did not start'
edgemq {
  mqtt.connections-max = $((clients + 100))
  plans.idle { connections-max = $clients, qos-max = 1 }
  bootstrap.tenants.bench {
    plan = idle
    endpoints.load {}
    keys = [ { name = load, key = $key, endpoint = load } ]
  }
}
TEXT
  server=$node
  port=$(port_of mqtt)
}

# Bytes of the objects of the node that are reachable, found by a full collection.
heap_bytes() {
  "$jcmd" "$server" GC.run >/dev/null
  "$jcmd" "$server" GC.class_histogram | awk '$1 == "Total" { print $3 }'
}

resident_kib() { awk '$1 == "VmRSS:" { print $2 }' "/proc/$server/status"; }

open_files() { find "/proc/$server/fd" -mindepth 1 | wc -l; }

# User and system time of the node in ticks of 10 ms, fields 14 and 15 of its stat line (proc(5)).
cpu_ticks() { sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }'; }

# Waits until the clients of the last round are gone and what reminds of them, too.
await_quiet() {
  polls=600
  while [ "$(open_files)" -gt "$((files_at_start + 10))" ]; do
    [ "$polls" -gt 0 ] || fail 'EdgeMQ still has connections'
    polls=$((polls - 1))
    sleep 0.2
  done
  sleep "$idle_seconds"
}

turn() {
  await_quiet
  heap_before=$(heap_bytes)
  resident_before=$(resident_kib)
  ticks_before=$(cpu_ticks)
  : >"$work/clients"
  # The clients go when the pipe is closed.
  "$java" -cp "$class_path" io.edgemq.benchmarks.IdleClientsMain --port "$port" --key "$key" \
    --clients "$clients" --in-flight "$in_flight" --keep-alive "$keep_alive" \
    <"$work/pipe" >"$work/clients" 2>&1 &
  clients_pid=$!
  exec 3>"$work/pipe"
  await "$work/clients" "$clients_pid" '^connected' 120 || fail 'the clients could not connect'
  ticks=$(($(cpu_ticks) - ticks_before))
  sleep "$idle_seconds"
  heap=$(($(heap_bytes) - heap_before))
  resident=$(($(resident_kib) - resident_before))
  exec 3>&-
  status=0
  wait "$clients_pid" || status=$?
  clients_pid=
  [ "$status" -eq 0 ] || fail 'clients were lost'
  rate=$(sed -n 's/^connected.* s, \([0-9]*\) .*/\1/p' "$work/clients")
  awk -v round="$1" -v rate="$rate" -v ticks="$ticks" -v before="$heap_before" -v heap="$heap" \
    -v resident="$resident" -v clients="$clients" 'BEGIN {
      printf "%5d %12d %16.0f %18.1f %16.0f %20.0f\n", round, rate, ticks * 1e4 / clients,
        before / 1048576, heap / clients, resident * 1024 / clients }'
}

describe() {
  printf 'kernel   %s\n' "$(uname -sr)"
  printf 'CPUs     %s, shared by node and clients; load before: %s\n' \
    "$(getconf _NPROCESSORS_ONLN)" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
  printf 'java     %s\n' "$("$java" -version 2>&1 | sed -n '2p')"
  printf 'clients  %s, %s at a time; keep alive %s s\n\n' "$clients" "$in_flight" "$keep_alive"
  printf '%5s %12s %16s %18s %16s %20s\n' '' '' 'node CPU, µs' 'heap before,' 'heap, bytes' \
    'resident, bytes'
  printf '%5s %12s %15s %18s %16s %20s\n' round connects/s 'per connect' 'MiB' 'per client' \
    'per client'
}

# Longer than the timers of connecting stay in the node (mqtt.connect-timeout, mqtt.attach-within).
idle_seconds=12

clients=10000
in_flight=100
keep_alive=60
rounds=3
options 'clients in-flight keep-alive rounds' "$@"

server=
clients_pid=
prepare
jcmd=$(dirname -- "$(readlink -f -- "$(command -v "$java")")")/jcmd
[ -x "$jcmd" ] || give_up 69 "$java is of no JDK: there is no jcmd beside it"
files_max=$(ulimit -S -n)
if [ "$files_max" != unlimited ] && [ "$files_max" -lt "$((clients + 1000))" ]; then
  ulimit -S -n "$((clients + 1000))" 2>/dev/null ||
    give_up 69 "$clients clients need more open files than 'ulimit -n' allows"
fi

mkfifo "$work/pipe"

start_edgemq
files_at_start=$(open_files)
describe
round=1
while [ "$round" -le "$rounds" ]; do
  turn "$round"
  round=$((round + 1))
done
