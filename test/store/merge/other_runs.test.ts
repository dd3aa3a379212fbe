import { expect, test } from "vitest";
import { otherRuns } from "../../../src/store/merge/other_runs.ts";
import { writeMany } from "../../testing/merging.ts";
import { withTempFolder } from "../../testing/records.ts";

test("otherRuns() has the runs of all records but one, and reads each other record once", () =>
  withTempFolder(async (data) => {
    await writeMany(data, "r1");
    await writeMany(data, "r2", { experiment: "other" });
    await writeMany(data, "r3", { experiment: "third" });
    const others = otherRuns(data);
    expect([...await others("kv")].sort()).toEqual(["r2", "r3"]);
    // Of these, only that of `kv` has not been read.
    await writeMany(data, "r4");
    await writeMany(data, "r5", { experiment: "third" });
    expect([...await others("other")].sort()).toEqual(["r1", "r3", "r4"]);
  }));
