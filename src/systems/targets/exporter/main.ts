/**
 * Serves many scrape targets from one process, where Avalanche is not installed:
 * `deno run --allow-net=127.0.0.1 --allow-read=targets.json --allow-write=targets.json main.ts --file targets.json
 * --targets 20 --metrics 1250 --series 10 --labels 10 --value_interval 15 --churn 0`
 *
 * Each target has its own port on 127.0.0.1, chosen by the kernel and written to the file. If the file exists, the
 * exporter binds the same ports, and values and series identities continue as if it had never stopped.
 */
import { parseArgs } from "node:util";
import { handleRequest } from "./handle_request.ts";
import { makePage } from "./page.ts";
import { readExporterState, writeExporterState } from "./exporter_state.ts";
import { checkShape, type TargetShape } from "./shape.ts";

const HOST = "127.0.0.1";

export interface Arguments {
  readonly shape: TargetShape;
  /** File with start time and ports. */
  readonly file: string;
}

/** Reads the command line. Throws TypeError or RangeError if it is invalid. */
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

/** Returns NaN, not 0, for a missing value. */
function readNumber(text: string): number {
  return text.trim() === "" ? NaN : Number(text);
}

async function main(): Promise<void> {
  const { shape, file } = readArguments(Deno.args);
  const page = makePage(shape);
  const previous = await readExporterState(file);
  const started_at = previous?.started_at ?? Date.now();
  const ports = Array.from({ length: shape.targets }, (_, target) =>
    serve(
      previous?.ports[target] ?? 0,
      (request) => handleRequest(request, { page, target, started_at }),
    ));
  if (!previous) await writeExporterState(file, { started_at, ports });
}

/** Listens and returns the port; the kernel chooses one for 0. */
function serve(port: number, handler: Deno.ServeHandler): number {
  try {
    const options = { hostname: HOST, port, onListen() {} };
    return Deno.serve(options, handler).addr.port;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new Error(
      `Cannot serve a target as its port is in use: ${HOST}:${port}`,
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
