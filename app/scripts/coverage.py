#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coverage.py BUILD [--json FILE] [--part]: lines and branches that the tests have run, by folder, from gcov's counts below BUILD.

Targets: crypto/ every line, save those that tests/COVERAGE.md quotes with a reason; the whole 90 %. What is below its target
is named at the end, a line each; the exit status is 1 then."""
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
    """The lines that COVERAGE.md quotes, by file: "| `crypto/...` | `line` `another` | why |"."""
    lines = {}
    for row in re.findall(r"^\| `([^`]+)` \| (`.*?`) \|", path.read_text() if path.exists() else "", re.M):
        lines.setdefault(row[0], []).extend(re.findall(r"`([^`]+)`", row[1]))
    return lines


def reasons_for(name, missed, quoted):
    """The lines without a reason among those missed, and the quotes that are none of them."""
    text = pathlib.Path(name).read_text().split("\n")
    said = {number: text[number - 1].strip() for number in missed}
    return [n for n in missed if said[n] not in quoted], [quote for quote in quoted if quote not in said.values()]


def print_folders(sources):
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
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path, help="all figures, for programs")
    parser.add_argument("--part", action="store_true", help="only some tests were run: no target is asked for, and untouched files are not listed")
    options = parser.parse_args()
    sources = read(options.build)
    if not sources:
        sys.exit(f"coverage: no counts below {options.build}: run `make coverage`")
    rows = print_folders(sources)
    quoted = excused(pathlib.Path("tests/COVERAGE.md"))
    below, stale, files = [], [], {}
    print("\nlines that no test runs (in crypto/ each; elsewhere in files below 90 %):")
    for name, source in sorted(sources.items()):
        missed = sorted(number for number, times in source.lines.items() if not times)
        files[name] = figures([source]) | {"lines_not_run": missed}
        share = percent(len(source.lines) - len(missed), len(source.lines))
        if missed and (name.startswith("crypto/") or share < WHOLE) and (share > 0 or not options.part):
            print(f"  {name} {share:.1f}%: {ranges(missed)}")
        if name.startswith("crypto/"):
            unexcused, unused = reasons_for(name, missed, quoted.pop(name, []))
            stale += [f"{name}, `{quote}`" for quote in unused]
            if unexcused:
                below.append(f"{name}: {share:.1f} % of its lines are run, not all: {ranges(unexcused)}")
    stale += [f"{name}: there is no such file" for name in quoted]
    whole = percent(rows["the whole"]["lines_run"], rows["the whole"]["lines"])
    if options.json:
        options.json.write_text(json.dumps({"folders": rows, "files": files}, indent=1) + "\n")
    if whole < WHOLE:
        below.append(f"the whole: {whole:.1f} % of its lines are run, not {WHOLE:.0f} %")
    print()
    if options.part:
        return 0
    for line in stale:
        print(f"coverage: tests/COVERAGE.md gives a reason that is not needed: {line}")
    for line in below:
        print(f"coverage: below its target: {line}")
    if not below:
        print("coverage: every target is met")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
