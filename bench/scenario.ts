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

/** At least 0.7 times the requests per processor second of the bare engine. */
const MAX_RATIO = 1 / 0.7;

/** At least three times the requests per processor second of a client that runs functions. */
const AUTOCANNON_RATIO = 1 / 3;

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
    await besideAutocannon(server, context),
    await besideSockets(server, context),
  ];
}

/** Measures the same scenario in functions of autocannon, which records no attempt, if Node finds it: NODE_PATH says where. */
async function besideAutocannon(
  server: Server,
  context: Context,
): Promise<Row> {
  const what = "- of a scenario in functions (autocannon)";
  const { success } = await new Deno.Command("node", {
    args: ["-e", 'require("autocannon")'],
    stderr: "null",
  }).output();
  if (!success) return factRow(what, { ours: "", peer: "missing" });
  const script = new URL("./_autocannon.cjs", import.meta.url).pathname;
  const command = ["node", script]
    .concat([server.port, CONNECTIONS, DURATION_S].map(String));
  return ratioRow(
    what,
    await alternate(
      async () => cost(await runScenario(server)),
      async () => cost(await runPeer(server, command)),
      context,
    ),
    Number(AUTOCANNON_RATIO.toFixed(2)),
  );
}

/** Measures what of it no client of this runtime could save. */
async function besideSockets(server: Server, context: Context): Promise<Row> {
  const script = new URL("./_sockets.ts", import.meta.url).pathname;
  const command = [Deno.execPath(), "run", "--allow-net=127.0.0.1", script]
    .concat([server.port, CONNECTIONS, DURATION_S].map(String));
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
