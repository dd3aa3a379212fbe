import { expect, test } from "vitest";
import { openOperations } from "../../../src/lab/load/open_operations.ts";
import { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import {
  answered,
  refused,
} from "../../../src/systems/control_plane/answers.ts";
import { openEventAccount } from "../../../src/workloads/control_plane/event_account.ts";

const key = (guid: string) => ({ guid, index: 0 });

test("each acknowledged change is on record once: as told, or as never told, also if it is told after the end", async () => {
  const operations = new ScheduledOperations();
  const account = openEventAccount(operations, {
    ...{ thread: "cells-0", subject: "etcd" },
  });
  const change = (guid: string) =>
    account.expect(
      "running",
      key(guid),
      () => Promise.resolve(answered(null)),
    );
  await change("a");
  account.take({ kind: "running", ...key("a") });
  await change("b");
  await account.expect(
    "running",
    key("c"),
    () => Promise.resolve(refused("conflict", "no")),
  );
  await account.close();
  account.take({ kind: "running", ...key("b") });
  const rows = operations.take().flatMap((batch) => [
    ...openOperations("r")(batch),
  ]);
  expect(rows.map(({ kind, outcome, code }) => [kind, outcome, code]))
    .toEqual([
      ["lrp_event", "ok", ""],
      ["lrp_event", "unfinished", "lost"],
    ]);
});
