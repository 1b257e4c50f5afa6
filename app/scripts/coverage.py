#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coverage.py BUILD [--json FILE]: lines and branches that the tests have run, by folder, from gcov's counts below BUILD.

Targets: crypto/ every line, save in the files that tests/COVERAGE.md lists with a reason; the whole 90 %. What is below is
listed with its lines; the exit status is 1 then."""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

FOLDERS = ("crypto", "net", "app", "vectors")
WHOLE = 90.0


class Source:
    def __init__(self):
        self.lines = {}  # number: times
        self.branches = {}  # (number, index): times

    def add(self, line):
        number = line["line_number"]
        self.lines[number] = self.lines.get(number, 0) + line["count"]
        for index, branch in enumerate(line["branches"]):
            if not branch.get("throw"):
                key = number, index
                self.branches[key] = self.branches.get(key, 0) + branch["count"]


def read(build):
    """A header's lines are added up over all files that include it."""
    sources = collections.defaultdict(Source)
    notes = sorted(build.rglob("*.gcno"))
    for i in range(0, len(notes), 40):
        names = [str(note.resolve()) for note in notes[i:i + 40] if note.relative_to(build).parts[0] in FOLDERS]
        if not names:
            continue
        out = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", *names], capture_output=True,
                             text=True, check=True).stdout
        for text in filter(None, out.split("\n")):
            for file in json.loads(text)["files"]:
                if file["file"].split("/")[0] in FOLDERS:
                    for line in file["lines"]:
                        sources[file["file"]].add(line)
    return sources


def ranges(numbers):
    """[3, 4, 5, 9] is "3-5, 9"."""
    runs = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def figures(sources):
    lines = [times for source in sources for times in source.lines.values()]
    branches = [times for source in sources for times in source.branches.values()]
    return {"lines": len(lines), "lines_run": sum(map(bool, lines)), "branches": len(branches),
            "branches_taken": sum(map(bool, branches))}


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def excused(path):
    """The files that COVERAGE.md names, each in a row of its own: "| `crypto/...` |"."""
    text = path.read_text() if path.exists() else ""
    return set(re.findall(r"^\| `([^`]+)`", text, re.M))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path, help="all figures, for programs")
    options = parser.parse_args()
    sources = read(options.build)
    if not sources:
        sys.exit(f"coverage: no counts below {options.build}: run `make coverage`")
    folders = collections.defaultdict(list)
    for name, source in sources.items():
        folders[name.rsplit("/", 1)[0]].append(source)
        folders[name.split("/")[0] + "/ in all"].append(source)
    rows = {name: figures(group) for name, group in sorted(folders.items())}
    rows["the whole"] = figures(sources.values())
    print(f"{'folder':<22}{'lines':>8}{'run':>9}{'branches':>10}{'taken':>9}")
    for name, row in rows.items():
        print(f"{name:<22}{row['lines']:>8}{percent(row['lines_run'], row['lines']):>8.1f}%{row['branches']:>10}"
              f"{percent(row['branches_taken'], row['branches']):>8.1f}%")
    reasons = excused(pathlib.Path("tests/COVERAGE.md"))
    below, files = [], {}
    print("\nlines that no test runs (in crypto/ each; elsewhere in files below 90 %):")
    for name, source in sorted(sources.items()):
        missed = sorted(number for number, times in source.lines.items() if not times)
        files[name] = figures([source]) | {"lines_not_run": missed}
        share = percent(len(source.lines) - len(missed), len(source.lines))
        if missed and (name.startswith("crypto/") or share < WHOLE):
            reason = " (a reason is given)" if name in reasons else ""
            print(f"  {name} {share:.1f}%{reason}: {ranges(missed)}")
        if missed and name.startswith("crypto/") and name not in reasons:
            below.append(name)
    whole = percent(rows["the whole"]["lines_run"], rows["the whole"]["lines"])
    if options.json:
        options.json.write_text(json.dumps({"folders": rows, "files": files}, indent=1) + "\n")
    if whole < WHOLE:
        below.append(f"the whole ({whole:.1f} %, not {WHOLE:.0f} %)")
    print("\ncoverage: " + ("every target is met" if not below else "below its target: " + ", ".join(below)))
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
