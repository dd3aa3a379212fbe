import { expect, test } from "vitest";
import type { ActualLrp } from "../../../src/systems/control_plane/control_plane.ts";
import { toGuid } from "../../../src/workloads/control_plane/lrps.ts";
import { Placing } from "../../../src/workloads/control_plane/placing.ts";
import { toCellClient, toFakeRequests } from "./_fakes.ts";

const lost = (number: number): ActualLrp => ({
  ...{ guid: toGuid("lrp", number), index: 0, state: "running" },
  ...{ cell: "cell-0009", since: 0, crashes: 0 },
});

/** Places on one cell, where a container is made when `make` is called. */
function toPlacing() {
  const client = toCellClient();
  const requests = toFakeRequests();
  const made = Promise.withResolvers<void>();
  const state = { isStopped: false };
  const placing = new Placing({
    ...{ client, requests, random: () => 0, drawCreation: () => 1 },
    sleep: () => made.promise,
    isStopped: () => state.isStopped,
  });
  return { ...{ client, requests, placing, state }, make: made.resolve };
}

const found = { cells: ["cell-0000"], isLost: true, found: 0 };

test("Placing places each instance once at a time, and records what was lost as recovered", async () => {
  const { client, requests, placing, make } = toPlacing();
  placing.add([lost(1), lost(2)], found);
  // Convergence finds them again, as they do not run yet.
  placing.add([lost(1), lost(2)], found);
  make();
  await placing.ended();
  expect(client.started.toSorted())
    .toEqual([1, 2].map((number) => toGuid("lrp", number)));
  expect(requests.outcomes).toEqual(["recover ok", "recover ok"]);
});

test("Placing has ended once what was in flight at the stop has ended; what waits is left", async () => {
  const { client, placing, state, make } = toPlacing();
  // More than are placed at a time.
  placing.add(Array.from({ length: 150 }, (_, i) => lost(i)), found);
  state.isStopped = true;
  let hasEnded = false;
  const ending = placing.ended().then(() => hasEnded = true);
  await Promise.resolve();
  expect(hasEnded).toBe(false);
  make();
  await ending;
  expect(client.started).toHaveLength(100);
});
