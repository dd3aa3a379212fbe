import { expect, test } from "vitest";
import { handleRep } from "../../../../src/systems/diego/cells/rep_api.ts";
import { desire, toTestHost, until } from "./_host.ts";

function toApi(test: ReturnType<typeof toTestHost>) {
  const cells = new Map([[test.cell.name, test.cell]]);
  return (method: string, path: string, body: unknown = null) =>
    handleRep(
      test.host,
      cells,
      new Request(`https://127.0.0.1:1${path}`, {
        method,
        body: body === null ? null : JSON.stringify(body),
      }),
    );
}

test("a cell tells its state, takes work, and stops an instance", async () => {
  await using test = toTestHost();
  const ask = toApi(test);
  const state = await (await ask("GET", "/cell-0000/state")).json();
  expect(state).toMatchObject({
    ...{ cell_id: "cell-0000", LRPs: [], Tasks: [], Evacuating: false },
    AvailableResources: { MemoryMB: 1024, DiskMB: 10_000, Containers: 10 },
  });
  const work = desire(test.bbs, "a");
  // What the auctioneer leaves out is null.
  const sent = { LRPs: [{ ...work, PlacementTags: null }], Tasks: null };
  const failed = await ask("POST", "/cell-0000/work", sent);
  expect(await failed.json()).toEqual({ LRPs: [], Tasks: [] });
  await until(() => test.bbs.records.get("a/0")?.state === "RUNNING");
  const after = await (await ask("GET", "/cell-0000/state")).json();
  expect(after.LRPs[0]).toMatchObject({
    ...{ process_guid: "a", index: 0, state: "RUNNING", MemoryMB: 128 },
  });
  const { instance_guid } = after.LRPs[0];
  const path = `/cell-0000/v1/lrps/a/instances/${instance_guid}/stop`;
  expect((await ask("POST", path)).status).toBe(202);
  await until(() => test.cell.containers.size === 0);
  expect((await ask("POST", path)).status).toBe(500);
});

test("new metric tags of an instance are taken", async () => {
  await using test = toTestHost();
  const ask = toApi(test);
  await ask("POST", "/cell-0000/work", { LRPs: [desire(test.bbs, "a")] });
  const [name] = test.cell.containers.keys();
  const path = `/cell-0000/v2/lrps/a/instances/${name}`;
  const sent = await ask("PUT", path, { metric_tags: { a: "b" } });
  expect(sent.status).toBe(202);
  expect(test.cell.containers.get(name!)?.metricTags).toEqual({ a: "b" });
});

test("what is no request of the API is refused", async () => {
  await using test = toTestHost();
  const ask = toApi(test);
  expect((await ask("GET", "/cell-0001/state")).status).toBe(404);
  expect((await ask("GET", "/cell-0000/other")).status).toBe(404);
  expect((await ask("POST", "/cell-0000/work", { LRPs: 1 })).status).toBe(400);
  const other = { LRPs: [], Tasks: [], cell_id: "cell-0009" };
  expect((await ask("POST", "/cell-0000/work", other)).status).toBe(500);
});
