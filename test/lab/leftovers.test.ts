import { expect, test } from "vitest";
import { findLeftovers } from "../../src/lab/leftovers.ts";
import { namespacesUnavailableReason } from "../../src/lab/network/network_namespaces.ts";
import { ProcessGroup } from "../../src/lab/processes/process_group.ts";
import { throttleUnavailableReason } from "../../src/lab/limits/cpu_throttle.ts";
import { isAlive, Script, until } from "../testing/processes.ts";

const noNamespaces = await namespacesUnavailableReason();
const noThrottle = await throttleUnavailableReason();

async function sh(line: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", line] })
    .output();
  return new TextDecoder().decode(stdout).trim();
}

/** Returns the pid of a run's watchdog, which has the run's folder as last argument. */
async function findWatchdog(folder: string): Promise<number> {
  for (const pid of (await sh("ls /proc")).split("\n").filter(Number)) {
    const line = await Deno.readTextFile(`/proc/${pid}/cmdline`)
      .catch(() => "");
    if (line.endsWith(`\0${folder}\0`)) return Number(pid);
  }
  throw new Error("There is no watchdog");
}

/** Kills the runner and watchdog of a run, and waits until both have ended. */
async function killWatched(path: string, script: Script): Promise<void> {
  const watchdog = await findWatchdog(path);
  Deno.kill(watchdog, "SIGKILL");
  await script.end("SIGKILL");
  await until(
    "the watchdog is gone",
    async () => !(await isAlive(watchdog)),
  );
}

test("findLeftovers() skips runs with a watchdog, and folders of other programs", async () => {
  await using group = await ProcessGroup.create();
  group.spawn("node-0", ["sleep", "300"]);
  const folder = group.folder.slice(0, group.folder.lastIndexOf("/"));
  await until(
    "the watchdog is there",
    () => findWatchdog(group.folder).then(() => true, () => false),
  );
  const other = await Deno.makeTempDir({ prefix: "loadline-test-" });
  const names = (await findLeftovers({ folder })).map(({ name }) => name);
  expect(names).not.toContain(group.folder);
  expect(names).not.toContain(other);
  await Deno.remove(other);
});

test("findLeftovers() finds process and folder of a run without a watchdog, and its remedies remove them", async () => {
  await using script = new Script(`
    const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes/process_group.ts");
    const group = await ProcessGroup.create();
    const node = group.spawn("node-0", ["sh", "-c", "echo ready; exec sleep 300"]);
    while (await node.logTail() !== "ready") await new Promise((resolve) => setTimeout(resolve, 20));
    console.log(group.folder);
    console.log(node.pid);
    await new Promise(() => setTimeout(() => {}, 60_000));
  `);
  const [path, pid] = [await script.line(), await script.line()];
  await killWatched(path, script);
  const ofRun = async () =>
    (await findLeftovers({ folder: path.slice(0, path.lastIndexOf("/")) }))
      .filter(({ name }) => name === path || name === pid);
  const left = await ofRun();
  expect(left).toEqual([
    { kind: "process", name: pid, remedy: `kill -KILL ${pid}` },
    { kind: "folder", name: path, remedy: `rm -rf ${path}` },
  ]);
  for (const { remedy } of left) await sh(remedy);
  await until("the process is gone", async () => !(await isAlive(Number(pid))));
  expect(await ofRun()).toEqual([]);
});

test.skipIf(noNamespaces !== "" || noThrottle !== "")(
  `findLeftovers() finds namespaces and cgroups, and its remedies remove them ${
    noNamespaces || noThrottle ? `[skipped: ${noNamespaces || noThrottle}]` : ""
  }`.trim(),
  async () => {
    await using script = new Script(`
      const lab = Deno.args[0] + "/lab/";
      const { ProcessGroup } = await import(lab + "processes/process_group.ts");
      const { createNamespaces } = await import(lab + "network/network_namespaces.ts");
      const { throttle } = await import(lab + "limits/cpu_throttle.ts");
      const processes = await ProcessGroup.create();
      await createNamespaces(1, { processes });
      const node = processes.spawn("node-0", ["sleep", "300"]);
      await throttle(node, 0.5);
      console.log(processes.folder);
      console.log(node.pid);
      await new Promise(() => setTimeout(() => {}, 60_000));
    `);
    const [path, pid] = [await script.line(), await script.line()];
    const run = path.slice(path.lastIndexOf("/") + 1);
    await killWatched(path, script);
    const ofRun = async () =>
      (await findLeftovers()).filter(({ name }) =>
        name === pid || name.includes(run)
      );
    const left = await ofRun();
    expect(left.map(({ kind }) => kind)).toEqual([
      "process",
      "namespace",
      "namespace",
      "cgroup",
      "folder",
    ]);
    for (const { kind, remedy } of left) {
      await sh(remedy);
      if (kind !== "process") continue;
      await until("it is gone", async () => !(await isAlive(Number(pid))));
    }
    expect(await ofRun()).toEqual([]);
  },
);
