/**
 * Small relay of lines: a real forwarder to measure where no other is installed. It is one process:
 * `deno run --allow-net=... --allow-read=DIR --allow-write=DIR main.ts --port 7000 --spool DIR --sinks
 * 127.0.0.1:7101,127.0.0.1:7102 --topology fan-out --cap 67108864 --at-cap drop`
 *
 * Every line goes to every sink (`fan-out`), or to one of them, in turn (`cluster`). Lines that a sink does not take wait
 * for it: up to 1 MiB in memory while it is connected, all others in files. A sink that is away delays no other. At the
 * cap the oldest lines of that sink are dropped (`drop`), or the relay stops reading (`block`), which delays all sinks.
 *
 * Guarantees: a line that was spooled is delivered, in order, also after SIGTERM and SIGKILL of the relay. After SIGTERM,
 * those in its memory as well.
 *
 * Not guaranteed: what is in flight. TCP does not tell what a sink has read, so lines that the kernel had accepted for a
 * sink that died are lost, and those around a break may come twice. SIGKILL loses what is in memory, up to 1 MiB a sink,
 * and what the kernel had received. Nothing is synced: a power failure may lose all that is spooled. In a cluster lines
 * may change their order. A line without a line feed at the end of a connection is dropped.
 */
import { parseArgs } from "node:util";
import { type RelayOptions, startRelay } from "./relay.ts";
import type { SinkAddress } from "./sender.ts";

const SINK = /^(127\.0\.0\.\d{1,3}):(\d{1,5})$/;

const PORTS = { min: 1, max: 65_535 };

/** Reads the command line. Throws TypeError or RangeError if it is invalid. */
export function readArguments(args: readonly string[]): RelayOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      spool: { type: "string", default: "" },
      sinks: { type: "string", default: "" },
      topology: { type: "string", default: "fan-out" },
      cap: { type: "string", default: String(64 * 1024 ** 2) },
      "at-cap": { type: "string", default: "drop" },
    },
  });
  if (values.spool === "") throw new TypeError("Cannot start without --spool");
  return {
    port: readNumber("--port", values.port, PORTS),
    spool: values.spool,
    sinks: values.sinks.split(",").map(readSink),
    topology: readWord("--topology", values.topology, ["fan-out", "cluster"]),
    cap: readNumber("--cap", values.cap, { min: 65_536, max: 2 ** 50 }),
    atCap: readWord("--at-cap", values["at-cap"], ["drop", "block"]),
  };
}

function readSink(sink: string): SinkAddress {
  const [, hostname, port] = SINK.exec(sink) ?? [];
  if (hostname === undefined) {
    throw new TypeError(
      `Cannot start as --sinks must be 127.0.0.1:port,...: ${sink}`,
    );
  }
  return {
    hostname,
    port: readNumber("--sinks", port, PORTS),
  };
}

function readWord<W extends string>(
  option: string,
  text: string,
  words: readonly W[],
): W {
  const word = words.find((word) => word === text);
  if (word !== undefined) return word;
  throw new TypeError(
    `Cannot start as ${option} must be ${words.join(" or ")}: ${text}`,
  );
}

function readNumber(
  option: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const number = text ? Number(text) : NaN;
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new RangeError(
    `Cannot start as ${option} must be a whole number from ${min} to ${max}: ${
      text ?? "none"
    }`,
  );
}

/** Starts the relay and returns when SIGTERM or SIGINT has stopped it. */
async function main(): Promise<void> {
  const asked = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, asked.resolve);
  }
  const relay = startRelay(readArguments(Deno.args));
  print(`counters at http://127.0.0.1:${relay.countersPort}`);
  await asked.promise;
  relay.stop();
}

function print(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  try {
    await main();
    Deno.exit(0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    print(reason);
    Deno.exit(1);
  }
}
