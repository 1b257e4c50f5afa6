#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh PROGRAM REPORT [OPTION...]: REPORT.html by `glasslock report`, and REPORT.pdf where a Chromium is installed.
set -eu
program=$1 report=$2
shift 2
commit=$(git describe --always --dirty 2>/dev/null || echo "not from a repository")
"$program" report --commit "$commit" --out "$report.html" "$@"
echo "report: $report.html"

browser=
for name in chromium chromium-browser google-chrome; do
    [ -n "$browser" ] || browser=$(command -v "$name" || true)
done
if [ -z "$browser" ]; then
    echo "report: no PDF, as Chromium is not installed (Debian: chromium)"
    exit 0
fi
# As root, Chromium starts only without its sandbox; the page is ours, has no script and loads nothing.
sandbox=
[ "$(id -u)" != 0 ] || sandbox=--no-sandbox
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
if timeout 120 "$browser" --headless $sandbox --disable-gpu --user-data-dir="$profile" --no-pdf-header-footer \
    --print-to-pdf="$report.pdf.new" "file://$(cd "$(dirname "$report")" && pwd)/$(basename "$report").html" >"$profile/log" 2>&1; then
    mv "$report.pdf.new" "$report.pdf"
    echo "report: $report.pdf"
else
    echo "report: no PDF, Chromium failed: $(tail -n 1 "$profile/log")" >&2
    exit 1
fi
