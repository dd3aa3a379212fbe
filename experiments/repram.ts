/**
 * REPRAM 2, the key-value cluster of a published walkthrough of scale tests: its whole matrix, its stress test, and faults.
 * `repram` must be on PATH. It listens on all addresses, so that each node gets a network of its own, which needs root.
 *
 * `deno task run experiments/repram.ts/quick`
 */
import {
  experiment,
  type Journey,
  number,
  processSystem,
} from "loadline/experiment";

const repram = processSystem({
  name: "repram",
  title: "REPRAM 2 in Go",
  command: ["repram"],
  env: {
    REPRAM_NETWORK: "private",
    REPRAM_NODE_ID: "{name}",
    REPRAM_ADDRESS: "{host}",
    REPRAM_HTTP_PORT: "{port}",
    REPRAM_PEERS: "{peers}",
    // Without a limit: gossip and clients share one, of 100 requests a second for each address.
    REPRAM_RATE_LIMIT: "1000000",
  },
  own_network: true,
  ready: { http: "/v1/health" },
  metrics: "/v1/metrics",
  families: ["process_", "go_goroutines", "repram_"],
});

const KEYS = 1000;
const encoder = new TextEncoder();

/** Keys that each user of this thread has written. */
const written = new Map<number, string>();

/** Returns a value that begins with its key, so that a read can tell whose it is. */
function valueOf(key: string, size: number): Uint8Array {
  const value = new Uint8Array(size).fill(46);
  encoder.encodeInto(`${key}:`, value);
  return value;
}

async function write(journey: Journey): Promise<void> {
  const key = `key-${Math.floor(KEYS * journey.random())}`;
  await journey.request("put", {
    method: "PUT",
    path: `/v1/data/${key}`,
    headers: { "content-type": "application/octet-stream", "x-ttl": "3600" },
    body: valueOf(key, Number(journey.values["size"])),
    // 202 says that the quorum did not answer in time.
    status: [201],
  });
  written.set(journey.user, key);
}

async function read(journey: Journey): Promise<void> {
  const key = written.get(journey.user);
  if (key === undefined) return await write(journey);
  const size = Number(journey.values["size"]);
  await journey.request("get", {
    path: `/v1/data/${key}`,
    check: ({ bytes }) =>
      bytes.length === size &&
        new TextDecoder().decode(bytes.subarray(0, key.length + 1)) ===
          `${key}:`
        ? ""
        : "is not what was written",
  });
}

export default experiment({
  name: "repram",
  question:
    "What do more nodes, workers and bytes do to REPRAM, and what a fault?",
  systems: [repram],
  settings: {
    size: number("Value", 1024, { unit: "B", min: 16, max: 2 ** 20 }),
    workers: 25,
    nodes: 3,
    warmup: 3,
    duration: 60,
    cooldown: 5,
  },
  scenario: {
    journeys: [
      { name: "write", weight: 7, operations: ["put"], run: write },
      // The first of a user writes what it reads later.
      { name: "read", weight: 3, operations: ["get", "put"], run: read },
    ],
  },
  presets: {
    quick: { title: "Three nodes, 25 workers, 1 KiB, a minute" },
    full: {
      title: "The 48 cases of the walkthrough, 20 seconds each",
      axes: {
        nodes: [1, 3, 5, 7],
        workers: [10, 25, 50, 100],
        size: [1024, 4096, 16_384],
      },
      settings: { duration: 20, cooldown: 2 },
    },
    stress: {
      title: "50 workers, 64 KiB to 1 MiB",
      axes: { size: [65_536, 262_144, 1_048_576] },
      settings: { workers: 50, duration: 30 },
    },
    sustained: {
      title: "Thirty workers for ten minutes",
      settings: { workers: 30, duration: 600 },
    },
    faults: {
      title: "A node is killed, paused or cut off, under load",
      axes: {
        fault: [
          ...["kill-leader", "majority-down", "pause-leader"],
          "partition-leader",
        ],
      },
      settings: { workers: 10, duration: 10, fault_duration: 10, recovery: 20 },
      repetitions: 3,
    },
  },
  objectives: [
    { metric: "success_rate", is: "at least", value: 0.99 },
    { metric: "p99", is: "at most", value: 1 },
  ],
});
