# What the benchmark scripts have in common; read by them, not run.

say() { printf '%s\n' "$(basename -- "$0" .sh): $*" >&2; }
give_up() {
  status=$1
  shift
  say "$@"
  exit "$status"
}

# A whole number above 0, as the value of an option.
number() {
  case ${2:-} in
    '' | *[!0-9]* | 0*) give_up 2 "$1 wants a whole number above 0" ;;
  esac
  printf '%s\n' "$2"
}

# Takes the options of a script, whole numbers all of them: `options 'rounds in-flight' "$@"` sets
# $rounds and $in_flight where they are given.
options() {
  known=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help)
        usage
        exit 0
        ;;
    esac
    case " $known " in
      *" ${1#--} "*) value=$(number "$@") ;;
      *)
        usage >&2
        exit 2
        ;;
    esac
    eval "$(printf '%s\n' "${1#--}" | tr - _)=\$value"
    shift 2
  done
}

is_jdk25() { "$1" -version 2>&1 | grep -q 'version "25[".+-]'; }

find_java() {
  for java in "${JAVA_HOME:-/nonexistent}/bin/java" java /usr/lib/jvm/*/bin/java; do
    if command -v "$java" >/dev/null && is_jdk25 "$java"; then
      printf '%s\n' "$java"
      return
    fi
  done
  return 1
}

# Whether a process that we started is there and not merely waiting to be noticed as ended.
is_running() {
  case $(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null) in
    '' | Z) return 1 ;;
  esac
}

# Stops a child: asks, waits so many seconds, insists.
stop() {
  kill "$1" 2>/dev/null || true
  polls=$(($2 * 5))
  while [ "$polls" -gt 0 ] && is_running "$1"; do
    sleep 0.2
    polls=$((polls - 1))
  done
  kill -9 "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# Waits until the file $1 of the process $2 has a line with the text $3; fails if the process ends or
# it takes more than $4 seconds.
await() {
  polls=$(($4 * 5))
  until grep -qs "$3" "$1"; do
    is_running "$2" || return 1
    [ "$polls" -gt 0 ] || return 1
    polls=$((polls - 1))
    sleep 0.2
  done
}

# Finds the build and a JDK 25, and makes the folder $work, which clean_up takes away again, and a $key.
prepare() {
  module=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
  class_path="$module/target/*:$module/target/lib/*"
  jvm_flags='--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED'
  [ -r /proc/self/stat ] || give_up 69 'this needs Linux: CPU times are read from /proc'
  ls "$module"/target/edgemq-benchmarks-*.jar "$module"/target/lib/*.jar >/dev/null 2>&1 ||
    give_up 69 'there is no build; in the root of the repository:' \
      "mvn -DskipTests -P '!format' -pl src/benchmarks -am package"
  java=$(find_java) || give_up 69 'a JDK 25 is needed; set JAVA_HOME'
  key=ing_live_$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  work=$(mktemp -d)
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# The class $1 with its arguments, as a background process $!; output to the file $2.
run_java() {
  class=$1
  output=$2
  shift 2
  set -f # options are split at spaces and nowhere else
  # shellcheck disable=SC2086
  "$java" $jvm_flags ${EDGEMQ_JAVA_OPTS:-} -cp "$class_path" "$class" "$@" >"$output" 2>&1 &
  set +f
}

# A node with the settings on standard input, on free ports; its process is $node, its log $work/log.
start_node() {
  cat >"$work/edgemq.conf"
  run_java io.edgemq.ops.Main "$work/log" start --config "$work/edgemq.conf" \
    -D data-dir="$work/data" -D mqtt.port=0 -D http.port=0 -D management.port=0
  node=$!
  await "$work/log" "$node" '^edgemq ready' 60
}

# The port of a service of the node.
port_of() { sed -n "s/^edgemq ready.* $1=[^ ]*:\\([0-9]*\\) .*/\\1/p" "$work/log"; }

# Means of turns: lines of a name and numbers, or -, on standard input; a line for each name.
means() {
  awk '
    !($1 in turns) { order[++names] = $1 }
    { turns[$1]++; for (i = 2; i <= NF; i++) sum[$1, i] = $i == "-" ? "-" : sum[$1, i] + $i }
    END {
      for (n = 1; n <= names; n++) {
        name = order[n]
        line = name
        for (i = 2; i <= NF; i++) line = line " " (sum[name, i] == "-" ? "-" : sum[name, i] / turns[name])
        print line
      }
    }'
}
