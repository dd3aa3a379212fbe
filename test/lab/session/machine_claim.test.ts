import { expect, test } from "vitest";
import { MachineClaim } from "../../../src/lab/session/machine_claim.ts";
import { withTempFolder } from "../../testing/records.ts";

const take = (folder: string, { beside = false } = {}) =>
  MachineClaim.take({ experiment: "kv", beside, folder });

test("MachineClaim.take() refuses while another session is at work, and not after it", () =>
  withTempFolder(async (root) => {
    const folder = `${root}/runs`;
    {
      using first = await take(folder);
      await expect(take(folder)).rejects.toThrow(
        `a session of kv (pid ${Deno.pid}) is under way on this machine`,
      );
      first.begin("r1");
      await expect(take(folder)).rejects.toThrow(/run r1 of kv .*--beside$/);
    }
    using _ = await take(folder);
  }));

test("MachineClaim.others() tells the run of each session beside, as long as it is at work", () =>
  withTempFolder(async (root) => {
    const folder = `${root}/runs`;
    using first = await take(folder);
    first.begin("r1");
    {
      using second = await take(folder, { beside: true });
      second.begin("a longer id than the next");
      second.begin("r2");
      const pid = Deno.pid;
      expect(await second.others())
        .toEqual([{ pid, experiment: "kv", run_id: "r1" }]);
      expect(await first.others())
        .toEqual([{ pid, experiment: "kv", run_id: "r2" }]);
    }
    expect(await first.others()).toEqual([]);
  }));

test("MachineClaim.take() passes over, and removes, the claim of a process that is gone", () =>
  withTempFolder(async (root) => {
    const folder = `${root}/runs`;
    await Deno.mkdir(folder, { mode: 0o700 });
    const stale = { pid: 1, experiment: "kv", run_id: "r0" };
    await Deno.writeTextFile(`${folder}/1-aa.json`, JSON.stringify(stale));
    using claim = await take(folder);
    expect(await claim.others()).toEqual([]);
    await expect(Deno.stat(`${folder}/1-aa.json`)).rejects.toThrow();
  }));

test.each([
  [
    "a link",
    (folder: string, root: string) =>
      Deno.mkdir(`${root}/elsewhere`)
        .then(() => Deno.symlink(`${root}/elsewhere`, folder)),
    /no folder/,
  ],
  [
    "a folder that others may write in",
    async (folder: string) => {
      await Deno.mkdir(folder);
      await Deno.chmod(folder, 0o777);
    },
    /other users may write there/,
  ],
])(
  "MachineClaim.take() refuses %s in the place of its folder",
  (_, make, why) =>
    withTempFolder(async (root) => {
      const folder = `${root}/runs`;
      await make(folder, root);
      await expect(take(folder)).rejects.toThrow(why);
      await expect(take(folder)).rejects.toThrow(/set LOADLINE_RUNTIME/);
    }),
);
