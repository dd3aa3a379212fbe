import { expect, test } from "vitest";
import {
  isPsAvailable,
  parsePs,
  readPs,
} from "../../../src/lab/processes/ps.ts";
import { needsPs } from "../../testing/programs.ts";

test("parsePs() parses times in seconds, in days, and with fractions as on macOS", () => {
  const text = [
    "  23654  46448 00:00:07",
    "1 4 2-03:04:05",
    " 77   12 1234:05.25",
    "PID RSS TIME",
    "",
  ].join("\n");
  expect([...parsePs(text)]).toEqual([
    [23654, { cpu: 7, memory: 46448 * 1024 }],
    [1, { cpu: 2 * 86400 + 3 * 3600 + 4 * 60 + 5, memory: 4096 }],
    [77, { cpu: 1234 * 60 + 5.25, memory: 12 * 1024 }],
  ]);
});

test.skipIf(needsPs.missing)(
  `readPs() returns running processes only ${needsPs.name}`,
  async () => {
    const table = await readPs([Deno.pid, 2 ** 22]);
    expect([...table.keys()]).toEqual([Deno.pid]);
    expect(await isPsAvailable()).toBe(true);
    expect((await readPs([])).size).toBe(0);
  },
);
