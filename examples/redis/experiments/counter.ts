/**
 * A system from a registry, and a protocol that is not HTTP: Debian's `redis-server`, which users ask by functions.
 * `deno task run examples/redis/experiments/counter.ts/quick`
 */
import {
  choice,
  experiment,
  type Journey,
  processSystem,
} from "loadline/experiment";

const redis = processSystem({
  name: "redis-server",
  title: "one Redis, with or without a file of all writes",
  command: [
    ...["redis-server", "--bind", "{host}", "--port", "{port}"],
    ...["--dir", "{folder}", "--save", "", "--appendonly", "{file}"],
    ...["--appendfsync", "always"],
  ],
  ready: { log: "Ready to accept connections" },
  sizes: [1],
});

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Connections of the users of this thread. */
const connections = new Map<number, Deno.TcpConn>();

/** Last number that was acknowledged to each of them. */
const counts = new Map<number, number>();

/** Sends a command whose answer is one line, and returns it. Throws Error for one that Redis refuses. */
async function ask(
  { user, host }: Journey,
  command: string,
  signal: AbortSignal,
): Promise<string> {
  const [hostname = "", port = ""] = host.split(":");
  const connection = connections.get(user) ??
    await Deno.connect({ hostname, port: Number(port), signal });
  connections.set(user, connection);
  // What would come of this command must not be taken for the answer to the next.
  const abandon = () => {
    if (connections.get(user) !== connection) return;
    connections.delete(user);
    connection.close();
  };
  signal.addEventListener("abort", abandon);
  const buffer = new Uint8Array(1024);
  let answer = "";
  try {
    signal.throwIfAborted();
    await connection.write(encoder.encode(`${command}\r\n`));
    while (!answer.endsWith("\r\n")) {
      const length = await connection.read(buffer);
      if (length === null) throw new Error("Redis closed the connection");
      answer += decoder.decode(buffer.subarray(0, length));
    }
  } catch (error) {
    abandon();
    throw error;
  }
  if (answer.startsWith("-")) throw new Error(answer.slice(1).trim());
  return answer.slice(1).trim();
}

export default experiment({
  name: "counter",
  question: "What does it cost that no write is lost when the machine fails?",
  systems: [redis],
  settings: {
    file: choice("File of writes", ["no", "yes"], {
      about: "yes: each write is on the disk before it is acknowledged",
    }),
  },
  scenario: {
    journeys: [{
      name: "visit",
      operations: ["count", "remember"],
      async run(journey) {
        const visits = await journey.operation(
          "count",
          (signal) => ask(journey, `INCR visits:${journey.user}`, signal),
        );
        const before = counts.get(journey.user) ?? 0;
        if (Number(visits) <= before) {
          throw new Error(`the counter went from ${before} to ${visits}`);
        }
        counts.set(journey.user, Number(visits));
        await journey.operation(
          "remember",
          (signal) =>
            ask(journey, `LPUSH last:${journey.user} ${visits}`, signal),
        );
      },
    }],
  },
  presets: {
    quick: { title: "Five seconds", settings: { warmup: 1, duration: 5 } },
    compare: {
      title: "With and without the file",
      axes: { file: ["no", "yes"] },
      settings: { warmup: 1, duration: 5 },
      repetitions: 5,
    },
    crash: {
      title: "Redis is killed under load, and started again",
      settings: { fault: "kill-leader", file: "yes" },
      repetitions: 3,
    },
  },
  objectives: [
    { metric: "success_rate", is: "at least", value: 0.99 },
    { metric: "count.p95", is: "at most", value: 0.05 },
  ],
});
