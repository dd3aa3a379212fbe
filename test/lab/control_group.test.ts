import { expect, test } from "vitest";
import {
  ControlGroup,
  findGroups,
  findHierarchy,
  findParent,
  setCores,
} from "../../src/lab/control_group.ts";
import { ProcessGroup } from "../../src/lab/processes.ts";

const reason = await ControlGroup.missing(["memory", "cpu"]);
const name = (what: string) =>
  reason === "" ? what : `${what} [skipped: ${reason}]`;

/** Lines of the groups that a process is in. */
async function readGroups(pid: number): Promise<string[]> {
  return (await Deno.readTextFile(`/proc/${pid}/cgroup`)).split("\n");
}

/** A tree of folders, each with its `cgroup.subtree_control`. */
async function makeTree(
  tree: Readonly<Record<string, string>>,
): Promise<{ root: string } & AsyncDisposable> {
  const root = await Deno.makeTempDir({ prefix: "loadline-test-" });
  for (const [path, controllers] of Object.entries(tree)) {
    await Deno.mkdir(`${root}${path}`, { recursive: true });
    await Deno.writeTextFile(
      `${root}${path}/cgroup.subtree_control`,
      `${controllers}\n`,
    );
  }
  return {
    root,
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
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

test("findHierarchy() finds a tree that has the controller, or says that there is none", async () => {
  for (const controller of ["cpu", "memory"] as const) {
    const found = await findHierarchy(controller);
    if (typeof found === "string") {
      expect(found).toMatch(/no cgroup hierarchy bounds|Linux/);
      continue;
    }
    const file = found.version === 1 ? "cgroup.procs" : "cgroup.controllers";
    expect((await Deno.stat(`${found.root}/${file}`)).isFile).toBe(true);
  }
});

test("findParent() of version 2 is the nearest group that hands all controllers down", async () => {
  await using tree = await makeTree({
    "": "cpu io memory pids",
    "/user.slice": "cpu memory",
    "/user.slice/user-0.slice": "memory pids",
    "/user.slice/user-0.slice/session-1.scope": "",
  });
  const { root } = tree;
  const find = (home: string, controllers: readonly ("cpu" | "memory")[]) =>
    findParent({ root, version: 2 }, { home, controllers });
  const home = "/user.slice/user-0.slice/session-1.scope";
  expect(await find(home, ["memory"])).toBe(
    `${root}/user.slice/user-0.slice`,
  );
  expect(await find(home, ["memory", "cpu"])).toBe(`${root}/user.slice`);
  expect(await find("", ["cpu"])).toBe(root);
  await Deno.writeTextFile(`${root}/cgroup.subtree_control`, "cpuset\n");
  expect(await find("", ["cpu"])).toBeNull();
});

test("findParent() of version 1 is the process's own group, or the nearest above that can be seen", async () => {
  await using tree = await makeTree({ "/user.slice": "" });
  const { root } = tree;
  const find = (home: string) =>
    findParent({ root, version: 1 }, { home, controllers: ["cpu"] });
  expect(await find("/user.slice")).toBe(`${root}/user.slice`);
  expect(await find("/docker/0123")).toBe(root);
});

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
