import { expect, test } from "vitest";
import {
  canReadTable,
  parseTable,
  readTable,
} from "../../../src/lab/processes/ps.ts";
import { needsPs } from "../../testing/programs.ts";

test("parseTable() reads times of seconds, of days, and with fractions as macOS has them", () => {
  const text = [
    "  23654  46448 00:00:07",
    "1 4 2-03:04:05",
    " 77   12 1234:05.25",
    "PID RSS TIME",
    "",
  ].join("\n");
  expect([...parseTable(text)]).toEqual([
    [23654, { cpu: 7, memory: 46448 * 1024 }],
    [1, { cpu: 2 * 86400 + 3 * 3600 + 4 * 60 + 5, memory: 4096 }],
    [77, { cpu: 1234 * 60 + 5.25, memory: 12 * 1024 }],
  ]);
});

test.skipIf(needsPs.missing)(
  `readTable() knows processes that run and no others ${needsPs.name}`,
  async () => {
    const table = await readTable([Deno.pid, 2 ** 22]);
    expect([...table.keys()]).toEqual([Deno.pid]);
    expect(await canReadTable()).toBe(true);
    expect((await readTable([])).size).toBe(0);
  },
);
