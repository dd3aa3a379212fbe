import { expect, test } from "vitest";
import { z } from "zod";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import {
  toLogLine,
  toPushBody,
} from "../../../src/workloads/logs/log_lines.ts";

/** Pairs of logfmt: bare words, or quoted text. */
const LOGFMT = /^([a-z]+=("[^"]*"|[^\s"=]+)( |$))+$/;

const Body = z.strictObject({
  streams: z.array(z.strictObject({
    stream: z.record(z.string(), z.string()),
    values: z.array(z.tuple([z.string().regex(/^\d{19}$/), z.string()])).min(1),
  })),
});

test("toLogLine() writes logfmt on one line, the same for an equal seed", () => {
  const write = (seed: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 500 }, () => toLogLine(random));
  };
  const lines = write(1);
  for (const line of lines) {
    expect(line).toMatch(LOGFMT);
    expect(line.length).toBeGreaterThan(100);
    expect(line.length).toBeLessThan(220);
  }
  expect(new Set(lines).size).toBe(500);
  expect(write(1)).toEqual(lines);
  expect(write(2)).not.toEqual(lines);
});

test.each([
  [10, 3],
  [1000, 1],
  [7, 7],
])(
  "toPushBody() spreads %d lines over %d streams and the time",
  (lines, streams) => {
    const [from, to] = [1_795_257_472_429.5, 1_795_257_477_429.5];
    const window = { from, to, lines, streams };
    const text = toPushBody(window, seededRandom(1));
    expect(toPushBody(window, seededRandom(1))).toBe(text);
    const body = Body.parse(JSON.parse(text));
    expect(body.streams).toHaveLength(streams);
    const labels = body.streams.map(({ stream }) => JSON.stringify(stream));
    expect(new Set(labels).size).toBe(streams);
    for (const { values } of body.streams) {
      expect(Math.abs(values.length - lines / streams)).toBeLessThan(1);
      // Loki expects a stream in order of time.
      const times = values.map(([time]) => BigInt(time));
      for (const [i, time] of times.slice(1).entries()) {
        expect(time).toBeGreaterThan(times[i] ?? time);
      }
    }
    const times = body.streams.flatMap(({ values }) => values)
      .map(([time]) => BigInt(time)).sort((a, b) => a < b ? -1 : 1);
    expect(times).toHaveLength(lines);
    for (const [i, time] of times.entries()) {
      const due = 1_795_257_472_429_500_000n +
        5_000_000_000n * BigInt(i) / BigInt(lines);
      expect(Number(due - time)).toBeLessThan(2000);
      expect(Number(time - due)).toBeLessThan(2000);
    }
  },
);

test("toPushBody() leaves out streams without a line", () => {
  const window = { from: 1e12, to: 1e12 + 5000, lines: 2, streams: 5 };
  const { streams } = JSON.parse(toPushBody(window, seededRandom(1)));
  expect(streams).toHaveLength(2);
});
