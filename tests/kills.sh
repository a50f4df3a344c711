#!/usr/bin/env bash
# kill -9 at random moments of a scripted editing session in the real window: afterwards the file is whole and as it was saved, and what the
# journal gives back with it is at most the last second of typing behind.
#   tests/kills.sh [COUNT] [PROGRAM] [ENDS] [SEED]
# ENDS is the program of examples/ends.rs (cargo build --release --example ends), which tells what the next start would find. Needs: Xvfb, xdotool.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${1:-20}
program=${2:-target/release/gongkai}
ends=${3:-target/release/examples/ends}
RANDOM=${4:-1}
. tests/screen.sh 1360x860
fail() { echo "kills: round $round (seed $seed): $1" >&2; cp -r "$work/d" target/kills-failed 2>/dev/null || true; exit 1; }
seed=${4:-1}
gone() { while kill -0 "$window" 2>/dev/null; do sleep 0.05; done; }

lost=0 most=0 saves=0 bare=0 latest=0 deaf=0
round=1
while [ "$round" -le "$count" ]; do
  rm -rf "$work/d"; mkdir "$work/d"
  cp assets/samples/unit-2024.ron "$work/d/draft.ron"
  "$program" "$work/d/draft.ron" >"$work/said" 2>&1 &
  window=$!
  # The shell need not say that it was killed.
  disown "$window"
  for _ in $(seq 100); do
    id=$(xdotool search --onlyvisible --class gongkai 2>/dev/null | head -n 1) || true
    [ -z "$id" ] || break
    sleep 0.05
  done
  [ -n "$id" ] || fail "no window"
  for _ in $(seq 100); do
    [ "$(import -window root -format '%[fx:mean>0.2?1:0]' info:- 2>/dev/null)" != 1 ] || break
    sleep 0.05
  done
  xdotool windowfocus "$id" 2>/dev/null || true
  sleep 0.5
  # 5 一般公共预算支出表, 2040220, 项目支出: figures that count up, now and then a save. After each, what was typed and when is noted.
  for _ in 1 2 3 4; do xdotool key ctrl+Next; sleep 0.1; done
  for _ in $(seq 9); do xdotool key Down; done
  for _ in $(seq 4); do xdotool key Right; done
  : >"$work/typed"
  # A machine that has other things to do draws late: how late, the first figure tells.
  begun=$(date +%s%N)
  xdotool type --delay 5 99
  xdotool key Return Up
  for _ in $(seq 200); do [ ! -e "$work/d/.draft.ron.journal" ] || break; sleep 0.02; done
  if [ ! -e "$work/d/.draft.ron.journal" ]; then
    # The keys came before the window had the keyboard.
    kill -9 "$window"; gone
    deaf=$((deaf + 1))
    [ "$deaf" -le "$count" ] || fail "the window takes no keys"
    continue
  fi
  late=$(($(date +%s%N) - begun))
  [ "$late" -le "$latest" ] || latest=$late
  after=$((RANDOM % 3500))
  (sleep "$(printf '%d.%03d' $((after / 1000)) $((after % 1000)))"; kill -9 "$window" 2>/dev/null; date +%s%N >"$work/killed") &
  killer=$!
  n=100
  while kill -0 "$window" 2>/dev/null; do
    xdotool type --delay 5 "$n" 2>/dev/null || break
    xdotool key Return Up 2>/dev/null || break
    echo "$(date +%s%N) $n" >>"$work/typed"
    if [ $((RANDOM % 6)) -eq 0 ]; then xdotool key ctrl+s 2>/dev/null || break; saves=$((saves + 1)); fi
    n=$((n + 1))
    sleep 0.1
  done
  wait "$killer" 2>/dev/null || true
  gone
  window=
  # "file FIGURE" and "left FIGURE": what the file holds, and what it holds with what was not saved.
  "$ends" left "$work/d/draft.ron" >"$work/found" 2>"$work/error" || { cat "$work/found" >&2; fail "the file cannot be opened: $(cat "$work/error")"; }
  left=$(awk '$1 == "left" { print int($2) }' "$work/found")
  if [ "$left" -lt 99 ]; then
    # Every key is an edit: this is the beginning of a figure. The last whole one stands before it.
    left=$(grep -ao '"project","value":"[0-9]*"' "$work/d/.draft.ron.journal" | awk -F'"' '$6 >= 99 { last = $6 } END { print last + 0 }') || true
    [ "$left" -ne 0 ] || left=$(awk '$1 == "file" { print int($2) }' "$work/found")
  fi
  killed=$(cat "$work/killed")
  # What was typed more than a second before the end has to be there.
  wanted=$(awk -v killed="$killed" -v late="$late" '$1 < killed - 1000000000 - late { last = $2 } END { print last + 0 }' "$work/typed")
  typed=$(awk -v killed="$killed" 'BEGIN { last = 99 } $1 < killed { last = $2 } END { print last }' "$work/typed")
  [ "$left" -ge "$wanted" ] && [ "$left" -le $((typed + 1)) ] || { cat "$work/found" "$work/typed" >&2; fail "$left instead of at least $wanted"; }
  [ -s "$work/typed" ] || bare=$((bare + 1))
  behind=$((typed - left))
  [ "$behind" -le 0 ] || lost=$((lost + 1))
  [ "$behind" -le "$most" ] || most=$behind
  round=$((round + 1))
done
echo "kills: $count ends of the window, $saves saves among the figures typed, $bare before the first figure; no file was lost; $lost times the figure typed last was missing, at most $most figures; the window was at most $((latest / 1000000)) ms late"
