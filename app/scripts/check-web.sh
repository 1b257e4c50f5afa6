#!/bin/sh
# SPDX-License-Identifier: MIT
# The browser tests: check-web PROGRAM FOLDER. playwright-core comes from npm into FOLDER, once.
set -eu
program=$1 folder=$2
mkdir -p "$folder"
cp tests/web/package.json "$folder/"
[ -d "$folder/node_modules/axe-core" ] || (cd "$folder" && npm install --no-audit --no-fund --loglevel=error)
GLASSLOCK_BIN=$program GLASSLOCK_WEB_MODULES=$(cd "$folder" && pwd) node --test tests/web/
