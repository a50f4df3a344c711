#!/usr/bin/env bash
# The real window under Xvfb: types a figure and Chinese into it, saves, and reads the saved file.
# Needs: Xvfb, xdotool, xclip. Leaves nothing behind but, where it fails, a picture of the window (target/e2e.png).
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/release/gongkai}
. tests/screen.sh 1360x860

fail() {
  echo "e2e: $1" >&2
  import -window root target/e2e.png 2>/dev/null || true
  exit 1
}

# Waits until a command succeeds, ten seconds at most.
until_true() {
  for _ in $(seq 100); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  return 1
}

cp assets/samples/unit-2024.ron "$work/draft.ron"
start=$(date +%s%N)
"$program" "$work/draft.ron" &
window=$!
shown() { id=$(xdotool search --onlyvisible --class gongkai | head -n 1); [ -n "$id" ]; }
until_true shown || fail "no window"
drawn() { [ "$(import -window root -format '%[fx:mean>0.2?1:0]' info:-)" = 1 ]; }
until_true drawn || fail "the window stays blank"
echo "e2e: the sample is on the screen after $((($(date +%s%N) - start) / 1000000)) ms (asked ten times a second)"
xdotool windowfocus "$id"
sleep 0.5

# Each edit is made by keyboard alone. The first form is shown; four parts on is 5 一般公共预算支出表.
for _ in 1 2 3 4; do xdotool key ctrl+Next; sleep 0.2; done
# From the total row nine rows down to 2040220, four columns to the right to 项目支出.
for _ in $(seq 9); do xdotool key Down; done
for _ in $(seq 4); do xdotool key Right; done
sleep 0.3
xdotool type --delay 40 "70.01"
xdotool key Return
sleep 0.3
xdotool key ctrl+s
saved() { grep -A 1 'code: "2040220"' "$work/draft.ron" | grep -q '"project": "70.01"'; }
until_true saved || fail "the typed figure is not in the saved file"

# Chinese: from the form to 机构设置 (5 → 6 → 7 → 8 → 9 → 开头语 → 部门职责 → 机构设置), second column.
for _ in $(seq 7); do xdotool key ctrl+Next; sleep 0.2; done
xdotool key Right
sleep 0.3
printf '参公单位' | xclip -selection clipboard -i
xdotool key F2
sleep 0.3
xdotool key ctrl+a ctrl+v
sleep 0.3
xdotool key Return
sleep 0.3
xdotool type --delay 60 "财"
xdotool key Return
sleep 0.3
xdotool key ctrl+s
chinese() { grep -q '"nature": "参公单位"' "$work/draft.ron"; }
until_true chinese || fail "the pasted Chinese is not in the saved file"

# Undo all of it, save: the file is the sample again.
for _ in $(seq 4); do xdotool key ctrl+z; sleep 0.2; done
xdotool key ctrl+s
same() { cmp -s assets/samples/unit-2024.ron "$work/draft.ron"; }
until_true same || fail "undo and save do not give the sample back"

kill -0 "$window" 2>/dev/null || fail "the program is gone"
echo "e2e: figures and Chinese typed into the real window are in the saved file, and undo takes them back"
