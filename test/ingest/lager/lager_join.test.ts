import { expect, test } from "vitest";
import { joinLogs, logLinesOf } from "../../../src/ingest/lager/lager_join.ts";
import { toSource } from "../../../src/ingest/mod.ts";

const line = (time: number, source = "bbs") =>
  `{"timestamp":"${time}.0","source":"${source}","message":"m"}`;

test("joinLogs() merges logs by time; a line without a time stays behind the one before it", () => {
  const joined = joinLogs([
    toSource("logs/z1/rep/rep.log", `${line(2)}\n${line(5)}\n`),
    toSource("logs/api/bbs.log", `head\n${line(1)}\n\tat x\n${line(4)}`),
    toSource("logs/all.log", `${line(2)}\n${line(3)}\n`),
  ]);
  expect(joined.name).toBe("logs");
  const lines = [...logLinesOf(joined)];
  expect(lines.map(({ log, line: number }) => [log.folder, log.name, number]))
    .toEqual([
      ["api", "bbs.log", 1],
      ["api", "bbs.log", 2],
      ["api", "bbs.log", 3],
      ["z1/rep", "rep.log", 1],
      ["", "all.log", 1],
      ["", "all.log", 2],
      ["api", "bbs.log", 4],
      ["z1/rep", "rep.log", 2],
    ]);
  expect([...joined.lines()]).toEqual(lines.map(({ text }) => text));
});

test("joinLogs() gives the same digest for the same logs in any order", () => {
  const a = toSource("a.log", line(1));
  const b = toSource("b.log", line(2));
  expect(joinLogs([a, b]).digest).toBe(joinLogs([b, a]).digest);
  expect(joinLogs([a, b]).digest).not.toBe(joinLogs([a, a]).digest);
});

test("joinLogs() leaves one log as it is", () => {
  const file = toSource("x/a.log", line(1));
  expect(joinLogs([file])).toBe(file);
  expect([...logLinesOf(file)]).toEqual([
    { log: { folder: "", name: "a.log" }, line: 1, text: line(1) },
  ]);
});
