import { expect, test } from "vitest";
import { readPrometheusPage } from "../../../src/ingest/resource_series/prometheus_page.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(text: string, settings: Record<string, string> = {}) {
  const file = toSource("a.txt", text);
  return await readWhole(
    readPrometheusPage(file, { experiment: "x", settings }),
  );
}

test("times are in milliseconds, in OpenMetrics in seconds", async () => {
  const times = async (text: string) =>
    (await read(text)).rows.samples.map(({ at }) => at);
  expect(await times("up 1 1000000000500\n"))
    .toEqual(["2001-09-09T01:46:40.500Z"]);
  expect(await times("up 1 1000000000.5\n# EOF\n"))
    .toEqual(["2001-09-09T01:46:40.500Z"]);
});

test("lines without a time have that of the scrape, if it was set", async () => {
  const { rows } = await read("up 1\n", { scraped_at: "1970-01-01T00:00:01Z" });
  expect(rows.samples[0]?.at).toBe("1970-01-01T00:00:01.000Z");
  expect(rows.warnings).toEqual([]);
  const without = await read("up 1\n");
  expect(without.rows.samples[0]?.at).toBe(null);
  expect(without.rows.warnings).toMatchObject([{ code: "no-timestamp", n: 1 }]);
});

test("a long page comes in pieces of one run", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => `up{n="${i}"} ${i}`);
  const pieces = [
    ...readPrometheusPage(toSource("a.txt", `${lines.join("\n")}\nodd\n`), {
      experiment: "x",
      settings: {},
    }),
  ];
  expect(pieces.map(({ runs }) => runs.length)).toEqual([1, 0, 0]);
  const sum = (of: "read" | "stored" | "rejected") =>
    pieces.reduce((total, { counts }) => total + counts[of], 0);
  expect([sum("read"), sum("stored"), sum("rejected")])
    .toEqual([5001, 5000, 1]);
});
