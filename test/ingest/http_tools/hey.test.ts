import { expect, test } from "vitest";
import { hey } from "../../../src/ingest/http_tools/hey.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const CSV =
  "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset\n" +
  "0.0185,0.0013,0.0000,0.0003,0.0168,0.0001,200,1.5000\n";

async function read(settings: Readonly<Record<string, string>>) {
  const file = toSource("a.csv", CSV);
  return await readWhole(hey.read(file, { experiment: "x", settings }));
}

test("offsets become times where the start is set", async () => {
  const { rows, runs } = await read({
    started_at: "2026-01-02T04:04:05+01:00",
  });
  expect(rows.operations.map(({ started_at }) => started_at))
    .toEqual(["2026-01-02T03:04:06.500Z"]);
  expect(runs[0]?.started_at).toBe("2026-01-02T03:04:06.500Z");
  expect(rows.warnings.map(({ code }) => code)).not.toContain("no-timestamp");
});

test("offsets without a start are no times", async () => {
  const { rows } = await read({});
  expect(rows.operations.map(({ started_at }) => started_at)).toEqual([null]);
  expect(rows.warnings.map(({ code }) => code)).toContain("no-timestamp");
});

test("a start without an offset is refused", async () => {
  await expect(read({ started_at: "2026-01-02T04:04:05" })).rejects.toThrow(
    "Cannot set 'started_at' as it must be a time such as 2026-11-28T21:18:51Z: current value is '2026-01-02T04:04:05'",
  );
});
