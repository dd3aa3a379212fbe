import { expect, test } from "vitest";
import { readJtlXml } from "../../../src/ingest/jmeter/jtl_xml.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

test("a sample that stands for several is told", async () => {
  const sample = (sc: number) =>
    `<httpSample t="5" ts="1492260110340" s="true" lb="a" rc="200" sc="${sc}"/>`;
  const text = `<testResults>${sample(1)}${sample(7)}</testResults>`;
  const { rows } = await readWhole(
    readJtlXml(toSource("a.jtl", text), { experiment: "x", settings: {} }),
  );
  expect(rows.warnings.map(({ code, n }) => [code, n]))
    .toEqual([["aggregated-rows", 1]]);
});
