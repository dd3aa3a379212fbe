/** Drives the load of a scenario on a server in the process of the test. */
import { plainAccess } from "../../../src/lab/clients/access.ts";
import type { Operation } from "../../../src/record/mod.ts";
import {
  Scenario,
  type ScenarioInput,
} from "../../../src/workloads/scenario/scenario.ts";
import { startScenarioLoad } from "../../../src/workloads/scenario/scenario_load.ts";
import type { ScenarioPlan } from "../../../src/workloads/scenario/scenario_plan.ts";
import { sleep, until } from "../../lab/_until.ts";

/** A request as the server got it. */
export interface Got {
  readonly call: string;
  readonly authorization: string;
  readonly cookie: string;
  readonly body: string;
}

type Answer = (got: Got, number: number) => Response | Promise<Response>;

/** Runs `body` with a server, and what it got. */
export async function withServer(
  answer: Answer,
  body: (port: number, got: readonly Got[]) => Promise<void>,
): Promise<void> {
  const got: Got[] = [];
  // Ends answers that never come, too.
  const end = new AbortController();
  const server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
    signal: end.signal,
  }, async (request) => {
    const one = {
      call: `${request.method} ${new URL(request.url).pathname}`,
      authorization: request.headers.get("authorization") ?? "",
      cookie: request.headers.get("cookie") ?? "",
      body: await request.text(),
    };
    got.push(one);
    return await answer(one, got.length - 1);
  });
  try {
    await body(server.addr.port, got);
  } finally {
    end.abort();
  }
}

/** Returns the plan of two users in a closed loop, with changes. */
export function toPlan(
  port: number,
  scenario: ScenarioInput,
  plan: Partial<ScenarioPlan> = {},
): ScenarioPlan {
  return {
    run_id: "r",
    scenario: Scenario.parse(scenario),
    module: "",
    endpoints: [{ name: "node-0", host: "127.0.0.1", port }],
    access: plainAccess,
    loop: "closed",
    ...{ workers: 2, rate: 0, stages: [], warmup: 0 },
    ...{ timeout: 5, threads: 1, seed: 1 },
    ...{ values: {}, secrets: [] },
    ...plan,
  };
}

/** Drives a load until `done`, or for some milliseconds, and returns its operations in the order of their start. */
export async function drive(
  plan: ScenarioPlan,
  done: number | ((operations: readonly Operation[]) => boolean),
): Promise<Operation[]> {
  const operations: Operation[] = [];
  await using load = startScenarioLoad(plan, {
    onOperations: (rows) => operations.push(...rows),
    onSamples: () => {},
    onEvents: () => {},
  });
  await load.started;
  await (typeof done === "number"
    ? sleep(done)
    : until(() => done(operations)));
  await load.stop();
  return operations.toSorted((a, b) =>
    (a.started_at ?? "") < (b.started_at ?? "") ? -1 : 1
  );
}
