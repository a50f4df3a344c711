#!/usr/bin/env bash
# The real window under Xvfb, with keys, clicks, pastes, sizes and zooms by chance: it has to live, and its memory to stay flat.
#   tests/monkey.sh [SECONDS] [PROGRAM] [SEED]
# Not a part of .ci/run: ten minutes are worth it before a release, an hour after a change of the grid. Needs: Xvfb, xdotool, xclip.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-600}
program=${2:-target/release/gongkai}
RANDOM=${3:-1}
echo "monkey: seed ${3:-1}"
. tests/screen.sh 1600x1000

samples=(assets/samples/*.ron)
open() {
  cp "${samples[RANDOM % ${#samples[@]}]}" "$work/draft.ron"
  "$program" "$work/draft.ron" 2>"$work/said" &
  window=$!
  for _ in $(seq 100); do
    id=$(xdotool search --onlyvisible --class gongkai 2>/dev/null | head -n 1) && [ -n "$id" ] && break
    sleep 0.1
  done
  xdotool windowfocus "$id" 2>/dev/null || true
  sleep 1
}

keys=(Up Down Left Right Tab shift+Tab Return Escape F2 Delete BackSpace Home End Prior Next ctrl+Next ctrl+Prior ctrl+z ctrl+y ctrl+c ctrl+v
  ctrl+x ctrl+a ctrl+s ctrl+plus ctrl+minus ctrl+0 ctrl+Delete alt+Up alt+Down ctrl+Home ctrl+End F8 space
  F1 F4 F9 ctrl+f ctrl+g ctrl+shift+p equal shift+Right ctrl+d)
texts=("12.5" "-3" "2040220" "0.00" "999999999999999" "D:/budget" "a" "{income[total, year]}" "((((" "=1+1" "=zczb" "比上年=")
pastes=($'2040201\t\t1\t2\t3\n2040202\t\t\t5' "中文，全角１２３" $'一\n二\n三' $'\t\t\t' "{general[2040220, project]}")
memory() { awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$window/status" 2>/dev/null || echo 0; }

open
begin=$(date +%s); warm=0; done=0; runs=1; most=0
while [ $(($(date +%s) - begin)) -lt "$seconds" ]; do
  case $((RANDOM % 12)) in
    0 | 1 | 2 | 3) xdotool key "${keys[RANDOM % ${#keys[@]}]}" ;;
    4 | 5) xdotool mousemove $((RANDOM % 1400)) $((RANDOM % 900)) click $((1 + (RANDOM % 8 == 0) * 2)) ;;
    6) xdotool type --delay 1 "${texts[RANDOM % ${#texts[@]}]}" ;;
    7) printf %s "${pastes[RANDOM % ${#pastes[@]}]}" | xclip -selection clipboard -i 2>/dev/null; xdotool key ctrl+v ;;
    8) [ $((RANDOM % 4)) -ne 0 ] || xdotool windowsize "$id" $((160 + RANDOM % 1400)) $((160 + RANDOM % 820)) ;;
    9) xdotool mousemove $((RANDOM % 1400)) $((RANDOM % 900)) mousedown 1 mousemove $((RANDOM % 1400)) $((RANDOM % 900)) mouseup 1 ;;
    10) xdotool mousemove $((RANDOM % 1400)) $((RANDOM % 900)) click 5 click 5 click 4 ;;
    11) xdotool key Escape ;;
  esac 2>/dev/null || true
  done=$((done + 1))
  if ! kill -0 "$window" 2>/dev/null; then
    status=0; wait "$window" || status=$?
    if [ "$status" -ne 0 ] || grep -q panicked "$work/said"; then
      cat "$work/said" >&2
      echo "monkey: the window ended with $status after $done actions (seed ${3:-1})" >&2
      exit 1
    fi
    runs=$((runs + 1)); warm=0
    open
  fi
  if grep -q panicked "$work/said"; then cat "$work/said" >&2; echo "monkey: a panic after $done actions" >&2; exit 1; fi
  if [ $((done % 200)) -eq 0 ]; then
    now=$(memory)
    [ "$warm" -ne 0 ] || warm=$now
    [ "$now" -le "$most" ] || most=$now
    if [ "$now" -gt $((warm + 400)) ]; then echo "monkey: memory has grown from $warm to $now MB" >&2; exit 1; fi
  fi
done
echo "monkey: $done actions in $seconds s, $runs windows, at most $most MB"
