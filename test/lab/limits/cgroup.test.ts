import { expect, test } from "vitest";
import { ControlGroup, setCores } from "../../../src/lab/limits/cgroup.ts";
import { findGroups } from "../../../src/lab/limits/cgroup_hierarchy.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { makeTree } from "../../testing/group_tree.ts";

const reason = await ControlGroup.missing(["memory", "cpu"]);
const name = (what: string) =>
  reason === "" ? what : `${what} [skipped: ${reason}]`;

/** Lines of the groups that a process is in. */
async function readGroups(pid: number): Promise<string[]> {
  return (await Deno.readTextFile(`/proc/${pid}/cgroup`)).split("\n");
}

test.skipIf(reason !== "")(
  name(
    "ControlGroup takes a process in below the group it was in, and lets it go back there",
  ),
  async () => {
    await using group = await ProcessGroup.create();
    const sleeper = group.spawn("sleeper", ["sleep", "300"]);
    const pid = sleeper.pid ?? 0;
    const before = await readGroups(pid);
    const own = (name: string) => name.startsWith(group.run);
    {
      await using made = await ControlGroup.create(sleeper, ["memory", "cpu"]);
      await made.add(pid);
      const { path, version } = made.folder("memory");
      expect(await findGroups(own)).toContain(path);
      expect(await Deno.readTextFile(`${path}/cgroup.procs`))
        .toBe(`${pid}\n`);
      const changed = (await readGroups(pid)).filter((line) =>
        !before.includes(line)
      );
      expect(changed.length).toBe(
        new Set([path, made.folder("cpu").path]).size,
      );
      for (const line of changed) {
        const home = line.slice(0, line.lastIndexOf("/"));
        // Of version 2 it can be in one above.
        const fits = before.some((was) =>
          version === 2 ? was.startsWith(home) : was.replace(/\/$/, "") === home
        );
        expect(fits).toBe(true);
      }
    }
    expect(await readGroups(pid)).toEqual(before);
    expect(await findGroups(own)).toEqual([]);
  },
);

test.skipIf(reason !== "")(
  name("ControlGroup.folder() of what it was made without says so"),
  async () => {
    await using group = await ProcessGroup.create();
    const sleeper = group.spawn("sleeper", ["sleep", "300"]);
    await using made = await ControlGroup.create(sleeper, ["cpu"]);
    expect(() => made.folder("memory")).toThrow(
      "Cannot bound memory as the group was made without it: memory",
    );
  },
);

test("setCores() writes the share of a period, and lifts it, in both versions", async () => {
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
