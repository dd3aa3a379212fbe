import { expect, test } from "vitest";
import { LineAccount } from "../../../src/lab/lines/line_account.ts";
import { LineScanner } from "../../../src/lab/lines/line_scanner.ts";
import { toLineDue } from "../../../src/lab/lines/line_schedule.ts";
import type { Span } from "../../../src/lab/lines/sequence_set.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import { startLinesLoad } from "../../../src/workloads/lines/lines_load.ts";
import type {
  LinesSettings,
  SentStream,
} from "../../../src/workloads/lines/lines_plan.ts";
import { closedPort, serveTcp } from "../../lab/_servers.ts";
import { sleep, until } from "../../lab/_until.ts";

const LINE_BYTES = 62;

function input(port: number, name = "forwarder") {
  return { name, host: "127.0.0.1", port };
}

/** Drives a load until a condition is met. Returns what it passed on and sent. */
async function drive(
  settings: Partial<LinesSettings> & Pick<LinesSettings, "inputs">,
  isEnough: (operations: readonly Operation[]) => boolean,
) {
  const operations: Operation[] = [];
  const samples: Sample[] = [];
  const events: Event[] = [];
  await using load = startLinesLoad({
    ...{ run_id: "r", shape: "graphite", rate: 10_000, streams: 2 },
    // A busy machine may hold a thread up for seconds.
    ...{ metrics: 300, period: 0.01, timeout: 30, ...settings },
  }, {
    onOperations: (rows) => operations.push(...rows),
    onSamples: (rows) => samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
  });
  await load.started;
  await until(() => isEnough(operations));
  const sent = await load.stop();
  expect(
    events.filter(({ kind }) => kind !== "stand_still")
      .map(({ kind, subject }) => [kind, subject]),
  )
    .toEqual([["load_started", "generator"], ["load_ended", "generator"]]);
  return { operations, samples, sent };
}

/** A server that counts lines, after `delay` of each connection. */
function serveLines(
  { port = 0, delay = () => Promise.resolve() }: {
    readonly port?: number;
    readonly delay?: (connection: number) => Promise<void>;
  } = {},
) {
  const account = new LineAccount(99);
  const dues = new Map<string, number>();
  let [torn, foreign, open] = [0, 0, 0];
  const server = serveTcp(async (connection, number) => {
    open++;
    await delay(number);
    const scanner = new LineScanner();
    const receiver = {
      run(stream: number, first: number, length: number, due: number) {
        account.add({ stream, first, length, at: Date.now() });
        dues.set(`${stream} ${first}`, due);
      },
      torn: () => void torn++,
      foreign: () => void foreign++,
    };
    for (;;) {
      const read = await connection.read(scanner.free()).catch(() => null);
      if (read === null) break;
      scanner.keep(scanner.scan(read, receiver));
    }
    scanner.end(receiver);
    open--;
  }, { port });
  return {
    port: server.port,
    account,
    dues,
    broken: () => ({ torn, foreign }),
    ended: () => until(() => open === 0),
    [Symbol.dispose]: () => server[Symbol.dispose](),
  };
}

function count(spans: readonly Span[]): number {
  return spans.reduce((sum, { first, last }) => sum + last + 1 - first, 0);
}

/** Outcomes that there were; a load that was behind when it was stopped leaves unfinished ones, too. */
function outcomesOf(operations: readonly Operation[]): string[] {
  const outcomes = new Set(operations.map(({ outcome }) => outcome));
  outcomes.delete("unfinished");
  return [...outcomes].sort();
}

/** Expects a server to have exactly the lines that an input was sent, and none but those that it was perhaps sent. */
function expectSent(
  { account }: ReturnType<typeof serveLines>,
  sent: readonly SentStream[],
  index = 0,
) {
  let total = 0;
  for (const { stream, inputs } of sent) {
    for (const span of inputs[index]?.sent ?? []) {
      expect([...account.missing(stream, span)]).toEqual([]);
    }
    total += count(inputs[index]?.sent ?? []);
  }
  const { received, duplicates } = account.counts;
  expect({ received, duplicates }).toEqual({ received: total, duplicates: 0 });
}

test("startLinesLoad() sends each batch to every input when it is due", async () => {
  using a = serveLines();
  using b = serveLines();
  const inputs = [input(a.port, "sink-1"), input(b.port, "sink-2")];
  // 15.15 lines a batch.
  const { operations, samples, sent } = await drive(
    { inputs, rate: 3030 },
    ({ length }) => length > 200,
  );
  await a.ended();
  await b.ended();
  expect(sent.map(({ stream }) => stream)).toEqual([1, 2]);
  for (const [i, server] of [a, b].entries()) {
    expectSent(server, sent, i);
    expect(server.broken()).toEqual({ torn: 0, foreign: 0 });
    for (const [line, due] of server.dues) {
      const [stream, first] = line.split(" ").map(Number);
      const { schedule } = sent[(stream ?? 0) - 1] ?? {};
      if (!schedule) throw new Error("no stream");
      expect(toLineDue(schedule, first ?? NaN)).toBe(due);
    }
  }
  for (const { inputs } of sent) {
    for (const { sent, perhaps } of inputs) {
      expect(sent).toHaveLength(1);
      expect(sent[0]?.first).toBe(0);
      expect(perhaps).toEqual([]);
    }
  }
  const ok = operations.filter(({ outcome }) => outcome === "ok");
  expect(ok.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0))
    .toBe(2 * a.account.counts.received * LINE_BYTES);
  const ids = operations.map(({ operation_id }) => operation_id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(operations[0]).toMatchObject({ kind: "send", outcome: "ok" });
  const last = samples.slice(-4)
    .map(({ source, metric, value }) => [source, metric, value]);
  const received = a.account.counts.received;
  expect(last).toEqual([
    ["generator", "sent_lines", received],
    ["generator", "blocked_s", expect.any(Number)],
    ["generator", "sent_lines;sink-1", received],
    ["generator", "sent_lines;sink-2", received],
  ]);
});

test("a write that is not accepted times out and ends its connection; what was accepted arrives, and is known", async () => {
  const release = Promise.withResolvers<void>();
  using server = serveLines({
    // Nobody reads the first connection until the load has stopped.
    delay: (connection) =>
      connection === 0 ? release.promise : Promise.resolve(),
  });
  const { operations, samples, sent } = await drive({
    ...{ inputs: [input(server.port)], streams: 1, timeout: 2 },
    // More than the buffers of a connection hold.
    rate: 1_000_000,
  }, (rows) => {
    const timeout = rows.findIndex(({ outcome }) => outcome === "timeout");
    return timeout >= 0 && rows.length > timeout + 5;
  });
  release.resolve();
  await server.ended();
  expectSent(server, sent);
  const [stream] = sent;
  const [{ sent: spans = [], perhaps = [] } = {}] = stream?.inputs ?? [];
  // One more each, should the machine hold the server up for as long.
  expect(spans.length).toBeGreaterThanOrEqual(2);
  expect(perhaps.length).toBe(spans.length - 1);
  // Lines between those that were sent.
  expect(perhaps[0]?.first).toBe((spans[0]?.last ?? NaN) + 1);
  expect(perhaps[0]?.last).toBeLessThan(spans[1]?.first ?? NaN);
  expect(server.broken().foreign).toBe(0);
  expect(server.broken().torn).toBeLessThanOrEqual(perhaps.length);
  const at = operations.findIndex(({ outcome }) => outcome === "timeout");
  expect(operations[at]?.error).toBe("not accepted in 2 s");
  expect(operations[at]?.duration_s).toBeGreaterThan(1.999);
  // Those behind it keep their due times, so they have waited as well.
  expect(operations[at + 1]?.outcome).toBe("ok");
  expect(operations[at + 1]?.duration_s).toBeGreaterThan(1.5);
  const blocked = samples.findLast(({ metric }) => metric === "blocked_s");
  expect(blocked?.value).toBeGreaterThan(1.9);
  expect(outcomesOf(operations)).toEqual(["ok", "timeout"]);
});

test("batches are refused while nobody listens, and the next is sent once somebody does", async () => {
  const port = closedPort();
  let server: ReturnType<typeof serveLines> | null = null;
  const { operations, sent } = await drive(
    { inputs: [input(port)] },
    (rows) => {
      const refused = new Set(rows.map(({ worker }) => worker));
      if (refused.size === 2) server ??= serveLines({ port });
      return rows.filter(({ outcome }) => outcome === "ok").length > 20;
    },
  );
  if (!server) throw new Error("no server");
  using listening = server as ReturnType<typeof serveLines>;
  await listening.ended();
  expectSent(listening, sent);
  for (const { inputs } of sent) {
    expect(inputs[0]?.sent).toHaveLength(1);
    expect(inputs[0]?.sent[0]?.first).toBeGreaterThan(0);
  }
  expect(operations[0]?.outcome).toBe("refused");
  expect(outcomesOf(operations)).toEqual(["ok", "refused"]);
});

test("a connection that the other side ends is replaced", async () => {
  const taken: number[] = [];
  using server = serveTcp(async (connection, number) => {
    taken.push(number);
    await connection.read(new Uint8Array(1000));
    await sleep(20);
  });
  const { operations } = await drive(
    { inputs: [input(server.port)], streams: 1 },
    () => taken.length > 3,
  );
  expect(operations.filter(({ outcome }) => outcome === "ok").length)
    .toBeGreaterThan(3);
});

test.each(["rate", "streams", "metrics", "period", "timeout"] as const)(
  "startLinesLoad() refuses %s 0",
  async (key) => {
    await expect(drive({ inputs: [input(1)], [key]: 0 }, () => true)).rejects
      .toThrow(
        new RangeError(`Cannot send lines as ${key} must be above 0: 0`),
      );
  },
);

test("startLinesLoad() refuses more streams than lines can name", async () => {
  await expect(drive({ inputs: [input(1)], streams: 100 }, () => true)).rejects
    .toThrow("there may be at most 99 streams: 100");
});
