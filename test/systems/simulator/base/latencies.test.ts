import { expect, test } from "vitest";
import {
  constants,
  latencies,
  listAssumptions,
} from "../../../../src/systems/simulator/base/latencies.ts";

const sentences = listAssumptions();

test("every number of the model has a source, or is said to be assumed", () => {
  const all = [...Object.values(latencies), ...Object.values(constants)];
  for (const { source } of all) expect(source).not.toBe("");
  expect(sentences).toHaveLength(all.length);
  expect(sentences).toContain(
    "launch: log-normal, median 0.1 s, sigma 0.4; assumed",
  );
  expect(sentences).toContain(
    "create_pool: 32; diego-release, default of the job's property",
  );
});

test("bytes are exact", () => {
  expect(sentences).toContain(
    "staging_disk: 4294967296 B; Cloud Controller, default",
  );
  expect(sentences).toContain("partial_loss: 0.333 1; assumed");
});

test("a sourced median says which statistic it is, and the sigma beside it is marked where it is assumed", () => {
  expect(sentences).toContain(
    "claim: log-normal, median 0.0882 s, sigma 0.5 (assumed); for the mean of 0.100 s in diego-notes, benchmarkbbs on two MySQL nodes, April 2016, Experiment 2; published means 0.028 to 0.434 s",
  );
  const sourced = Object.values(latencies)
    .filter(({ source }) => !source.startsWith("assumed"));
  for (const { source } of sourced) {
    expect(source).toMatch(/median|mean|minimum/);
  }
  const marked = sentences.filter((text) => text.includes("sigma"))
    .filter((text) =>
      /sigma [\d.]+ \((assumed|of the same three)\)/.test(text)
    );
  expect(marked).toHaveLength(sourced.length);
});

test("a claim and a start have their published means, of which neither is the least", () => {
  const meanOf = ({ median, spread }: { median: number; spread: number }) =>
    median * Math.exp(spread ** 2 / 2);
  expect(meanOf(latencies.claim)).toBeCloseTo(0.1, 6);
  expect(meanOf(latencies.start)).toBeCloseTo(0.116, 6);
});

test("sources are named by their titles", () => {
  expect(sentences.join("\n")).not.toMatch(/seed \d/);
});
