import { expect, test } from "vitest";
import {
  findHierarchy,
  findParent,
} from "../../../src/lab/limits/cgroup_hierarchy.ts";
import { makeTree } from "../../testing/group_tree.ts";

test("findHierarchy() finds a hierarchy with the controller, or states that there is none", async () => {
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

test("findParent() of version 2 is the nearest group that delegates all controllers", async () => {
  await using tree = await makeTree({
    "": "cpu io memory pids",
    "/user.slice": "cpu memory",
    "/user.slice/user-0.slice": "memory pids",
    "/user.slice/user-0.slice/session-1.scope": "",
  });
  const { root } = tree;
  const find = (
    originalCgroup: string,
    controllers: readonly ("cpu" | "memory")[],
  ) => findParent({ root, version: 2 }, { originalCgroup, controllers });
  const session = "/user.slice/user-0.slice/session-1.scope";
  expect(await find(session, ["memory"])).toBe(
    `${root}/user.slice/user-0.slice`,
  );
  expect(await find(session, ["memory", "cpu"])).toBe(`${root}/user.slice`);
  expect(await find("", ["cpu"])).toBe(root);
  await Deno.writeTextFile(`${root}/cgroup.subtree_control`, "cpuset\n");
  expect(await find("", ["cpu"])).toBeNull();
});

test("findParent() of version 1 is the process's group, or its nearest visible ancestor", async () => {
  await using tree = await makeTree({ "/user.slice": "" });
  const { root } = tree;
  const find = (originalCgroup: string) =>
    findParent({ root, version: 1 }, { originalCgroup, controllers: ["cpu"] });
  expect(await find("/user.slice")).toBe(`${root}/user.slice`);
  expect(await find("/docker/0123")).toBe(root);
});
