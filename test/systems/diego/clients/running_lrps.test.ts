import { expect, test } from "vitest";
import { runningOn } from "../../../../src/systems/diego/clients/running_lrps.ts";
import { presences } from "../../../../src/systems/diego/wire/messages.ts";
import { type FakeRecord, toFakeBbs } from "../_fake_bbs.ts";

const record = (guid: string, other: Partial<FakeRecord> = {}) =>
  [`${guid}/0`, {
    ...{ guid, index: 0, state: "RUNNING", instance: `i-${guid}` },
    ...{ cell: "cell-0001", presence: presences.ordinary, ...other },
  }] as const;

test("lists what is recorded as running on some cells, and nothing else", async () => {
  const bbs = toFakeBbs();
  const records = [
    record("runs"),
    record("runs-too", { cell: "cell-0002" }),
    record("elsewhere", { cell: "cell-0003" }),
    record("claimed", { state: "CLAIMED" }),
    record("suspect", { presence: presences.evacuating }),
  ];
  for (const [id, row] of records) bbs.records.set(id, row);
  const cells = ["cell-0001", "cell-0002"];
  expect(await runningOn(bbs, { domain: "d", cells }))
    .toEqual(["runs", "runs-too"]);
});

test("says which list is missing", async () => {
  const bbs = toFakeBbs();
  bbs.isDown = true;
  await expect(runningOn(bbs, { domain: "d", cells: ["cell-0001"] }))
    .rejects.toThrow(
      "Cannot tell which instances cell-0001 runs as the BBS gives no list: down",
    );
});
