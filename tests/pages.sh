#!/usr/bin/env bash
# The exported PDF of the sample, read back: every entry of the contents stands on the page that it names, all fonts are
# embedded, and the figures are text. Needs poppler-utils.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/release/gongkai}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "pages: $1" >&2; exit 1; }

"$program" export assets/samples/unit-2024.ron -o "$work/sample.pdf"
flat() { tr -d ' \n\f'; }
text() { pdftotext -f "$1" -l "$1" "$work/sample.pdf" - 2>/dev/null | flat; }

# Cover and contents come first, so page 1 of the body is the third.
entries=0
while read -r title page; do
  entries=$((entries + 1))
  case "$(text $((page + 2)))" in
    *"$title"*) ;;
    *) fail "$title is not on page $page" ;;
  esac
done < <(pdftotext -f 2 -l 2 -layout "$work/sample.pdf" - 2>/dev/null | sed -nE 's/^ *(.*[^. ])[. ]+([0-9]+) *$/\1 \2/p' | awk '{page = $NF; $NF = ""; gsub(/ /, ""); print $0, page}')
[ "$entries" -eq 20 ] || fail "the contents have $entries entries, not 20"

pdffonts "$work/sample.pdf" 2>/dev/null | awk 'NR > 2 && $(NF - 4) != "yes" { exit 1 }' || fail "a font is not embedded"
whole=$(pdftotext "$work/sample.pdf" - 2>/dev/null | flat)
for figure in 2860.12 2337.12 1098.18 784.2857 1019.91 13101824P00001010001T; do
  case "$whole" in *"$figure"*) ;; *) fail "$figure cannot be read back" ;; esac
done
echo "pages: $entries entries of the contents stand where they say, fonts embedded, figures are text"
