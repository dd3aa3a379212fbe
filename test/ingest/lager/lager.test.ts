/** What is wrong with a log is named and counted: lines read are lines used and lines rejected. */
import { afterEach, expect, test, vi } from "vitest";
import {
  type Imported,
  InputError,
  readSource,
  type SourceFile,
  toSource,
} from "../../../src/ingest/mod.ts";
import { joinLogs } from "../../../src/ingest/lager/lager_join.ts";
import { lager } from "../../../src/ingest/lager/lager.ts";
import { seededRandom } from "../../../src/statistics/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";
import { withTempFolder } from "../../testing/records.ts";

afterEach(() => void vi.restoreAllMocks());

function line(
  second: number,
  message: string,
  data: Readonly<Record<string, unknown>> = {},
  level = 1,
): string {
  const source = message.split(".")[0];
  const timestamp = (1_471_542_457 + second).toFixed(9);
  return JSON.stringify({
    ...{ timestamp, source, message, log_level: level, data },
  });
}

async function imported(file: SourceFile): Promise<Imported> {
  const options = { experiment: "logs", settings: {} };
  const whole = await readWhole(lager.read(file, options));
  const { read, stored, rejected } = whole.counts;
  expect(read).toBe(stored + rejected);
  return whole;
}

function read(...lines: readonly string[]): Promise<Imported> {
  return imported(toSource("bbs.log", lines.join("\n")));
}

/** Warnings as their codes with their numbers. */
function codes({ rows }: Imported): Record<string, number> {
  return Object.fromEntries(rows.warnings.map(({ code, n }) => [code, n]));
}

const serving = (second: number, session: string) =>
  line(second, "bbs.request.serving", { session });
const done = (second: number, session: string) =>
  line(second, "bbs.request.done", { session });

test("a torn line is counted, and the whole one behind it is read", async () => {
  const whole = await read(
    serving(0, "1"),
    serving(1, "2").slice(0, 30) + done(2, "1"),
    done(3, "2").slice(0, 60),
  );
  expect(whole.counts).toMatchObject({ read: 3, stored: 2, rejected: 1 });
  expect(codes(whole)).toEqual({ "torn-line": 1, "rejected-row": 1 });
  expect(whole.rows.operations).toEqual([
    expect.objectContaining({ outcome: "ok", duration_s: 2 }),
  ]);
});

test("lines of two processes that stand in one line are both read", async () => {
  const whole = await read(
    serving(0, "1") + line(0, "rep.request.serving", { session: "1" }),
    line(4, "rep.request.done", { session: "1" }) + done(1, "1"),
    line(5, "rep.other") + line(6, "rep.another"),
  );
  expect(whole.counts).toMatchObject({ read: 3, stored: 2, rejected: 1 });
  expect(codes(whole)).toEqual({ "joined-lines": 3, "unused-line": 1 });
  expect(whole.rows.operations.map(({ duration_s }) => duration_s))
    .toEqual([4, 1]);
});

test.each([1, 2, 3, 4, 5])(
  "lines that stay whole are read, whatever is torn and joined around them (seed %i)",
  async (seed) => {
    const random = seededRandom(seed);
    const requests = Array.from({ length: 60 }, (_, i) => ({
      process: i % 2 === 0 ? "bbs" : "rep",
      session: String(i),
      isTorn: false,
    }));
    let text = "";
    let lines = 0;
    const write = (request: typeof requests[number], word: string) => {
      const { process, session } = request;
      const whole = line(lines++, `${process}.request.${word}`, { session });
      if (random() > 0.15) {
        return void (text += whole + (random() < 0.15 ? "" : "\n"));
      }
      request.isTorn = true;
      // Another process goes on in the same line.
      text += whole.slice(0, 1 + Math.floor(random() * (whole.length - 2)));
    };
    for (const request of requests) {
      write(request, "serving");
      write(request, "done");
    }
    const whole = await read(text);
    expect(whole.counts.read).toBe(
      text.split("\n").filter((row) => row !== "").length,
    );
    const seen = whole.rows.operations
      .filter(({ duration_s }) => duration_s !== null);
    const untorn = requests.filter(({ isTorn }) => !isTorn);
    expect(untorn.length).toBeGreaterThan(20);
    expect(seen).toHaveLength(untorn.length);
  },
);

test("two runs of a process in one file have sessions of their own", async () => {
  const whole = await read(
    line(0, "bbs.started"),
    serving(1, "1"),
    serving(2, "2"),
    line(10, "bbs.starting"),
    line(11, "bbs.started"),
    serving(12, "1"),
    done(13, "1"),
    done(14, "2"),
  );
  expect(codes(whole)).toEqual({ "process-restart": 1, "unused-line": 3 });
  expect(
    whole.rows.operations.map(({ outcome, duration_s }) => [
      ...[outcome, duration_s],
    ]),
  ).toEqual([["ok", 1], ["ok", null], ["unfinished", null], [
    ...["unfinished", null],
  ]]);
});

test("a clock that goes back is counted, and what ends before it begins has no duration", async () => {
  const whole = await read(serving(10, "1"), done(3, "1"), serving(9.5, "2"));
  expect(codes(whole)).toEqual({ "clock-back": 1 });
  const [first] = whole.rows.operations;
  expect(first).toMatchObject({ outcome: "ok", duration_s: null });
  expect(whole.rows.stages).toHaveLength(3);
});

test("machines whose clocks differ keep their order of lines when logs are joined", async () => {
  const guid = "2f4c6d8e-0a1b-4c3d-8e5f-0123456789ab";
  const key = { process_guid: "p", index: 0 };
  const instance_key = { instance_guid: guid, cell_id: "c1" };
  const joined = joinLogs([
    // Its clock is four seconds behind.
    toSource(
      "logs/cell-1/rep.log",
      line(-3, "rep.claiming-lrp-container", { "instance-guid": guid }),
    ),
    toSource(
      "logs/api/bbs.log",
      [
        line(0, "bbs.db-create-unclaimed-actual-lrps.starting", { key }),
        line(1, "bbs.db-claim-actual-lrp.complete", { ...key, instance_key }),
        line(2, "bbs.db-start-actual-lrp.complete", {
          actual_lrp_key: key,
          actual_lrp_instance_key: instance_key,
        }),
      ].join("\n"),
    ),
  ]);
  const whole = await imported(joined);
  expect(whole.counts).toMatchObject({ read: 4, stored: 4 });
  expect(whole.rows.operations).toEqual([
    expect.objectContaining({
      ...{ operation_id: `lrp:${guid}`, outcome: "ok", worker: "c1" },
      ...{ duration_s: 2, subject: "p" },
    }),
  ]);
  expect(whole.rows.stages).toHaveLength(4);
});

test("a line whose container belongs to nothing is rejected in the end, unless it tells an error", async () => {
  const message = "rep.create-in-garden.succeeded-creating-garden-container";
  const whole = await read(
    line(0, message, { handle: "h" }),
    line(1, message, { handle: "i", error: "slow" }, 2),
    line(2, "rep.allocating-container", { "container-guid": "t" }),
    line(3, "bbs.desire-task.starting", { task_guid: "t" }),
  );
  expect(whole.counts).toMatchObject({ read: 4, stored: 3, rejected: 1 });
  // Each may be one of a task, and one of an instance.
  expect(codes(whole)).toEqual({ "ownerless-stage": 4 });
  expect(whole.rows.events).toHaveLength(1);
  expect(whole.rows.operations).toHaveLength(1);
});

test("stages that are told twice, or of nothing that is named, are counted", async () => {
  const whole = await read(
    line(0, "bbs.desire-task.starting", { task_guid: "t" }),
    line(1, "bbs.desire-task.complete", { task_guid: "t" }),
    line(2, "bbs.desire-task.complete", { task_guid: "t" }),
    line(3, "bbs.resolved-task"),
  );
  expect(whole.counts).toMatchObject({ read: 4, stored: 2, rejected: 2 });
  expect(codes(whole)).toEqual({
    ...{ "unused-line": 2, "repeated-stage": 1, "nameless-stage": 1 },
  });
});

/** Returns a log with whatever may be wrong with one, longer than what is read at once. */
function oddLog(): string {
  const random = seededRandom(7);
  const messages = [
    ...["request.serving", "request.done", "tick", "other.tick"],
    ...["desire-task.starting", "desire-task.complete", "started"],
  ];
  let text = "";
  for (let i = 0; i < 16_000; i++) {
    const message = messages[Math.floor(random() ** 2 * messages.length)];
    const process = i % 3 === 0 ? "rep" : "bbs";
    const session = String(Math.floor(random() * i));
    const whole = line(
      i / 10 - (random() < 0.01 ? 5 : 0),
      `${process}.${message}`,
      { session, task_guid: session, request: "/→é/".padEnd(200, "x") },
      random() < 0.02 ? 2 : 1,
    );
    const end = random();
    text += end < 0.02 ? whole.slice(0, 100 * end * whole.length / 2) : whole;
    text += end < 0.03 ? "" : end < 0.05 ? "\n\npanic: →\n" : "\n";
  }
  return text;
}

function pieces(
  file: SourceFile,
  minThreadBytes: number,
): Promise<Imported[]> {
  const options = { experiment: "logs", settings: {} };
  return Array.fromAsync(lager.read(file, options, minThreadBytes));
}

test("a log that is read in a thread of its own gives the same pieces", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/bbs.log`;
    await Deno.writeTextFile(path, oddLog());
    const terminate = vi.spyOn(Worker.prototype, "terminate");
    const own = await pieces(readSource(path), Infinity);
    expect(terminate).not.toHaveBeenCalled();
    expect(await pieces(readSource(path), 0)).toEqual(own);
    expect(terminate).toHaveBeenCalled();
    expect(own.length).toBeGreaterThan(7);
    const found = Object.keys(codes(own.at(-1)!));
    const all = ["clock-back", "joined-lines", "process-restart"]
      .concat("rejected-row", "repeated-stage", "torn-line", "unused-line");
    expect(found).toEqual(expect.arrayContaining(all));
  }));

test("the thread of a log ends where its reader stops", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/bbs.log`;
    await Deno.writeTextFile(path, oddLog());
    const terminate = vi.spyOn(Worker.prototype, "terminate");
    const options = { experiment: "logs", settings: {} };
    for await (const { counts } of lager.read(readSource(path), options, 0)) {
      expect(counts.read).toBe(2000);
      break;
    }
    expect(terminate).toHaveBeenCalled();
  }));

test.each([0, Infinity])(
  "a line that is too long is refused with its place (thread from %d bytes on)",
  (minThreadBytes) =>
    withTempFolder(async (folder) => {
      const path = `${folder}/bbs.log`;
      const long = "x".repeat(2 ** 24 + 1);
      await Deno.writeTextFile(
        path,
        [serving(0, "1"), done(1, "1"), long].join("\n"),
      );
      await expect(pieces(readSource(path), minThreadBytes)).rejects.toThrow(
        new InputError(
          path,
          "3:1",
          "is a line of more than 16777216 characters",
          "give a file of this format, with its line ends",
        ),
      );
    }),
);

test("a log that holds no line ends its thread, and is refused as before", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/bbs.log`;
    await Deno.writeTextFile(path, "no line\n".repeat(3));
    const terminate = vi.spyOn(Worker.prototype, "terminate");
    await expect(pieces(readSource(path), 0)).rejects.toThrow(
      `${path}: holds no line of a component's log; `,
    );
    expect(terminate).toHaveBeenCalledTimes(1);
  }));
