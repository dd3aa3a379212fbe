import { expect, test } from "vitest";
import {
  processTree,
  processTrees,
  readProcessTree,
} from "../../../src/lab/processes/process_tree.ts";
import { readProcess } from "../../../src/lab/processes/proc.ts";
import { until } from "../../testing/processes.ts";
import { findProgram } from "../../testing/programs.ts";

/** A shell with two children, one in a session of its own, and a grandchild. */
async function withTree(act: (pid: number) => Promise<void>): Promise<void> {
  const shell = new Deno.Command("sh", {
    args: [
      "-c",
      "setsid sh -c 'sleep 60 & sleep 61; :' & sleep 62 & echo; wait",
    ],
    stdout: "piped",
  }).spawn();
  try {
    await act(shell.pid);
  } finally {
    // Parents first: one whose last child has ended would end by itself.
    for (const pid of processTree(shell.pid)) {
      Deno.kill(pid, "SIGKILL");
    }
    await shell.output();
  }
}

test.skipIf(findProgram("setsid") === null)(
  "processTree() finds descendants, also those in another session; readProcessTree() sums them (needs the package util-linux)",
  () =>
    withTree(async (pid) => {
      await until("the tree has grown", () => processTree(pid).length === 5);
      const tree = processTree(pid);
      expect(tree).toHaveLength(5);
      expect(tree[0]).toBe(pid);
      const sum = readProcessTree(pid);
      const parts = tree.map((each) => readProcess(each));
      expect(sum?.threads).toBe(5);
      expect(sum?.started).toBe(parts[0]?.started);
      // Shared pages count once.
      const resident = parts.reduce(
        (all, part) => all + (part?.memory ?? 0),
        0,
      );
      expect(sum?.memory).toBeLessThan(resident);
      expect(sum?.memory).toBeGreaterThan(0);
    }),
);

test.skipIf(findProgram("setsid") === null)(
  "processTrees() reads the same, and the memory of one with children not in every round (needs the package util-linux)",
  () =>
    withTree(async (pid) => {
      await until("the tree has grown", () => processTree(pid).length === 5);
      const trees = processTrees(1e-9);
      trees.begin();
      const first = trees.read(pid);
      const alone = readProcessTree(pid);
      expect(first).toMatchObject({
        ...{ threads: alone?.threads, started: alone?.started },
        openFiles: alone?.openFiles,
      });
      expect(first?.memory).toBeGreaterThan(0);
      expect(trees.read(pid)?.memory).toBeNull();
      expect(trees.read(Deno.pid)?.threads).toBeGreaterThan(0);
      const often = processTrees(1);
      await until("it is read again", () => {
        often.begin();
        often.read(pid);
        return often.read(pid)?.memory !== null;
      });
    }),
);

test("a process that has ended has no tree, and no reading", () => {
  expect(processTree(2 ** 22 + 1)).toEqual([]);
  expect(readProcessTree(2 ** 22 + 1)).toBeNull();
});
