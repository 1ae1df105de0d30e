#!/bin/sh
# EdgeMQ's views beside DuckDB: four members of the same JSON messages into Parquet. See README.md.
#
#   EDGEMQ_JAVA_OPTS   further options for EdgeMQ's JVM, separated by spaces (-Xmx2g)
#   TMPDIR             where the messages and the Parquet files lie, about 600 bytes for each message
#
# Exit codes: 0 measured, 1 something failed or the results differ, 2 wrong usage, 69 something is
# missing.
set -eu
LC_ALL=C
export LC_ALL

. "$(dirname -- "$0")/common.sh"

usage() {
  cat <<'TEXT'
Usage: compare-duckdb.sh [--rounds N] [--messages N] [--segment-mib N] [--passes N]

Messages of about 120 bytes of JSON with seven members become Parquet with four columns (varchar,
double, bigint, timestamp), zstd level 3: by EdgeMQ from segments, by DuckDB from lines; each a
process of its own, in turn, pinned to one CPU.

  --rounds        how often each has its turn (3)
  --messages      how many (2000000)
  --segment-mib   size of a segment (8)
  --passes        of edgemq-warm, of which the last is measured (5)
TEXT
}

clean_up() {
  trap '' HUP INT TERM
  [ -z "$process" ] || stop "$process" 5
  rm -rf "$work"
}

fail() {
  cat "$work/output" >&2
  give_up 1 "$1 failed; above is what it said"
}

# Runs a part of the comparison to its end. Output to $work/output.
part() {
  # shellcheck disable=SC2086
  taskset -c "$cpu" "$java" $jvm_flags $options -cp "$class_path" \
    io.edgemq.benchmarks.ViewCompareMain "$@" >"$work/output" 2>&1 &
  process=$!
  wait "$process" || fail "$1"
  process=
}

# User and system time of all processes that were waited for, in seconds.
children_cpu() {
  times >"$work/times"
  awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); sum += t[1] * 60 + t[2] }; print sum }' \
    "$work/times" >"$work/cpu"
}

# One turn. Adds a line to the results: name, wall and CPU seconds of the process, seconds of its
# work alone.
turn() {
  variant=$1
  options=
  rm -rf "${work:?}/${variant%-warm}"
  mkdir "$work/${variant%-warm}"
  children_cpu
  cpu_before=$(cat "$work/cpu")
  began=$(date +%s%N)
  case $variant in
    edgemq | edgemq-warm)
      options=${EDGEMQ_JAVA_OPTS:-}
      [ "$variant" = edgemq ] && rendered=1 || rendered=$passes
      part edgemq "$work/in" "$work/edgemq" --passes "$rendered"
      ;;
    *) part "$variant" "$work/in" "$work/$variant" ;;
  esac
  ended=$(date +%s%N)
  children_cpu
  if [ "$variant" = edgemq-warm ]; then
    printf '%s - - %s\n' "$variant" "$(tail -n 1 "$work/output")" >>"$work/results"
  else
    awk -v name="$variant" -v wall="$((ended - began))" -v before="$cpu_before" -v inner="$(tail -n 1 "$work/output")" \
      '{ print name, wall / 1e9, $1 - before, inner }' "$work/cpu" >>"$work/results"
  fi
  tail -n 1 "$work/results" | table_lines
}

# Seconds, and MB of JSON a second.
table_lines() {
  awk -v mb="$(awk '{ print $1 / 1e6 }' "$work/bytes")" '
    function cell(seconds) { return seconds == "-" ? sprintf("%8s %6s", "-", "-") : sprintf("%8.2f %6.0f", seconds, mb / seconds) }
    { printf "%-12s %s %s %s\n", $1, cell($2), cell($3), cell($4) }'
}

# The median of each column of a variant's turns.
medians() {
  for variant in $variants; do
    printf '%s' "$variant"
    for column in 2 3 4; do
      printf ' %s' "$(awk -v name="$variant" -v column="$column" '$1 == name { print $column }' "$work/results" |
        sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }')"
    done
    printf '\n'
  done | table_lines
}

rounds=3
messages=2000000
segment_mib=8
passes=5
options 'rounds messages segment-mib passes' "$@"

variants='edgemq edgemq-warm extract read_json'
process=
prepare
command -v taskset >/dev/null || give_up 69 'taskset is missing (util-linux)'
cpu=$(($(getconf _NPROCESSORS_ONLN) - 1))
options=
mkdir "$work/in"
part make "$work/in" --messages "$messages" --segment-mib "$segment_mib"
cp "$work/output" "$work/bytes"

cat <<TEXT
kernel       $(uname -sr)
CPUs         $(getconf _NPROCESSORS_ONLN), of which one is used; load before: $(cut -d ' ' -f 1-3 /proc/loadavg)
java         $("$java" -version 2>&1 | sed -n '2p')
DuckDB       $(find "$module/target/lib" -name 'duckdb_jdbc-*.jar' | sed 's/.*jdbc-\(.*\)\.jar/\1/')
data on      $(df -PT "$work" | awk 'NR == 2 { print $2 }')
messages     $messages, $(cat "$work/bytes") bytes of JSON; segments of $segment_mib MiB, not compressed

edgemq       a JVM that renders the segments and ends: starting and compiling is in it
edgemq-warm  the last of $passes passes in one JVM, as in a node that runs
extract      DuckDB, read_csv and json_extract on one thread, in a JVM
read_json    DuckDB, read_json with columns on one thread, in a JVM
work         without start and end of the process

                wall s   MB/s    CPU s   MB/s   work s   MB/s
TEXT
round=0
while [ "$round" -lt "$rounds" ]; do
  for variant in $variants; do
    turn "$variant"
  done
  round=$((round + 1))
done
printf '\nmedians\n'
medians
part check "$work/extract" "$work/edgemq" "$work/read_json"
printf '\nrows, the same in all three: %s; ' "$(tail -n 1 "$work/output")"
printf 'bytes of Parquet: edgemq %s, DuckDB %s\n' \
  "$(cat "$work"/edgemq/*.parquet | wc -c)" "$(cat "$work"/extract/*.parquet | wc -c)"
