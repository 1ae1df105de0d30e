#!/bin/sh
# What a cluster on one machine takes, how much of it crosses nodes, and what that costs. See README.md.
#
#   EDGEMQ_JAVA_OPTS   further options for EdgeMQ's JVMs, separated by spaces (-Xmx2g)
#   TMPDIR             where the data of EdgeMQ lies while it is measured
#
# Exit codes: 0 measured, 1 something failed, 2 wrong usage, 69 something is missing.
set -eu
LC_ALL=C
export LC_ALL

. "$(dirname -- "$0")/common.sh"

usage() {
  cat <<'TEXT'
Usage: cluster-throughput.sh [--rounds N] [--warmup SECONDS] [--seconds SECONDS] [--connections N]

QoS 1 over 3.1.1, windows of 16, 100 bytes, as fast as it goes:
  two nodes of which one has the clients and the other the logs, beside one with both: the difference
  is the price of crossing nodes; then one node and three with 1, 30 and 300 endpoints, whose clients
  are on any of them.

  --rounds       how often (3)
  --warmup       seconds before that are not counted (20: logs are placed meanwhile)
  --seconds      seconds that are counted (10)
  --connections  clients (900)
TEXT
}

clean_up() {
  trap '' HUP INT TERM
  stop_all
  rm -rf "$work"
}

stop_all() {
  for process in $load $nodes; do
    kill "$process" 2>/dev/null || true
  done
  for process in $load $nodes; do
    stop "$process" 60
  done
  load=
  nodes=
}

fail() {
  cat "$work"/log-* "$work/load" >&2 2>/dev/null || true
  stop_all
  give_up 1 "$1; above is what was said"
}

# Three ports that nothing listens on.
free_ports() {
  "$java" -XX:TieredStopAtLevel=1 "$work/FreePorts.java"
}

# The settings of all nodes, with $1 endpoints.
configure() {
  {
    printf 'edgemq {\n  object-store.folder.path = "%s/objects"\n' "$work"
    printf '  cluster.seed-nodes = ["127.0.0.1:%s"]\n' "${ports%% *}"
    printf '  bootstrap.operators.keys = [ { name = bench, key = %s, scopes = [read] } ]\n' "${key}ops"
    printf '  bootstrap.tenants.load { plan = enterprise\n    endpoints {\n'
    n=0
    while [ "$n" -lt "$1" ]; do
      printf '      e%s {}\n' "$n"
      n=$((n + 1))
    done
    printf '    }\n    keys = [\n'
    n=0
    while [ "$n" -lt "$1" ]; do
      printf '      { name = k%s, key = %s%s, endpoint = e%s }\n' "$n" "$key" "$n" "$n"
      n=$((n + 1))
    done
    printf '    ]\n  }\n}\n'
  } >"$work/edgemq.conf"
}

# Node number $1 with the roles $2; the first is the seed node.
start_member() {
  port=$(printf '%s\n' "$ports" | cut -d ' ' -f "$1")
  run_java io.edgemq.ops.Main "$work/log-$1" start --config "$work/edgemq.conf" \
    -D data-dir="$work/data-$1" -D mqtt.port=0 -D http.port=0 -D management.port=0 \
    -D cluster.port="$port" -D cluster.roles="$2"
  nodes="$nodes $!"
  await "$work/log-$1" "$!" '^edgemq ready' 90 || fail "node $1 did not start"
}

# The ports of a service of all nodes that have it, with commas.
ports_of() {
  sed -n "s/^edgemq ready.* $1=[^ ]*:\\([0-9]*\\) .*/\\1/p" "$work"/log-* | paste -sd, -
}

# The part of the bytes, in percent, that enters through another node than the one of the log.
crossing() {
  management=$(ports_of management)
  management="http://127.0.0.1:${management%%,*}"
  token=$(curl -sf "$management/v1/token/exchange" -d "{\"api_key\":\"${key}ops\"}" |
    sed -n 's/.*"access_token" : "\(.*\)".*/\1/p')
  curl -sf -H "Authorization: Bearer $token" "$management/cluster/logs?limit=1000" | awk -F'"' '
    /"node" :/ { node = $4 }
    /"entering" : \{/ { inside = 1; next }
    inside && /\}/ { inside = 0 }
    inside { split($3, value, /[ :,]+/); bytes = value[2]; all += bytes; if ($2 != node) away += bytes }
    END { if (all > 0) printf "%.0f", 100 * away / all; else printf "0" }'
}

# Loads the nodes with $2 keys under the name $1 and notes the figures.
measure() {
  run_java io.edgemq.benchmarks.MqttLoadMain "$work/load" --port "$(ports_of mqtt)" --json \
    --key "$key$([ "$2" -eq 1 ] && echo 0)" --keys "$2" --connections "$connections" --window 16 \
    --server-pid "$(echo $nodes | tr ' ' ,)" --warmup "$warmup" --seconds "$seconds"
  load=$!
  sleep $((warmup + seconds - 2))
  share=$(crossing) || fail 'management did not answer'
  wait "$load" || fail 'the load failed'
  load=
  printf '%s' "$1" >>"$work/results"
  for name in rate p50_us p99_us server_cpu_us; do
    printf ' %s' "$(sed -n "s/.*\"$name\":\([0-9.]*\)[,}].*/\1/p" "$work/load")" >>"$work/results"
  done
  printf ' %s\n' "$share" >>"$work/results"
  tail -n 1 "$work/results" | table_lines
  stop_all
  rm -rf "$work"/data-* "$work"/objects "$work"/log-*
}

table_lines() { awk '{ printf "%-22s %12.0f %10d %10d %14.2f %10d %%\n", $1, $2, $3, $4, $5, $6 }'; }

one_node() {
  configure "$1"
  start_member 1 '["ingest","log"]'
  measure "one-node-$1" "$1"
}

apart() {
  configure 1
  start_member 1 '["log"]'
  start_member 2 '["ingest"]'
  measure clients-apart 1
}

three_nodes() {
  configure "$1"
  for member in 1 2 3; do
    start_member "$member" '["ingest","log"]'
  done
  measure "three-nodes-$1" "$1"
}

rounds=3
warmup=20
seconds=10
connections=900
options 'rounds warmup seconds connections' "$@"

load=
nodes=
prepare
cat >"$work/FreePorts.java" <<'TEXT'
void main() throws Exception {
  try (var one = new java.net.ServerSocket(0);
      var two = new java.net.ServerSocket(0);
      var three = new java.net.ServerSocket(0)) {
    IO.println(one.getLocalPort() + " " + two.getLocalPort() + " " + three.getLocalPort());
  }
}
TEXT
ports=$(free_ports)

cat <<TEXT
kernel       $(uname -sr)
CPUs         $(getconf _NPROCESSORS_ONLN), shared by nodes and generator; load before: $(cut -d ' ' -f 1-3 /proc/loadavg)
java         $("$java" -version 2>&1 | sed -n '2p')
data on      $(df -PT "$work" | awk 'NR == 2 { print $2 }')
load         QoS 1, $connections connections, windows of 16, 100 bytes; $warmup s not counted, $seconds s counted

                                           PUBACK, µs             CPU of all    crosses
                         messages/s        p50        p99     nodes, µs       nodes
TEXT
round=0
while [ "$round" -lt "$rounds" ]; do
  apart
  for endpoints in 1 30 300; do
    one_node "$endpoints"
    three_nodes "$endpoints"
  done
  round=$((round + 1))
done
printf '\nmeans\n'
means <"$work/results" >"$work/means"
table_lines <"$work/means"
awk '
  $1 == "one-node-1" { one = $5 }
  $1 == "clients-apart" { printf "\nCPU of crossing nodes: %.2f µs a message\n", $5 - one }' "$work/means"
