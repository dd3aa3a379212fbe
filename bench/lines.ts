/** Benchmarks our generator of lines and one counting sink against a copy of the same bytes, and what counting costs. */
import process from "node:process";
import { ArrivalJournal } from "../src/lab/lines/arrival_journal.ts";
import { LineBuffer } from "../src/lab/lines/line_buffer.ts";
import { LineScanner } from "../src/lab/lines/line_scanner.ts";
import { lineShapes } from "../src/lab/lines/line_shape.ts";
import { followSinks } from "../src/lab/lines/sink_follower.ts";
import { ProcessGroup } from "../src/lab/processes/process_group.ts";
import { separateSinks, startSinks } from "../src/systems/sinks/start_sinks.ts";
import { startLinesLoad } from "../src/workloads/lines/lines_load.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  median,
  ratioRow,
  type Row,
} from "./_measure.ts";

export const lines: Benchmark = {
  name: "lines",
  title:
    "lines from the generator to one counting sink, and what counting costs",
  needs: [],
  run,
};

const DURATION_S = 2;
/** More than can be sent, in batches of a megabyte. */
const RATE = 40_000_000;
const PERIOD_S = 0.0004;
/** Five times what a forwarder must pass on. */
const REQUIRED_RATE = 5 * 10e6 / 60;
const LINE_BYTES = lineShapes.graphite.template.length;
/** As the generator writes. */
const PIECE_BYTES = 4096 * LINE_BYTES;
const copyProgram = ["run", "--quiet", "--allow-net=127.0.0.1"]
  .concat(new URL("./_copy.ts", import.meta.url).pathname);

async function run(context: Context): Promise<Row[]> {
  const copied = await beside(["copy"], context);
  const written = await beside([], context);
  const rate = 1e7 / median(copied.ours);
  return [
    ratioRow("10 million lines sent and counted (bytes copied)", copied, 2),
    factRow("- lines a second", {
      ours: format(rate),
      peer: format(1e7 / median(copied.peer)),
      goal: `>= ${format(REQUIRED_RATE)}`,
      met: rate >= REQUIRED_RATE,
    }),
    ratioRow("- (bytes written and read only)", written),
    countingCost("counting lines in order", 1, context),
    countingCost("counting each third line", 3, context),
    await accountCost(context),
  ];
}

/** Measures seconds for 10 million lines, and for their bytes through some programs of `_copy.ts`. */
function beside(
  between: readonly string[],
  context: Context,
): Promise<{ ours: number[]; peer: number[] }> {
  return alternate(
    async () => 1e7 / await sendAndCount(),
    async () => 1e7 / await sendBytes(between),
    context,
  );
}

/** Sends as fast as a sink counts. Returns lines per second. */
async function sendAndCount(): Promise<number> {
  await using processes = await ProcessGroup.create();
  const { signal } = new AbortController();
  const sinks = await startSinks(processes, {
    ...{ sinks: separateSinks(processes, { count: 1 }), slowRate: 1, signal },
  });
  await using follower = followSinks({
    ...{ run_id: "bench", sinks, streams: 1, cluster: false },
    onSamples: () => {},
  });
  await using load = startLinesLoad({
    ...{ run_id: "bench", inputs: sinks.map(({ endpoint }) => endpoint) },
    ...{ shape: "graphite", streams: 1, metrics: 400, timeout: 30 },
    ...{ rate: RATE, period: PERIOD_S },
  }, { onOperations: () => {}, onSamples: () => {}, onEvents: () => {} });
  await load.started;
  const counted = async () => {
    await follower.poll();
    return follower.account("sink-1").unique;
  };
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [before, began] = [await counted(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 1000 * DURATION_S));
  const [after, ended] = [await counted(), performance.now()];
  const [sent] = await load.stop();
  const last = sent?.inputs[0]?.sent.at(-1)?.last ?? -1;
  const deadline = performance.now() + 10_000;
  while (await counted() <= last && performance.now() < deadline);
  const { unique, duplicates, torn } = follower.account("sink-1");
  if (unique !== last + 1 || duplicates + torn > 0) {
    throw new Error(`Cannot measure as ${last + 1} lines gave ${unique}`);
  }
  return (after - before) * 1000 / (ended - began);
}

/** Sends the bytes of lines as fast as sockets do, in pieces as large as ours. Returns lines per second. */
async function sendBytes(between: readonly string[]): Promise<number> {
  await using receiver = await startCopy(["receive"]);
  await using stack = new AsyncDisposableStack();
  let { port } = receiver;
  for (const side of between) {
    ({ port } = stack.use(await startCopy([side, port])));
  }
  await new Deno.Command(Deno.execPath(), {
    args: [...copyProgram, "send", port, String(PIECE_BYTES), `${DURATION_S}`],
  }).output();
  const [received = NaN, milliseconds = NaN] = (await receiver.line())
    .split(" ").map(Number);
  return received / LINE_BYTES * 1000 / milliseconds;
}

/** Starts a program of `_copy.ts` that prints its port. */
async function startCopy(args: readonly string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...copyProgram, ...args],
    stdout: "piped",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const line = async () => (await output.read()).value?.trim() ?? "";
  return {
    port: await line(),
    line,
    async [Symbol.asyncDispose]() {
      await output.cancel();
      await child.status;
    },
  };
}

/** Measures the processor time to find the lines in what was read, and to journal them. */
function countingCost(
  what: string,
  step: number,
  { folder, runs }: Context,
): Row {
  const LINES = 4000;
  const buffer = new LineBuffer({
    ...{ shape: lineShapes.graphite, stream: 1, metrics: 400 },
    capacity: LINES * step,
  });
  const costs = Array.from({ length: runs }, (_, turn) => {
    using journal = new ArrivalJournal(`${folder}/${step}-${turn}`, 1);
    const scanner = new LineScanner();
    let [lines, cpu] = [0, 0];
    for (let batch = 0; batch < 500; batch++) {
      const all = buffer.fill(batch * LINES * step, LINES * step, 1000 + batch);
      const free = scanner.free();
      for (let line = 0; line < LINES; line++) {
        const at = line * step * LINE_BYTES;
        free.set(all.subarray(at, at + LINE_BYTES), line * LINE_BYTES);
      }
      const before = process.threadCpuUsage();
      journal.begin(1000 + batch);
      const done = scanner.scan(LINES * LINE_BYTES, journal);
      journal.write();
      scanner.keep(done);
      const { user, system } = process.threadCpuUsage(before);
      lines += LINES;
      cpu += user + system;
    }
    return cpu * 1000 / lines;
  });
  const cost = median(costs);
  return factRow(what, {
    ours: `${cost.toFixed(0)} ns a line`,
    goal: "<= 500 ns",
    met: cost <= 500,
  });
}

/** Measures the account of lines that a forwarder spread over a cluster of three sinks, one by one. */
async function accountCost({ folder }: Context): Promise<Row> {
  const [READS, LINES, SINKS] = [2000, 3000, 3];
  const sinks = Array.from({ length: SINKS }, (_, sink) => {
    const journal = `${folder}/sink-${sink}`;
    using writer = new ArrivalJournal(journal, 1);
    for (let read = 0; read < READS; read++) {
      writer.begin(1000 + read);
      for (let line = sink; line < LINES; line += SINKS) {
        writer.run(1, read * LINES + line, 1, 998 + read);
      }
      writer.write();
    }
    return { name: `sink-${sink}`, journal };
  });
  await using follower = followSinks({
    ...{ run_id: "bench", sinks, streams: 1, cluster: true },
    onSamples: () => {},
  });
  const before = process.threadCpuUsage();
  await follower.poll();
  const { user, system } = process.threadCpuUsage(before);
  const { unique } = follower.account("cluster");
  return factRow("account of lines spread over three sinks", {
    ours: `${((user + system) * 1000 / unique).toFixed(0)} ns a line`,
    goal: "<= 500 ns",
    met: (user + system) * 1000 / unique <= 500,
  });
}

function format(rate: number): string {
  return Math.round(rate).toLocaleString("en");
}
