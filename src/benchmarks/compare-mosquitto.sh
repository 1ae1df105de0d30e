#!/bin/sh
# EdgeMQ beside mosquitto: the same MQTT load on each in turn, on this machine. See README.md.
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
Usage: compare-mosquitto.sh [--sparse] [--rounds N] [--warmup SECONDS] [--seconds SECONDS]

QoS 1 messages of 100 bytes, as fast as they are acknowledged, from 100 connections with 64
unacknowledged messages each.

  --sparse    1,000 connections with one unacknowledged message each
  --rounds    how often each server has its turn (2)
  --warmup    seconds of the same load before, not counted (8)
  --seconds   seconds that are counted (10)
TEXT
}

clean_up() {
  trap '' HUP INT TERM
  [ -z "$generator" ] || stop "$generator" 5
  [ -z "$server" ] || stop "$server" 5
  rm -rf "$work"
}

start_edgemq() {
  start_node <<TEXT || fail_start
edgemq.bootstrap.tenants.bench {
  plan = pro
  endpoints.load {}
  keys = [ { name = load, key = $key, endpoint = load } ]
}
TEXT
  server=$node
  port=$(port_of mqtt)
}

# mosquitto takes no port 0, so ports are tried.
start_mosquitto() {
  tries=0
  while [ "$tries" -lt 20 ]; do
    port=$((20000 + ($$ * 31 + tries * 97) % 12000))
    cat >"$work/mosquitto.conf" <<TEXT
listener $port 127.0.0.1
allow_anonymous true
persistence false
connection_messages false
log_dest stderr
$1
TEXT
    "$mosquitto" -c "$work/mosquitto.conf" >"$work/log" 2>&1 &
    server=$!
    if await "$work/log" "$server" ' running$' 60; then return; fi
    grep -q 'Address already in use' "$work/log" || fail_start
    stop "$server" 5
    tries=$((tries + 1))
  done
  fail_start
}

fail_start() {
  cat "$work/log" >&2
  give_up 1 "$variant did not start; above is what it said"
}

# One turn of a variant: start, load, stop. Adds a line to the results.
turn() {
  variant=$1
  credentials=
  case $variant in
    edgemq)
      start_edgemq
      credentials="--key $key"
      ;;
    mosquitto) start_mosquitto '' ;;
    mosquitto-nodelay) start_mosquitto 'set_tcp_nodelay true' ;;
  esac
  # In the background, so that a signal is not kept waiting until it ends.
  # shellcheck disable=SC2086
  "$java" $jvm_flags -cp "$class_path" io.edgemq.benchmarks.MqttLoadMain --port "$port" \
    --connections "$connections" --window "$window" --size 100 --qos 1 --warmup "$warmup" \
    --seconds "$seconds" --server-pid "$server" $credentials --json >"$work/json" 2>"$work/errors" &
  generator=$!
  status=0
  wait "$generator" || status=$?
  generator=
  if [ "$status" -ne 0 ]; then
    cat "$work/errors" "$work/json" >&2
    tail -n 5 "$work/log" >&2
    give_up 1 "the load on $variant failed (exit code $status)"
  fi
  stop "$server" 40
  server=
  rm -rf "$work/data"
  printf '%s' "$variant" >>"$work/results"
  for name in rate p50_us p99_us p99_9_us server_cpu_us generator_cpu_us; do
    value=$(sed -n "s/.*\"$name\":\([0-9.]*\)[,}].*/\1/p" "$work/json")
    [ -n "$value" ] || give_up 1 "the generator reported no $name"
    printf ' %s' "$value" >>"$work/results"
  done
  printf '\n' >>"$work/results"
  tail -n 1 "$work/results" | table_lines
}

table_lines() {
  awk '{ printf "%-18s %12.0f %10d %10d %10d %14.3f %14.3f\n", $1, $2, $3, $4, $5, $6, $7 }'
}

# Means of each variant's turns, then EdgeMQ's CPU time in parts of the others'.
summary() {
  printf '\nmeans\n'
  means <"$work/results" >"$work/means"
  table_lines <"$work/means"
  printf '\n'
  awk '
    $1 == "edgemq" { own = $6; next }
    $6 > 0 { printf "server CPU per message, EdgeMQ / %s: %.2f\n", $1, own / $6 }' "$work/means"
}

describe() {
  printf 'kernel       %s\n' "$(uname -sr)"
  printf 'CPUs         %s, shared by server and generator; load before: %s\n' \
    "$(getconf _NPROCESSORS_ONLN)" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
  printf 'java         %s\n' "$("$java" -version 2>&1 | sed -n '2p')"
  printf 'mosquitto    %s\n' "$("$mosquitto" -h | sed -n '1s/^mosquitto version //p')"
  printf 'data on      %s\n' "$(df -PT "$work" | awk 'NR == 2 { print $2 }')"
  cat <<TEXT
load         $connections connections, window $window, 100 bytes, QoS 1; $warmup s not counted, $seconds s counted

edgemq             every message on the disk before its PUBACK (wal.sync = always), compressed
                   and put into a folder meanwhile
mosquitto          nothing on the disk, nobody subscribed; writes PUBACKs one by one and, as it is
                   by default, with the delay of Nagle's algorithm
mosquitto-nodelay  the same with set_tcp_nodelay true

                                              PUBACK µs            CPU µs per message
server             messages/s        p50        p99      p99.9         server      generator
TEXT
}

connections=100
window=64
rounds=2
warmup=8
seconds=10
while [ $# -gt 0 ]; do
  case $1 in
    --sparse)
      connections=1000
      window=1
      ;;
    --rounds | --warmup | --seconds)
      value=$(number "$@")
      case $1 in
        --rounds) rounds=$value ;;
        --warmup) warmup=$value ;;
        --seconds) seconds=$value ;;
      esac
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift
done

server=
generator=
prepare
mosquitto=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v mosquitto) ||
  give_up 69 'mosquitto is missing (the package mosquitto of your system)'
ulimit -S -n 8192 2>/dev/null || [ "$(ulimit -S -n)" -gt "$((connections + 100))" ] ||
  give_up 69 "$connections connections need more open files than 'ulimit -n' allows"


describe
round=0
while [ "$round" -lt "$rounds" ]; do
  for variant in edgemq mosquitto mosquitto-nodelay; do
    turn "$variant"
  done
  round=$((round + 1))
done
summary
