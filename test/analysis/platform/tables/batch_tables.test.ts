import { expect, test } from "vitest";
import {
  batchTable,
  smokeTable,
} from "../../../../src/analysis/platform/tables/batch_tables.ts";
import { toBatchTimes, toPlatformRow } from "../../../testing/platform_rows.ts";

const tasks = toPlatformRow({ work: "tasks", cells: 10, factor: 1 });

test("batchTable() prints when shares of the work were done", () => {
  const times = toBatchTimes("task", [1, 2, 3, 4]);
  const [row] = batchTable([{ run: tasks, times }]).rows;
  expect(row?.map(({ text }) => text)).toEqual([
    ...[
      "tasks",
      "10",
      "1",
      "4",
      "2 s",
      "4 s",
      "4 s",
      "1",
      "2.5 s",
      "too few",
    ],
  ]);
});

test("batchTable() bounds what was not seen to end", () => {
  const times = toBatchTimes("lrp", [1, 2, 60], 2);
  const [row] = batchTable([{ run: tasks, times }]).rows;
  expect(row?.[3]?.note).toBe("1 not done");
  expect(row?.[6]?.text).toBe("> 1 min");
  expect(row?.[7]?.text).toBe("–");
  expect(batchTable([]).rows).toEqual([]);
});

test("smokeTable() marks what did not succeed", () => {
  const [row] = smokeTable([{
    ...{ kind: "start", subject: "web", n: 2, ok: 1, code: "staging" },
    ...{ median: 30, longest: 31 },
  }]).rows;
  expect(row?.map(({ text }) => text))
    .toEqual(["start", "web", "2", "1", "30 s", "31 s"]);
  expect(row?.[3]).toMatchObject({ bold: true, note: "staging" });
});
