/** Benchmarks the engine of scenarios against the bare load engine: JSON is made, parsed, checked, and taken from. */
import { plainAccess } from "../src/lab/clients/access.ts";
import { Scenario } from "../src/workloads/scenario/scenario.ts";
import { startScenarioLoad } from "../src/workloads/scenario/scenario_load.ts";
import {
  CONNECTIONS,
  DURATION_S,
  type LoadResult,
  runLoad,
  runOurs,
  runPeer,
  type Server,
  startServer,
} from "./_load.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  ratioRow,
  type Row,
} from "./_measure.ts";

export const scenarioBench: Benchmark = {
  name: "scenario",
  title: "a scenario of three steps with JSON, beside the bare load engine",
  needs: [{ probe: ["which", "node"], package: "nodejs" }],
  run,
};

/** At least 0.7 times the requests per processor second of the bare engine, though that has sockets of Linux. */
const MAX_RATIO = 1 / 0.7;

/** At least three times the requests per processor second of a client that runs functions. */
const FUNCTIONS_RATIO = 1 / 3;

/** About as long as the JSON of the scenario. */
const BODY_BYTES = 40;

const scenario = Scenario.parse({
  journeys: [{
    name: "buy",
    steps: [
      {
        name: "cart",
        method: "POST",
        path: "/json",
        json: { user: "user-{user}", visit: "{visit}" },
        take: { cart: "id" },
      },
      {
        name: "order",
        method: "POST",
        path: "/json",
        json: { cart: "{cart}", items: ["lamp", "table"] },
        take: { order: "id" },
      },
      {
        name: "pay",
        method: "POST",
        path: "/json",
        json: { order: "{order}", method: "invoice" },
        checks: { json: { paid: true } },
      },
    ],
  }],
});

async function run(context: Context): Promise<Row[]> {
  await using server = await startServer();
  const seconds = await alternate(
    async () => cost(await runScenario(server)),
    async () =>
      cost(
        await runOurs(server, () => {}, {
          path: "/json",
          value_size: BODY_BYTES,
        }),
      ),
    context,
  );
  return [
    ratioRow(
      "processor time of 100,000 requests of a scenario (the bare engine)",
      seconds,
      Number(MAX_RATIO.toFixed(2)),
    ),
    ...await Array.fromAsync(
      peers,
      (peer) => besideFunctions(server, peer, context),
    ),
    await besideSockets(server, context),
  ];
}

/** A client whose scenarios are functions, and records no attempt; measured where it is installed. */
interface Peer {
  readonly name: string;
  readonly probe: readonly [string, ...string[]];
  readonly command: (port: number) => readonly [string, ...string[]];
}

const peers: readonly Peer[] = [
  {
    name: "autocannon",
    // Where Node finds it is said by NODE_PATH.
    probe: ["node", "-e", 'require("autocannon")'],
    command: (port) => [
      ...["node", pathOf("_autocannon.cjs")] as const,
      ...[port, CONNECTIONS, DURATION_S].map(String),
    ],
  },
  {
    name: "k6",
    probe: ["k6", "version"],
    command: (port) => [
      ...["k6", "run", "--quiet", "--no-usage-report"] as const,
      ...["--vus", `${CONNECTIONS}`, "--duration", `${DURATION_S}s`],
      ...["--env", `PORT=${port}`, pathOf("_scenario.k6")],
    ],
  },
];

/** Measures the same scenario in functions of a peer. */
async function besideFunctions(
  server: Server,
  { name, probe, command }: Peer,
  context: Context,
): Promise<Row> {
  const what = `- of a scenario in functions (${name})`;
  if (!await isInstalled(probe)) {
    return factRow(what, { ours: "", peer: "missing" });
  }
  return ratioRow(
    what,
    await alternate(
      async () => cost(await runScenario(server)),
      async () => cost(await runPeer(server, command(server.port))),
      context,
    ),
    Number(FUNCTIONS_RATIO.toFixed(2)),
  );
}

async function isInstalled(
  [program, ...args]: Peer["probe"],
): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, {
      ...{ args, stdout: "null", stderr: "null" },
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function pathOf(name: string): string {
  return decodeURIComponent(new URL(name, import.meta.url).pathname);
}

/** Measures what of it no client of this runtime could save. */
async function besideSockets(server: Server, context: Context): Promise<Row> {
  const command = [
    ...[Deno.execPath(), "run", "--allow-net=127.0.0.1"] as const,
    ...[
      pathOf("_sockets.ts"),
      ...[server.port, CONNECTIONS, DURATION_S].map(String),
    ],
  ] as const;
  return ratioRow(
    "- (sockets that send and receive as much, and do nothing else)",
    await alternate(
      async () => cost(await runScenario(server)),
      async () => cost(await runPeer(server, command)),
      context,
    ),
  );
}

/** Processor seconds of 100,000 requests. */
function cost({ cpu, requests }: LoadResult): number {
  return cpu * 1e5 / requests;
}

function runScenario({ port }: Server): Promise<LoadResult> {
  return runLoad((receivers) =>
    startScenarioLoad({
      run_id: "bench",
      scenario,
      module: "",
      endpoints: [{ name: "node-0", host: "127.0.0.1", port }],
      access: plainAccess,
      workers: CONNECTIONS,
      loop: "closed",
      ...{ rate: 0, stages: [], warmup: 0 },
      timeout: 5,
      threads: 1,
      seed: 1,
      values: {},
      secrets: [],
    }, receivers), () => {});
}
