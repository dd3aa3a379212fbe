import { expect, test } from "vitest";
import {
  isCedarLog,
  readCedarLog,
} from "../../../src/ingest/cedar/cedar_log.ts";
import { InputError, toSource } from "../../../src/ingest/mod.ts";

function line(
  second: number,
  message: string,
  data: Readonly<Record<string, unknown>> = {},
): string {
  const timestamp = (1_471_542_457 + second).toFixed(9);
  return JSON.stringify({
    ...{ timestamp, source: "cedar", message: `cedar.${message}` },
    ...{ log_level: 1, data },
  });
}

function read(...lines: readonly string[]) {
  const options = { experiment: "push", settings: {} };
  return readCedarLog(toSource("cedar.log", lines.join("\n")), options);
}

const app = "cedarapp-3-light-1";

test("isCedarLog() finds a line among the first hundred", () => {
  const above = (n: number) =>
    toSource("x", "cf push\n".repeat(n) + line(0, "started"));
  expect([0, 99, 101].map((n) => isCedarLog(above(n))))
    .toEqual([true, true, false]);
  expect(isCedarLog(toSource("x", '{"succeeded":true}'))).toBe(false);
});

test("readCedarLog() pairs the begin and the end of each phase", () => {
  const { rows, counts, runs } = read(
    line(0, "push.started", { app }),
    line(2.5, "push.completed", { app }),
    line(3, "start.started", { app }),
    line(4, "start.failed", { app, error: "exit status 1" }),
  );
  expect(counts).toMatchObject({ read: 4, stored: 4, rejected: 0 });
  expect(
    rows.operations.map(({ operation_id, outcome, duration_s, error }) => [
      ...[operation_id, outcome, duration_s, error],
    ]),
  ).toEqual([
    [`push/${app}`, "ok", 2.5, ""],
    [`start/${app}`, "failed", 1, "failed: exit status 1"],
  ]);
  expect(rows.operations[0]).toMatchObject({
    ...{ subject: "light", worker: "batch-3" },
  });
  expect(runs[0]).toMatchObject({
    started_at: "2016-08-18T17:47:37.000000Z",
    ended_at: "2016-08-18T17:47:41.000000Z",
  });
});

test("readCedarLog() keeps a phase without an end, one that begins again, and one that ends early", () => {
  const { rows } = read(
    line(0, "push.started", { app }),
    line(5, "push.started", { app }),
    line(4, "push.completed", { app }),
    line(6, "push.started", { app: "b" }),
    line(7, "start.started", { app: "c" }),
    line(8, "start.failed-to-curl", { app: "c", error: { code: 503 } }),
  );
  expect(
    rows.operations.map(({ operation_id, outcome, duration_s, error }) => [
      ...[operation_id, outcome, duration_s, error],
    ]),
  ).toEqual([
    [`push/${app}`, "unfinished", null, "no line tells its end"],
    [`push/${app}#2`, "ok", null, ""],
    ["push/b", "unfinished", null, "no line tells its end"],
    ["start/c", "failed", 1, 'failed-to-curl: {"code":503}'],
  ]);
});

test("readCedarLog() rejects lines by their reasons, with the place of the first", () => {
  const { rows, counts } = read(
    line(0, "push.started", { app }),
    "cf push",
    "",
    line(1, "start.completed", { app }),
    line(2, "push.started"),
    line(3, "logging", { app }),
    line(4, "push.completed", { app }),
  );
  expect(counts).toMatchObject({ read: 6, stored: 2, rejected: 4 });
  expect(rows.warnings.map(({ message, place, n }) => [message, place, n]))
    .toEqual([
      ["line is left out as it holds no JSON", "cedar.log:2", 1],
      [
        "line is left out as it ends a phase of which the beginning is missing",
        ...["cedar.log:4", 1],
      ],
      [
        "line is left out as it is about no phase of an application",
        ...["cedar.log:5", 2],
      ],
    ]);
});

test("readCedarLog() reads all lines that two writers joined, and counts what they tore", () => {
  const joined = line(0, "push.started", { app }) +
    line(1, "push.started", { app: "b" }) +
    line(2, "push.completed", { app }).slice(0, -9);
  const { rows, counts } = read(
    joined,
    line(5, "push.completed", { app: "b" }),
    line(4, "push.completed", { app }),
    line(6, "push.started", { app }),
    line(3, "push.completed", { app }),
  );
  expect(counts).toMatchObject({ read: 7, stored: 6, rejected: 1 });
  expect(
    rows.operations.map(({ operation_id, outcome, duration_s }) => [
      ...[operation_id, outcome, duration_s],
    ]),
  ).toEqual([
    [`push/${app}`, "ok", 4],
    ["push/b", "ok", 4],
    [`push/${app}#2`, "ok", null],
  ]);
  expect(rows.warnings.map(({ code, place, n }) => [code, place, n])).toEqual([
    ["rejected-row", "cedar.log:1", 1],
    ["negative-stage", "cedar.log", 1],
  ]);
});

test("readCedarLog() refuses a log without a phase", () => {
  expect(() => read(line(0, "started"))).toThrow(InputError);
});
