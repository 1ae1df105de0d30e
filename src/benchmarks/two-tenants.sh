#!/bin/sh
# What a tenant notices of another one that sends ten times what its plan allows. See README.md.
#
#   EDGEMQ_JAVA_OPTS   further options for EdgeMQ's JVM, separated by spaces (-Xmx2g)
#   TMPDIR             where the data of EdgeMQ lies while it is measured
#
# Exit codes: 0 measured, 1 something failed, 2 wrong usage, 69 something is missing.
set -eu
LC_ALL=C
export LC_ALL

. "$(dirname -- "$0")/common.sh"

usage() {
  cat <<'TEXT'
Usage: two-tenants.sh [--rounds N] [--warmup SECONDS] [--seconds SECONDS] [--plan RATE] [--rate RATE]

One tenant sends at a steady rate, alone and then beside another one that offers ten times the
messages that its plan allows, in turn.

  --rounds    how often (3)
  --warmup    seconds before that are not counted (5)
  --seconds   seconds that are counted (10)
  --plan      messages a second of the tenant that sends too much (10000)
  --rate      messages a second of the one that is measured (5000)
TEXT
}

clean_up() {
  trap '' HUP INT TERM
  for process in $busy $calm $node; do
    stop "$process" 40
  done
  rm -rf "$work"
}

fail() {
  cat "$work/log" "$work/calm" "$work/busy" >&2 2>/dev/null || true
  give_up 1 "$1; above is what was said"
}

# The figures of the tenant that is measured: $1 names the turn.
measure() {
  run_java io.edgemq.benchmarks.MqttLoadMain "$work/calm" --port "$port" --key "$key" --json \
    --connections 100 --rate "$rate" --warmup "$warmup" --seconds "$seconds"
  calm=$!
  wait "$calm" || fail 'the load failed'
  calm=
  printf '%s' "$1" >>"$work/results"
  for name in rate p50_us p99_us p99_9_us; do
    printf ' %s' "$(sed -n "s/.*\"$name\":\([0-9.]*\)[,}].*/\1/p" "$work/calm")" >>"$work/results"
  done
}

alone() {
  measure alone
  printf ' -\n' >>"$work/results"
}

beside() {
  run_java io.edgemq.benchmarks.MqttLoadMain "$work/busy" --port "$port" --key "${key}busy" --json \
    --connections 100 --rate "$((plan * 10))" --warmup "$warmup" --seconds "$((seconds + 5))"
  busy=$!
  measure beside
  wait "$busy" || fail 'the load of the other tenant failed'
  busy=
  printf ' %s\n' "$(sed -n 's/.*"rate":\([0-9.]*\),.*/\1/p' "$work/busy")" >>"$work/results"
}

table_lines() { awk '{ printf "%-8s %12.0f %10d %10d %10d %14s\n", $1, $2, $3, $4, $5, $6 }'; }

rounds=3
warmup=5
seconds=10
plan=10000
rate=5000
options 'rounds warmup seconds plan rate' "$@"

calm=
busy=
node=
prepare
start_node <<TEXT || fail 'EdgeMQ did not start'
edgemq {
  plans.small { connections-max = 1000, qos-max = 1, messages-per-second = $plan }
  bootstrap.tenants {
    calm { plan = pro, endpoints.one {}, keys = [ { name = load, key = $key } ] }
    busy { plan = small, endpoints.one {}, keys = [ { name = load, key = ${key}busy } ] }
  }
}
TEXT
port=$(port_of mqtt)

cat <<TEXT
kernel       $(uname -sr)
CPUs         $(getconf _NPROCESSORS_ONLN), shared by server and generators; load before: $(cut -d ' ' -f 1-3 /proc/loadavg)
java         $("$java" -version 2>&1 | sed -n '2p')
data on      $(df -PT "$work" | awk 'NR == 2 { print $2 }')
load         QoS 1, 100 bytes, $warmup s not counted, $seconds s counted
beside       another tenant offers $((plan * 10)) messages a second, its plan allows $plan

                             PUBACK, µs                       other tenant
           messages/s        p50        p99      p99.9        messages/s
TEXT
round=0
while [ "$round" -lt "$rounds" ]; do
  for turn in alone beside; do
    "$turn"
    tail -n 1 "$work/results" | table_lines
  done
  round=$((round + 1))
done
awk '
  { turns[$1]++; p99[$1] += $4 }
  END {
    ratio = (p99["beside"] / turns["beside"]) / (p99["alone"] / turns["alone"])
    printf "\np99 beside / alone, means: %.2f\n", ratio
  }' "$work/results"
