import { expect, test } from "vitest";
import { findHierarchy, findParent } from "../../../src/lab/limits/cgroup_hierarchy.ts";
import { makeTree } from "../../testing/group_tree.ts";

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
