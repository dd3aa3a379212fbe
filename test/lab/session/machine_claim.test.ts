import { expect, test } from "vitest";
import { MachineClaim } from "../../../src/lab/session/machine_claim.ts";
import { withTempFolder } from "../../testing/records.ts";

const take = (folder: string, { beside = false, simulated = false } = {}) =>
  MachineClaim.take({ experiment: "kv", beside, simulated, folder });

test("MachineClaim.take() refuses while another session is in progress, and not after it", () =>
  withTempFolder(async (root) => {
    const folder = `${root}/runs`;
    {
      using first = await take(folder);
      await expect(take(folder)).rejects.toThrow(
        `a session of kv (pid ${Deno.pid}) is in progress on this machine`,
      );
      first.setRun("r1");
      await expect(take(folder)).rejects.toThrow(/run r1 of kv .*--beside$/);
    }
    using _ = await take(folder);
  }));

test("MachineClaim.take() lets simulated sessions run beside each other, and not beside one that measures", () =>
  withTempFolder(async (root) => {
    const folder = `${root}/runs`;
    const simulated = { simulated: true };
    {
      using _ = await take(folder, simulated);
      using another = await take(folder, simulated);
      another.setRun("r1");
      await expect(take(folder)).rejects.toThrow(/in progress/);
    }
    using _ = await take(folder);
    await expect(take(folder, simulated)).rejects.toThrow(/in progress/);
  }));

test("MachineClaim.otherSessions() returns the run of each other session in progress", () =>
  withTempFolder(async (root) => {
    const folder = `${root}/runs`;
    using first = await take(folder);
    first.setRun("r1");
    {
      using second = await take(folder, { beside: true });
      second.setRun("a longer id than the next");
      second.setRun("r2");
      const pid = Deno.pid;
      expect(await second.otherSessions())
        .toEqual([{ pid, experiment: "kv", run_id: "r1", simulated: false }]);
      expect(await first.otherSessions())
        .toEqual([{ pid, experiment: "kv", run_id: "r2", simulated: false }]);
    }
    expect(await first.otherSessions()).toEqual([]);
  }));

test("MachineClaim.take() ignores, and removes, the claim of a process that has ended", () =>
  withTempFolder(async (root) => {
    const folder = `${root}/runs`;
    await Deno.mkdir(folder, { mode: 0o700 });
    const stale = { pid: 1, experiment: "kv", run_id: "r0" };
    await Deno.writeTextFile(`${folder}/1-aa.json`, JSON.stringify(stale));
    using claim = await take(folder);
    expect(await claim.otherSessions()).toEqual([]);
    await expect(Deno.stat(`${folder}/1-aa.json`)).rejects.toThrow();
  }));

test.each([
  [
    "a link",
    (folder: string, root: string) =>
      Deno.mkdir(`${root}/elsewhere`)
        .then(() => Deno.symlink(`${root}/elsewhere`, folder)),
    /not a folder/,
  ],
  [
    "a folder that others can write to",
    async (folder: string) => {
      await Deno.mkdir(folder);
      await Deno.chmod(folder, 0o777);
    },
    /other users can write to it/,
  ],
])(
  "MachineClaim.take() refuses %s in the place of its folder",
  (_, make, reason) =>
    withTempFolder(async (root) => {
      const folder = `${root}/runs`;
      await make(folder, root);
      await expect(take(folder)).rejects.toThrow(reason);
      await expect(take(folder)).rejects.toThrow(/set LOADLINE_RUNTIME/);
    }),
);
