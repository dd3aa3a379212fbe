"""Reads raw results with pandas, in parts that fit in memory, and writes their operations as Parquet: FORMAT FILE FOLDER."""

import sys

import pandas

LINES = 500_000


def k6(path):
    for lines in pandas.read_json(path, lines=True, chunksize=LINES):
        points = lines[lines["type"] == "Point"]
        data = pandas.json_normalize(points["data"].tolist())
        yield pandas.DataFrame({
            "kind": data["tags.name"],
            "started_at": pandas.to_datetime(data["time"]),
            "duration_s": data["value"] / 1000,
            "ok": data["tags.expected_response"] == "true",
            "code": data["tags.status"],
        })


def jmeter(path):
    for lines in pandas.read_csv(path, chunksize=LINES):
        yield pandas.DataFrame({
            "kind": lines["label"],
            "started_at": pandas.to_datetime(lines["timeStamp"], unit="ms"),
            "duration_s": lines["elapsed"] / 1000,
            "ok": lines["success"],
            "code": lines["responseCode"],
            "bytes": lines["bytes"],
            "worker": lines["threadName"],
        })


_, name, path, folder = sys.argv
for index, operations in enumerate({"k6": k6, "jmeter": jmeter}[name](path)):
    operations.to_parquet(f"{folder}/{index}.parquet")
