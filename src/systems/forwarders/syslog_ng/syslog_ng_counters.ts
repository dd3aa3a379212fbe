/** Counters of a syslog-ng, from its control socket, as `syslog-ng-ctl stats` reads them. */
import {
  type ForwarderCounters,
  type Forwarding,
  type LineCounters,
  NO_COUNTERS,
} from "../forwarder.ts";

/** Timeout of a response. */
const TIMEOUT_MS = 1000;

/** Ends a response. */
const END = "\n.\n";

/** Reads the counters; all are null if there is no response. */
export async function readSyslogNgCounters(
  socket: string,
  { sinks }: Forwarding,
): Promise<ForwarderCounters> {
  const numbers = toNumbers(await request(socket, "STATS\n"));
  return {
    sinks: sinks.map((_, index) => toCounters(numbers, `d${index + 1}`)),
    shared: NO_COUNTERS,
  };
}

/** Returns the response to a command of the control socket; empty if there is none in time. */
async function request(path: string, command: string): Promise<string> {
  try {
    using connection = await Deno.connect({ transport: "unix", path });
    const timer = setTimeout(() => connection.close(), TIMEOUT_MS);
    try {
      await connection.write(new TextEncoder().encode(command));
      const decoder = new TextDecoder();
      const bytes = new Uint8Array(16_384);
      let text = "";
      while (!text.endsWith(END)) {
        const count = await connection.read(bytes);
        if (count === null) break;
        text += decoder.decode(bytes.subarray(0, count), { stream: true });
      }
      return text;
    } finally {
      clearTimeout(timer);
    }
  } catch {
    return "";
  }
}

type Numbers = ReadonlyMap<string, number>;

/** Returns what is counted of each destination: `d1 queued`. A line is `dst.network;d1#0;...;a;queued;100000`. */
function toNumbers(text: string): Numbers {
  return new Map(
    text.split("\n").flatMap((line): [string, number][] => {
      const [source = "", id = "", , , type = "", number = ""] = line
        .split(";");
      if (source !== "dst.network" || !/^\d+$/.test(number)) return [];
      return [[`${id.replace(/#.*/, "")} ${type}`, Number(number)]];
    }),
  );
}

function toCounters(numbers: Numbers, destination: string): LineCounters {
  const count = (type: string) => numbers.get(`${destination} ${type}`) ?? null;
  return {
    queued: count("queued"),
    sent: count("written"),
    dropped: count("dropped"),
  };
}
