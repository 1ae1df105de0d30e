#!/bin/sh
# What a node takes over HTTP in single records, beside what pekko-http does by itself, in turn on this
# machine. See README.md.
#
#   EDGEMQ_JAVA_OPTS   further options for the JVM of both servers, separated by spaces (-Xmx2g)
#   TMPDIR             where the data of EdgeMQ lies while it is measured
#
# Exit codes: 0 measured, 1 something failed, 2 wrong usage, 69 something is missing.
set -eu
LC_ALL=C
export LC_ALL

. "$(dirname -- "$0")/common.sh"

usage() {
  cat <<'TEXT'
Usage: http-throughput.sh [--rounds N] [--warmup SECONDS] [--seconds SECONDS]
                          [--clients N]

POSTs of one line of 120 bytes by wrk to a node, then the same to a server that answers every request
with an empty 200. Batches are a case of `edgemq bench`.

  --rounds       how often each has its turn (3)
  --warmup       seconds of the same load before, not counted (5)
  --seconds      seconds that are counted (8)
  --clients      connections of wrk (64)
TEXT
}

clean_up() {
  trap '' HUP INT TERM
  for process in $generator $edgemq $empty; do
    stop "$process" 40
  done
  rm -rf "$work"
}

fail() {
  cat "$work/log" "$work/empty" "$work/load" >&2 2>/dev/null || true
  give_up 1 "$1; above is what was said"
}

start_edgemq() {
  start_node <<TEXT || fail 'EdgeMQ did not start'
edgemq.bootstrap.tenants.bench {
  plan = pro
  endpoints.load {}
  keys = [ { name = load, key = $key, endpoint = load } ]
}
TEXT
  edgemq=$node
  port=$(port_of http)
}

start_empty() {
  run_java io.edgemq.benchmarks.EmptyRouteMain "$work/empty"
  empty=$!
  await "$work/empty" "$empty" '^empty route ready' 60 || fail 'the empty route did not start'
  empty_port=$(sed -n 's/^empty route ready //p' "$work/empty")
}

# Runs a program in the background, so that a signal is not kept waiting until it ends.
generate() {
  "$@" >"$work/load" 2>&1 &
  generator=$!
  status=0
  wait "$generator" || status=$?
  generator=
  [ "$status" -eq 0 ] || fail "the load failed (exit code $status)"
}

# User and system time of a process in ticks of 10 ms, fields 14 and 15 of its stat line (proc(5)).
cpu_ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# Single records by wrk: $1 the name, $2 the process, $3 the port.
singles() {
  generate "$wrk" -t 1 -c "$clients" -d "${warmup}s" -s "$work/post.lua" "http://127.0.0.1:$3/ingest"
  before=$(cpu_ticks "$2")
  generate "$wrk" -t 1 -c "$clients" -d "${seconds}s" -s "$work/post.lua" --latency \
    "http://127.0.0.1:$3/ingest"
  after=$(cpu_ticks "$2")
  ! grep -qE 'Non-2xx|Socket errors' "$work/load" || fail "$1 did not answer every request with 2xx"
  awk -v name="$1" -v ticks="$((after - before))" '
    function micros(text) {
      return text * (text ~ /us$/ ? 1 : text ~ /ms$/ ? 1000 : 1000000)
    }
    $1 == "50%" { p50 = micros($2) }
    $1 == "99%" { p99 = micros($2) }
    $2 == "requests" && $3 == "in" { requests = $1 }
    $1 == "Requests/sec:" { rate = $2 }
    END { print name, rate, p50, p99, ticks * 10000 / requests }' "$work/load" >>"$work/results"
}

table_lines() {
  awk '{ printf "%-10s %12.0f %10d %10d %14.2f\n", $1, $2, $3, $4, $5 }'
}

# Means of each kind's turns, then what stands between the two kinds of single records.
summary() {
  printf '\nmeans\n'
  means <"$work/results" >"$work/means"
  table_lines <"$work/means"
  printf '\n'
  awk '
    $1 == "ingest" { rate = $2; cpu = $5 }
    $1 == "empty" {
      printf "requests a second, /ingest / empty route: %.2f\n", rate / $2
      printf "server CPU per request, /ingest / empty route: %.2f\n", cpu / $5
    }' "$work/means"
}

describe() {
  printf 'kernel       %s\n' "$(uname -sr)"
  printf 'CPUs         %s, shared by servers and generators; load before: %s\n' \
    "$(getconf _NPROCESSORS_ONLN)" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
  printf 'java         %s\n' "$("$java" -version 2>&1 | sed -n '2p')"
  printf 'wrk          %s\n' "$("$wrk" -v 2>&1 | sed -n '1s/^wrk *\([^ ]*\).*/\1/p')"
  printf 'data on      %s\n' "$(df -PT "$work" | awk 'NR == 2 { print $2 }')"
  cat <<TEXT
load         $warmup s not counted, $seconds s counted

ingest    one line a request, by wrk, $clients connections; every record on the disk before the 202
          (wal.sync = always), compressed and put into a folder meanwhile
empty     the same requests by wrk to pekko-http with nothing but complete(200)

                                    µs        server CPU,
           requests/s        p50        p99     µs of each
TEXT
}

clients=64
rounds=3
warmup=5
seconds=8
options 'rounds warmup seconds clients' "$@"

wrk=$(command -v wrk) || give_up 69 'wrk is missing (the package wrk of your system)'

generator=
edgemq=
empty=
prepare
cat >"$work/post.lua" <<TEXT
wrk.method = "POST"
wrk.headers["X-API-Key"] = "$key"
wrk.headers["Content-Type"] = "application/x-ndjson"
wrk.body = '{"device_id":"d-0001","seq":1234567,"temp":22.47,"humidity":41,"note":"' ..
  string.rep("x", 47) .. '"}\n'
TEXT

describe
start_edgemq
start_empty
round=0
while [ "$round" -lt "$rounds" ]; do
  for turn in ingest empty; do
    case $turn in
      ingest) singles ingest "$edgemq" "$port" ;;
      empty) singles empty "$empty" "$empty_port" ;;
    esac
    tail -n 1 "$work/results" | table_lines
  done
  round=$((round + 1))
done
summary
