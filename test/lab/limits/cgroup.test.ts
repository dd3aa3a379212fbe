import { expect, test } from "vitest";
import { ControlGroup, setCores } from "../../../src/lab/limits/cgroup.ts";
import { findGroups } from "../../../src/lab/limits/cgroup_hierarchy.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { makeTree } from "../../testing/group_tree.ts";

const reason = await ControlGroup.unavailableReason(["memory", "cpu"]);
const name = (what: string) =>
  reason === "" ? what : `${what} [skipped: ${reason}]`;

/** Returns the lines of a process's cgroups, one per hierarchy. */
async function readGroups(pid: number): Promise<string[]> {
  return (await Deno.readTextFile(`/proc/${pid}/cgroup`)).split("\n");
}

test.skipIf(reason !== "")(
  name(
    "ControlGroup moves a process below its original group, and back there on dispose",
  ),
  async () => {
    await using group = await ProcessGroup.create();
    const sleeper = group.spawn("sleeper", ["sleep", "300"]);
    const pid = sleeper.pid ?? 0;
    const before = await readGroups(pid);
    const own = (name: string) => name.startsWith(group.run);
    {
      await using created = await ControlGroup.create(sleeper, [
        "memory",
        "cpu",
      ]);
      await created.add(pid);
      const { path, version } = created.folder("memory");
      expect(await findGroups(own)).toContain(path);
      expect(await Deno.readTextFile(`${path}/cgroup.procs`))
        .toBe(`${pid}\n`);
      const changed = (await readGroups(pid)).filter((line) =>
        !before.includes(line)
      );
      expect(changed.length).toBe(
        new Set([path, created.folder("cpu").path]).size,
      );
      for (const line of changed) {
        const parent = line.slice(0, line.lastIndexOf("/"));
        // In version 2 the parent can be an ancestor of the original group.
        const fits = before.some((was) =>
          version === 2
            ? was.startsWith(parent)
            : was.replace(/\/$/, "") === parent
        );
        expect(fits).toBe(true);
      }
    }
    expect(await readGroups(pid)).toEqual(before);
    expect(await findGroups(own)).toEqual([]);
  },
);

test.skipIf(reason !== "")(
  name(
    "ControlGroup.folder() throws for a controller the group was created without",
  ),
  async () => {
    await using group = await ProcessGroup.create();
    const sleeper = group.spawn("sleeper", ["sleep", "300"]);
    await using created = await ControlGroup.create(sleeper, ["cpu"]);
    expect(() => created.folder("memory")).toThrow(
      "Cannot limit memory as the group was made without it: memory",
    );
  },
);

test("setCores() writes and removes the quota, in both versions", async () => {
  await using tree = await makeTree({ "": "" });
  const path = tree.root;
  const read = (file: string) => Deno.readTextFile(`${path}/${file}`);
  await setCores({ path, version: 2 }, 1.5);
  expect(await read("cpu.max")).toBe("150000 100000");
  await setCores({ path, version: 2 }, null);
  expect(await read("cpu.max")).toBe("max 100000");
  await setCores({ path, version: 1 }, 0.1);
  expect(await read("cpu.cfs_period_us")).toBe("100000");
  expect(await read("cpu.cfs_quota_us")).toBe("10000");
  await setCores({ path, version: 1 }, null);
  expect(await read("cpu.cfs_quota_us")).toBe("-1");
});
