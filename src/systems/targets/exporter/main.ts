/**
 * Many scrape targets in one process, for where there is no Avalanche: `deno run --allow-net=127.0.0.1
 * --allow-read=targets.json --allow-write=targets.json main.ts --file targets.json --targets 20 --metrics 1250 --series 10
 * --labels 10 --value_interval 15 --churn 0`
 *
 * Each target has a port of its own on 127.0.0.1, which the kernel chooses; the file says which. When the file is there
 * already, the same ports are taken again, and values and identities go on as if it had never stopped.
 */
import { parseArgs } from "node:util";
import { answer } from "./answer.ts";
import { makePage } from "./page.ts";
import { readServing, writeServing } from "./serving.ts";
import { checkShape, type TargetShape } from "./shape.ts";

const HOST = "127.0.0.1";

export interface Arguments {
  readonly shape: TargetShape;
  /** File that says at which ports it serves. */
  readonly file: string;
}

/** Reads the command line; throws TypeError or RangeError that says what is wrong. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      file: { type: "string", default: "" },
      targets: { type: "string", default: "" },
      metrics: { type: "string", default: "" },
      series: { type: "string", default: "" },
      labels: { type: "string", default: "" },
      value_interval: { type: "string", default: "" },
      churn: { type: "string", default: "" },
    },
  });
  if (values.file === "") {
    throw new TypeError("Cannot serve targets as --file must name a file");
  }
  const shape = checkShape({
    targets: readNumber(values.targets),
    metrics: readNumber(values.metrics),
    series: readNumber(values.series),
    labels: readNumber(values.labels),
    value_interval: readNumber(values.value_interval),
    churn: readNumber(values.churn),
  });
  return { shape, file: values.file };
}

/** What is not given is no number, rather than 0. */
function readNumber(given: string): number {
  return given.trim() === "" ? NaN : Number(given);
}

async function main(): Promise<void> {
  const { shape, file } = readArguments(Deno.args);
  const page = makePage(shape);
  const before = await readServing(file);
  const started_at = before?.started_at ?? Date.now();
  const ports = Array.from({ length: shape.targets }, (_, target) =>
    serve(
      before?.ports[target] ?? 0,
      (request) => answer(request, { page, target, started_at }),
    ));
  if (!before) await writeServing(file, { started_at, ports });
}

/** Returns the port, which the kernel chooses for 0. */
function serve(port: number, handler: Deno.ServeHandler): number {
  try {
    const options = { hostname: HOST, port, onListen() {} };
    return Deno.serve(options, handler).addr.port;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new Error(
      `Cannot serve a target as its port is taken: ${HOST}:${port}`,
      { cause: error },
    );
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    Deno.stderr.writeSync(new TextEncoder().encode(`${reason}\n`));
    Deno.exit(1);
  }
}
