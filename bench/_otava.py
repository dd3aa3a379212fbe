"""Finds change points with Apache Otava: reads a JSON list of series, prints seconds and the indices of each."""

import json
import sys
import time

from otava.analysis import compute_change_points

with open(sys.argv[1], encoding="utf-8") as file:
    series = json.load(file)
started = time.perf_counter()
found = [
    [int(point.index) for point in compute_change_points(values)[0]]
    if len(values) > 1 else []
    for values in series
]
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "points": found}))
