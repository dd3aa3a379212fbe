/** Pushes applications, several at a time, until all are there or too many have failed. */
import type { AppSpec, PushResult } from "../../systems/platform/platform.ts";
import type { FailureBudget } from "./failure_budget.ts";
import { notBegun } from "../../systems/platform/not_begun.ts";
import { hasFailed, type Push } from "./push_app.ts";

export interface PushAllOptions {
  readonly push: Push;
  /** Number of pushes in flight. */
  readonly parallel: number;
  /** Seconds, of each phase of a push. */
  readonly timeout: number;
  readonly budget: FailureBudget;
  /** Called once for each application, also for one that was cancelled before its turn. */
  readonly onResult: (
    app: AppSpec,
    result: PushResult,
    worker: number,
  ) => void;
}

/** What became of a push that was cancelled before its turn. */
const cancelled: PushResult = {
  ...{ guid: "", push: notBegun, start: notBegun, stages: [] },
};

/** Pushes all applications in their order. */
export async function pushAll(
  apps: readonly AppSpec[],
  { push, parallel, timeout, budget, onResult }: PushAllOptions,
): Promise<void> {
  let next = 0;
  const work = async (worker: number) => {
    for (let app = apps[next++]; app !== undefined; app = apps[next++]) {
      if (budget.signal.aborted) {
        onResult(app, cancelled, worker);
        continue;
      }
      const result = await push(app, { timeout, signal: budget.signal });
      if (hasFailed(result)) budget.fail();
      onResult(app, result, worker);
    }
  };
  const workers = Math.max(1, Math.min(parallel, apps.length));
  await Promise.all(Array.from({ length: workers }, (_, i) => work(i)));
}
