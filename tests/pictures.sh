#!/usr/bin/env bash
# Pictures of every view and panel of the real window, light and dark, to be looked at: alignment, clipping, contrast.
#   tests/pictures.sh [PROGRAM] [FOLDER] [WIDTHxHEIGHT]
# Needs: Xvfb, xdotool, imagemagick. The pictures stay in the folder (target/pictures) and out of the repository.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/release/gongkai}
folder=${2:-target/pictures}
size=${3:-1366x768}
. tests/screen.sh "$size"
mkdir -p "$folder"

key() { xdotool key "$@"; sleep 0.4; }
picture() { sleep "${2:-0.6}"; import -window root "$folder/$theme-$1.png"; }
# Opens the window with the words given and waits until something is drawn.
open_window() {
  "$program" "$@" >/dev/null 2>&1 &
  window=$!
  for _ in $(seq 100); do id=$(xdotool search --onlyvisible --class gongkai | head -n 1) && [ -n "$id" ] && break; sleep 0.1; done
  xdotool windowsize "$id" "${size%x*}" "${size#*x}" windowmove "$id" 0 0
  sleep 1.5
  xdotool windowsize "$id" "${size%x*}" "${size#*x}" windowmove "$id" 0 0
  xdotool windowfocus "$id"
  sleep 0.3
}
close_window() { kill "$window" 2>/dev/null || true; wait "$window" 2>/dev/null || true; window=; }
# To a part by the first letters of its name.
part() { key ctrl+g; xdotool type --delay 30 "$1"; sleep 0.4; key Return; }

for theme in light dark; do
  dark=$([ "$theme" = dark ] && echo true || echo false)
  mkdir -p "$XDG_DATA_HOME/gongkai"
  look() { printf '(dark: Some(%s), toured: %s)\n' "$dark" "$1" >"$XDG_DATA_HOME/gongkai/window-look.ron"; }
  look true
  open_window
  picture start
  close_window

  cp assets/samples/unit-2024.ron "$work/$theme.ron"
  open_window "$work/$theme.ron"
  n=0
  for view in dwyndd 1szzb 2srzb 3zczb 4czbk 5ybgg 6jbzc 7zfxj 9sgjf bmzz jgsz srsm zcsm zfcg gyzc mcjs xmjx; do
    n=$((n + 1))
    part "$view"
    picture "view-$(printf %02d "$n")-$view"
  done
  part 3zczb
  key F4; key ctrl+Home; key Right Right Right
  picture panel-trace
  key F4
  key F9; picture panel-preview 2.5; key F9
  key ctrl+shift+r; picture panel-review 1; key ctrl+shift+r
  key ctrl+f; xdotool type --delay 30 "70.00"; picture panel-search 1; key ctrl+f
  key ctrl+shift+p; picture palette; key Escape
  key F1; picture keys; key Escape
  key ctrl+e; picture export; key Escape
  key ctrl+n; picture new; key Escape
  part 3zczb
  # A figure that is wrong, for the list of problems.
  part 5ybgg
  for _ in $(seq 9); do key Down; done
  for _ in $(seq 4); do key Right; done
  xdotool type --delay 40 "71"
  key Return
  key F8; picture panel-problems 1
  close_window

  # A department with units, and a document that is goals alone.
  for sample in department-2021 performance-unit-2023; do
    [ -f "assets/samples/$sample.ron" ] || continue
    cp "assets/samples/$sample.ron" "$work/$theme-$sample.ron"
    open_window "$work/$theme-$sample.ron"
    picture "sample-$sample"
    close_window
  done
  rm -rf "${XDG_DATA_HOME:?}"
  look_first() { mkdir -p "$XDG_DATA_HOME/gongkai"; look false; }
  look_first
  cp assets/samples/unit-2024.ron "$work/$theme-first.ron"
  open_window "$work/$theme-first.ron"
  picture tour
  close_window
  rm -rf "${XDG_DATA_HOME:?}"
done
echo "pictures: $(find "$folder" -name '*.png' | wc -l) in $folder"
