import { expect, test } from "vitest";
import {
  toToolRun,
  unknownRun,
} from "../../../src/ingest/load_frame/tool_run.ts";

const file = { name: "folder/a.json", digest: "d" };

test("toToolRun() takes what was set only where the file does not tell it", () => {
  const settings = { workers: "5", rate: "100" };
  const run = toToolRun(file, { experiment: "x", settings }, {
    ...unknownRun,
    tool: "oha",
    params: { workers: 20, rate: null, loop: "closed" },
  });
  expect(run.params.map(({ key, value }) => [key, value])).toEqual([
    ["workers", "20"],
    ["rate", "100"],
    ["loop", "closed"],
  ]);
});

test.each([
  ["https://example.org:8080/a?b", "example.org:8080"],
  ["127.0.0.1:18099", "127.0.0.1:18099"],
  ["", "unknown"],
])("toToolRun() calls the system at %j %s", (target, system) => {
  const told = { ...unknownRun, tool: "oha", target };
  const options = { experiment: "x", settings: {} };
  expect(toToolRun(file, options, told).system).toBe(system);
  const set = { experiment: "x", settings: { system: "shop" } };
  expect(toToolRun(file, set, told).system).toBe("shop");
});
