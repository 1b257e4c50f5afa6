# SPDX-License-Identifier: MIT
"""validate.py SCHEMA FILE...: each JSON file against the schema; one line and exit status 1 for the first that fails."""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as schema_file:
    validator = jsonschema.Draft7Validator(json.load(schema_file))
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        error = next(validator.iter_errors(json.load(file)), None)
    if error is not None:
        sys.exit(f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
