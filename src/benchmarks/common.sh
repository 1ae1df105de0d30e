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
