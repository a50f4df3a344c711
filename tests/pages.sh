#!/usr/bin/env bash
# The exported PDFs of the samples, read back: every entry of the contents stands on the page that it names, all fonts are
# embedded, and the figures are text. Needs poppler-utils.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/release/gongkai}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "pages: $1" >&2; exit 1; }

flat() { tr -d ' \n\f'; }
text() { pdftotext -f "$1" -l "$1" "$work/sample.pdf" - 2>/dev/null | flat; }

# A sample, the pages of its contents (behind the cover), how many entries these have, and words that are to be read back.
look() {
  local name=$1 contents=$2 wanted=$3
  shift 3
  "$program" export "assets/samples/$name.ron" -o "$work/sample.pdf"
  local entries=0 title page
  if [ "$contents" -gt 0 ]; then
    # Cover and contents come first and have page numbers of their own.
    while read -r title page; do
      entries=$((entries + 1))
      case "$(text $((page + 1 + contents)))" in
        *"$title"*) ;;
        *) fail "$name: $title is not on page $page" ;;
      esac
    done < <(pdftotext -f 2 -l $((1 + contents)) -layout "$work/sample.pdf" - 2>/dev/null | sed -nE 's/^ *(.*[^. ])[. ]+([0-9]+) *$/\1 \2/p' | awk '{page = $NF; $NF = ""; gsub(/[ \f]/, ""); print $0, page}')
  fi
  [ "$entries" -eq "$wanted" ] || fail "$name: the contents have $entries entries, not $wanted"
  pdffonts "$work/sample.pdf" 2>/dev/null | awk 'NR > 2 && $(NF - 4) != "yes" { exit 1 }' || fail "$name: a font is not embedded"
  local whole word
  whole=$(pdftotext "$work/sample.pdf" - 2>/dev/null | flat)
  for word in "$@"; do
    case "$whole" in *"$word"*) ;; *) fail "$name: $word cannot be read back" ;; esac
  done
  echo "pages: $name: $entries entries of the contents stand where they say, fonts embedded, figures are text"
}

look unit-2024 1 20 2860.12 2337.12 1098.18 784.2857 1019.91 13101824P00001010001T
look department-2021 1 20 8451.50 4102.34 901.13 1930.85 28.
look department-2021-sections 1 20 2913.49 2371.53 4088.72 865.1
look performance-unit-2023 0 0 142001019 345.52 50.99
look performance-department-2023 2 44 （草案） 13992423P00517620583N 此项目文件涉密 3、网络安全保卫：涉密
