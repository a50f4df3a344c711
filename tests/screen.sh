# To be sourced: a screen of its own (Xvfb) and an empty home for the program, both gone at the end.
#   . tests/screen.sh WIDTHxHEIGHT
# Gives $work (a folder) and $window (the running program's number, set by the script that starts it). Needs: Xvfb, xdotool.
work=$(mktemp -d)
display=":$((90 + $$ % 400))"
export DISPLAY=$display GONGKAI_TEMPLATES=/nonexistent XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data
unset WAYLAND_DISPLAY
# Without -r a busy machine holds a key down long enough for the server to repeat it.
Xvfb "$display" -screen 0 "$1x24" -noreset -r >"$work/xvfb.log" 2>&1 &
xvfb=$!
window=
cleanup() {
  if [ -n "$window" ]; then
    kill -9 "$window" 2>/dev/null || true
    wait "$window" 2>/dev/null || true
  fi
  kill "$xvfb" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
for _ in $(seq 100); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.1; done
xdotool getdisplaygeometry >/dev/null 2>&1 || { echo "no screen: Xvfb did not start" >&2; exit 1; }
