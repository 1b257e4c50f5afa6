#!/bin/sh
# SPDX-License-Identifier: MIT
# man.sh PROGRAM DIRECTORY: a manual page for each subcommand, made from its --help, so that the two never disagree.
# glasslock.1, the page of the whole, is written by hand.
set -eu
program=$1
directory=$2
mkdir -p "$directory"
cp app/man/glasslock.1 "$directory/"

# Text as mdoc: a backslash and a leading dot or quote mean something there.
escape() {
    sed -e 's/\\/\\e/g' -e "s/^\\([.']\\)/\\\\\\&\\1/"
}

"$program" --help | awk '/^  [a-z]/ { print $1 }' | while read -r command; do
    summary=$("$program" --help | sed -n "s/^  $command  *//p")
    {
        echo ".Dd November 21, 2026"
        echo ".Dt GLASSLOCK-$(echo "$command" | tr '[:lower:]' '[:upper:]') 1"
        echo ".Os"
        echo ".Sh NAME"
        echo ".Nm glasslock-$command"
        echo ".Nd $(echo "$summary" | escape)"
        echo ".Sh DESCRIPTION"
        echo ".Bd -literal"
        "$program" "$command" --help | escape
        echo ".Ed"
        echo ".Sh EXIT STATUS"
        echo "0: done; 1: a check or an operation failed; 2: wrong usage."
        echo ".Sh SEE ALSO"
        echo ".Xr glasslock 1"
    } >"$directory/glasslock-$command.1.new"
    mv "$directory/glasslock-$command.1.new" "$directory/glasslock-$command.1"
done
