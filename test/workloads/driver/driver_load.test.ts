import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { toRedactor } from "../../../src/lab/recording/redact.ts";
import { now, startClock } from "../../../src/lab/timing/wall_clock.ts";
import type { Event, Operation, Row, Sample } from "../../../src/record/mod.ts";
import { Driver } from "../../../src/workloads/driver/driver.ts";
import { startDriverLoad } from "../../../src/workloads/driver/driver_load.ts";
import { until } from "../../lab/_until.ts";

const header =
  "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset";

/** Prints two requests as hey does, one of which failed. */
const PRINT = `echo "${header}"
echo "0.0100,0.0,0.0,0.0,0.0,0.0,200,0.5"
echo "0.0200,0.0,0.0,0.0,0.0,0.0,503,0.6"`;

/** Runs a program in `sh` as the driver, and returns what it left once it was stopped. */
async function drive(
  script: string,
  {
    seconds = 0,
    signal = new AbortController().signal,
    isReady = false,
    ...driver
  }:
    & {
      readonly seconds?: number;
      readonly signal?: AbortSignal;
      /** Whether it says when it is ready, by a file. */
      readonly isReady?: boolean;
    }
    & Partial<Driver> = {},
) {
  await using processes = await ProcessGroup.create();
  startClock();
  const tables: Record<string, unknown[]> = {};
  const events: Event[] = [];
  const samples: Sample[] = [];
  const warnings: string[] = [];
  const startedAt = now();
  await using load = await startDriverLoad({
    run_id: "run",
    driver: Driver.parse({
      command: ["sh", "-c", script, "{url}", "{seconds}"],
      format: "hey",
      // A busy machine takes its time.
      end_timeout: 60,
      ...driver,
    }),
    endpoints: [{ name: "node-0", host: "127.0.0.1", port: 8080 }],
    origins: ["http://127.0.0.1:8080"],
    values: { SHOP_KEY: "open-sesame" },
    seconds,
  }, {
    processes,
    signal,
    redact: toRedactor(["open-sesame"]),
    append: (table, rows) => (tables[table] ??= []).push(...rows),
    onSamples: (rows) => samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
    onWarning: (code) => warnings.push(code),
    onNotice: () => {},
    onFailure: () => {},
  });
  const ready = `${processes.folder}/driver-files/own/ready`;
  if (isReady) await until(() => existsSync(ready));
  const began = performance.now();
  const error = await load.stop().then(() => "", ({ message }) => message);
  return {
    operations: (tables["operations"] ?? []) as Operation[],
    reported: (tables["reported"] ?? []) as Row<"reported">[],
    ...{ events, samples, warnings, error, startedAt, endedAt: now() },
    waited: performance.now() - began,
    left: processes.processes.filter(({ pid }) => pid !== null).length,
  };
}

test("requests of a driver are operations of the run, from the start of the program", async () => {
  const { operations, events, error, startedAt, endedAt } = await drive(PRINT);
  expect(error).toBe("");
  expect(operations.map(({ run_id, kind, outcome, code, duration_s }) => ({
    ...{ run_id, kind, outcome, code, duration_s },
  }))).toEqual([
    {
      ...{ run_id: "run", kind: "request", outcome: "ok", code: "" },
      duration_s: 0.01,
    },
    {
      ...{ run_id: "run", kind: "request", outcome: "failed", code: "503" },
      duration_s: 0.02,
    },
  ]);
  const [{ started_at } = { started_at: "" }] = operations;
  const start = Date.parse(started_at ?? "") - 500;
  // Half a second after the start of the program, which was between these.
  expect(start).toBeGreaterThan(startedAt - 10);
  expect(start).toBeLessThan(endedAt);
  expect(events.map(({ kind }) => kind).toSorted()).toEqual([
    "configuration",
    "load_ended",
    "load_started",
  ]);
  const started = events.find(({ kind }) => kind === "load_started");
  expect(started?.at).toBe(started_at);
});

test("the driver gets the address, the time and its environment; its command is recorded", async () => {
  const { operations, events } = await drive(
    `test "$0 $1 ${"$"}{#KEY}" = "http://127.0.0.1:8080 0.5 11" && ${PRINT}`,
    { seconds: 0.5, env: { KEY: "{SHOP_KEY}" } },
  );
  expect(operations).toHaveLength(2);
  const text = events.find(({ kind }) => kind === "configuration")?.detail;
  expect(text).toContain("http://127.0.0.1:8080 0.5");
  expect(text).not.toContain("open-sesame");
});

test.skipIf(Deno.build.os !== "linux")(
  "processor time of the driver's children is that of the load generator",
  async () => {
    // Its child is ended after three seconds of a processor, however long a busy machine takes for them.
    const script =
      `(ulimit -t 3; while :; do :; done); ${PRINT}; touch "$0/ready"`;
    const { samples, error } = await drive("", {
      command: [
        "timeout",
        "--foreground",
        "100",
        "sh",
        "-c",
        script,
        "{folder}",
      ],
      isReady: true,
    });
    expect(error).toBe("");
    const shares = samples.filter(({ source, metric }) =>
      source === "generator" && metric === "cpu"
    ).map(({ value }) => value ?? 0);
    // A share of each second, but for what was used before the first sample and after the last.
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.5);
  },
);

test("results are read from a file or folder that the command names", async () => {
  const script = `{ ${PRINT}
} >"$0/out.csv"; echo "no result"`;
  const { operations } = await drive("", {
    command: ["sh", "-c", script, "{folder}", "{seconds}"],
    results: "{folder}",
  });
  expect(operations).toHaveLength(2);
});

test("figures without requests are kept as reported, with a warning", async () => {
  const file = new URL(
    "../../testdata/ingest/hey/summary.txt",
    import.meta.url,
  );
  const { operations, reported, warnings } = await drive(
    `cat '${decodeURIComponent(file.pathname)}'`,
  );
  expect(operations).toEqual([]);
  expect(reported.map(({ kind }) => kind)).toContain("throughput");
  expect(new Set(reported.map(({ run_id }) => run_id))).toEqual(
    new Set(["run"]),
  );
  expect(warnings).toContain("driver-totals");
});

test.each([
  [
    "echo 'no such host open-sesame' >&2; exit 3",
    {},
    /^the driver failed: sh ended with exit 3: no such host/,
  ],
  [
    "kill -9 $$",
    {},
    /^the driver failed: sh ended with SIGKILL: it wrote no error$/,
  ],
  [
    "echo hello",
    {},
    /cannot be imported as what it wrote: holds no result of hey/,
  ],
  ["true", {}, /cannot be imported as what it wrote: is empty/],
  [
    "true",
    { results: "{folder}/none.csv" },
    /cannot be imported as what it wrote: does not exist/,
  ],
  [
    "",
    { command: ["no-such-program", "{seconds}"] },
    /ended with exit 127: .*not found/,
  ],
])("a driver that does %j fails the run", async (script, driver, message) => {
  const { error, left } = await drive(script, driver);
  expect(error).toMatch(message);
  expect(left).toBe(0);
});

test("an exit code that is declared is no failure", async () => {
  const { error, operations } = await drive(`${PRINT}; exit 99`, {
    exit_codes: [0, 99],
  });
  expect([error, operations.length]).toEqual(["", 2]);
});

/** Waits for an interrupt, upon which it prints; it is ready once its file is there. */
const WAITS = (atInterrupt: string) =>
  `trap '${atInterrupt}' INT
touch "$0/ready"
while :; do sleep 0.01; done`;

test("a driver that does not know when to end is asked to, and writes its results", async () => {
  const script = WAITS(`${PRINT.replaceAll("\n", "; ")}; exit 130`);
  const { error, operations } = await drive("", {
    command: ["sh", "-c", script, "{folder}"],
    isReady: true,
  });
  expect([error, operations.length]).toEqual(["", 2]);
});

test("a driver that ignores the request to end is killed, with a warning", async () => {
  const { error, operations, warnings, left } = await drive("", {
    command: ["sh", "-c", `${PRINT}; ${WAITS(":")}`, "{folder}"],
    end_timeout: 0.2,
    isReady: true,
  });
  expect([error, operations.length, left]).toEqual(["", 2, 0]);
  expect(warnings).toContain("driver-killed");
});

test("a driver that knows its time is waited for at its end, and not when the run is cut short", async () => {
  const script = `${PRINT}; touch "$0/ready"; sleep "$1"`;
  const command = ["sh", "-c", script, "{folder}", "{seconds}"];
  const whole = await drive("", { command, seconds: 0.5 });
  expect([whole.error, whole.operations.length]).toEqual(["", 2]);
  const { error, waited, left } = await drive("", {
    ...{ command, seconds: 60, isReady: true },
  });
  expect([error, left]).toEqual(["", 0]);
  expect(waited).toBeLessThan(30_000);
});

test("an interrupted run ends its driver at once, and imports nothing", async () => {
  const { error, operations, left } = await drive(`${PRINT}; sleep 60`, {
    signal: AbortSignal.abort(),
    seconds: 60,
  });
  expect([error, operations, left]).toEqual(["", [], 0]);
});

test("a run that is interrupted while it waits for its driver waits no longer", async () => {
  const asked = await Deno.makeTempFile({ prefix: "loadline-test-" });
  const interruption = new AbortController();
  const driven = drive("", {
    command: ["sh", "-c", WAITS(`echo asked >"${asked}"`), "{folder}"],
    end_timeout: 600,
    isReady: true,
    signal: interruption.signal,
  });
  await until(() => Deno.readTextFileSync(asked) !== "");
  interruption.abort();
  const { error, operations, warnings, left, waited } = await driven;
  await Deno.remove(asked);
  expect([error, operations, left]).toEqual(["", [], 0]);
  expect(warnings).not.toContain("driver-killed");
  expect(waited).toBeLessThan(30_000);
});
