import { expect, test } from "vitest";
import { answered } from "../../../src/systems/control_plane/answers.ts";
import type { ControlPlaneClient } from "../../../src/systems/control_plane/control_plane.ts";
import { lrpMaker } from "../../../src/workloads/control_plane/lrps.ts";
import { placedLrp } from "../../../src/workloads/control_plane/new_lrps.ts";
import { noEvents, toFakeRequests } from "./_fakes.ts";

const done = () => Promise.resolve(answered(null));

const empty = () => Promise.resolve(answered({ desired: 0, actual: 0 }));

/** A control plane that places what is desired by itself. */
const client: ControlPlaneClient = {
  ...{ desire: done, remove: done, fetchRoutes: empty },
  fetchDesired: () =>
    Promise.resolve(answered({ desired: 0, actual: 0, guids: [] })),
  fetchCells: () => Promise.resolve(answered([])),
  ...{ seed: null, cell: null, fetchRunning: null, converge: null },
  watch: null,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Lets one LRP live for which the wait ends at once; returns how it is recorded. */
async function live(
  { isStopped, runs }: { readonly isStopped: boolean; readonly runs: boolean },
): Promise<readonly string[]> {
  const requests = toFakeRequests();
  await placedLrp(1, 0, {
    ...{ client, requests, make: lrpMaker({ runInfo: 0, seed: 1 }) },
    events: runs
      ? { ...noEvents, untilRunning: () => Promise.resolve() }
      : noEvents,
    onDesired() {},
    onRemove() {},
    sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    ...{ limit: 1, isStopped: () => isStopped },
  });
  return requests.outcomes;
}

test("placedLrp() tells one that ran, one that took too long, and one that the end of the load cut off", async () => {
  expect(await live({ isStopped: false, runs: true })).toEqual(["lrp ok"]);
  expect(await live({ isStopped: false, runs: false }))
    .toEqual(["lrp timeout"]);
  expect(await live({ isStopped: true, runs: false }))
    .toEqual(["lrp unfinished"]);
});
