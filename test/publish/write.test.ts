import { expect, test } from "vitest";
import { makeReportFolder } from "../../src/publish/write.ts";
import { withTempFolder } from "../testing/records.ts";

test("makeReportFolder() names a folder that cannot be made, with the remedy", () =>
  withTempFolder(async (folder) => {
    await makeReportFolder(`${folder}/a/b`);
    await makeReportFolder(`${folder}/a/b`);
    await Deno.writeTextFile(`${folder}/file`, "");
    for (const path of [`${folder}/file/reports`, "/proc/reports"]) {
      await expect(makeReportFolder(path)).rejects.toThrow(
        new RegExp(
          `^Cannot write reports as the folder '${path}' cannot be made .*--out$`,
        ),
      );
    }
  }));
