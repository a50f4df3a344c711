#!/usr/bin/env bash
# Fails the n-th write, fsync, rename, open, removal and truncation, for every n, while a script edits and saves a draft; then ends the program
# at each of them. Afterwards the file is whole, it holds what was saved last, and with the journal it gives at least what was synced.
#   tests/faults.sh [ENDS]
# ENDS is the program of examples/ends.rs (cargo build --release --example ends). Needs: strace.
set -euo pipefail
cd "$(dirname "$0")/.."

ends=$(realpath "${1:-target/release/examples/ends}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME=$work/data XDG_CONFIG_HOME=$work/config
runs=0 hurt=0

# What the file held and what was left is compared with what the script has said to be done.
check() {
  "$ends" left "$work/d/draft.ron" >"$work/found" 2>&1 || {
    cat "$work/found" >&2; echo "faults: $1: the file cannot be opened" >&2; exit 1; }
  file=$(awk '$1 == "file" { print $2 }' "$work/found"); left=$(awk '$1 == "left" { print $2 }' "$work/found")
  saved=$(awk '$1 == "saved" { n = $2 } END { print n + 0 }' "$work/said"); synced=$(awk '$1 ~ /saved|synced/ { n = $2 } END { print n + 0 }' "$work/said")
  [ "$saved" -ne 0 ] || [ "$file" != 70 ] || file=0
  case $file in 0 | 70 | 104 | 108 | 112) ;; *) echo "faults: $1: the file holds $file" >&2; exit 1 ;; esac
  [ "$file" -ge "$saved" ] || { echo "faults: $1: the file holds $file, though $saved was saved" >&2; exit 1; }
  [ "$left" -ge "$synced" ] || [ "$file" -ge "$synced" ] || { echo "faults: $1: $left is left of $synced" >&2; cp -r "$work/d" "$work/data" target/ ; exit 1; }
  ! grep -q "^ended" "$work/said" || [ "$left" -ge 111 ] || { echo "faults: $1: $left is left at the end" >&2; exit 1; }
}

for call in openat write fsync fdatasync rename,renameat,renameat2,linkat unlink,unlinkat ftruncate flock; do
  for what in error=ENOSPC error=EIO signal=KILL; do
    n=1
    while :; do
      rm -rf "$work/d" "$work/data"; mkdir "$work/d"
      cp assets/samples/unit-2024.ron "$work/d/draft.ron"
      status=0
      # In a shell of its own, which is told that the program was killed.
      (strace -f -qq -o "$work/trace" -e trace="$call" -e inject="$call:$what:when=$n" \
        "$ends" script "$work/d/draft.ron" >"$work/out"; exit $?) 2>"$work/said" || status=$?
      grep -q "INJECTED\|killed by SIGKILL" "$work/trace" || break
      check "$call $what $n"
      runs=$((runs + 1)); n=$((n + 1))
      [ "$status" -eq 0 ] || hurt=$((hurt + 1))
    done
    echo "faults: $call, $what: $((n - 1)) places"
  done
done
echo "faults: $runs runs, $hurt of them ended early; the file was whole each time, and nothing was lost that was on the disk"
