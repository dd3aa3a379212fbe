import { expect, test } from "vitest";
import { isInProgress } from "../../../src/lab/monitor/run_activity.ts";
import { lockRun } from "../../../src/lab/recording/run_lock.ts";
import { withTempFolder } from "../../testing/records.ts";

const module = new URL(
  "../../../src/lab/monitor/run_activity.ts",
  import.meta.url,
);

/** Asks from another process, as locks of this one do not hinder it. */
async function isInProgressElsewhere(folder: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { isInProgress } from "${module}"; console.log(await isInProgress(${
        JSON.stringify(folder)
      }));`,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

test("isInProgress() is true while the runner holds its lock, however silent", () =>
  withTempFolder(async (folder) => {
    using lock = await lockRun(folder);
    await Deno.utime(`${folder}/.running`, 0, 0);
    expect(await isInProgressElsewhere(folder)).toBe("true");
    lock.close();
    // The runner was killed: its file is there, but nobody holds it.
    await Deno.writeTextFile(`${folder}/events.csv`, "");
    expect(await isInProgressElsewhere(folder)).toBe("false");
  }));

test("isInProgress() goes by the last write where there is no lock", () =>
  withTempFolder(async (folder) => {
    expect(await isInProgress(`${folder}/none`)).toBe(false);
    await Deno.writeTextFile(`${folder}/events.csv`, "");
    expect(await isInProgress(folder)).toBe(true);
    const then = new Date(Date.now() - 11_000);
    await Deno.utime(`${folder}/events.csv`, then, then);
    expect(await isInProgress(folder)).toBe(false);
  }));
