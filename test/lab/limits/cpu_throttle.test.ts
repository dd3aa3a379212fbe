import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import {
  throttle,
  throttleUnavailableReason,
} from "../../../src/lab/limits/cpu_throttle.ts";
import { Script, until } from "../../testing/processes.ts";

const reason = await throttleUnavailableReason();
const name = (what: string) =>
  reason === "" ? what : `${what} [skipped: ${reason}]`;

/** Returns the processor seconds of a process: fields 14 and 15 of its stat, in ticks of 10 ms. */
async function readCpu(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.replace(/.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Measures the cores that a process keeps busy, over half a second; not more of them, however late it reads. */
async function readShare(pid: number): Promise<number> {
  const from = performance.now();
  const before = await readCpu(pid);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const after = await readCpu(pid);
  return (after - before) / (performance.now() - from) * 1000;
}

/** Waits until a process has used a third of a second, and returns the seconds that another has used meanwhile. */
async function readBeside(pid: number, other: number): Promise<number> {
  const [before, from] = [await readCpu(other), await readCpu(pid)];
  await until("it has spun", async () => await readCpu(pid) - from > 0.33);
  return await readCpu(other) - before;
}

async function findGroups(run: string): Promise<string> {
  const { stdout } = await new Deno.Command("find", {
    args: ["/sys/fs/cgroup", "-name", `${run}*`],
  }).output();
  return new TextDecoder().decode(stdout);
}

test.skipIf(reason !== "")(
  name(
    "throttle() limits a process to its share until disposed of",
  ),
  async () => {
    await using group = await ProcessGroup.create();
    const spin = ["sh", "-c", "while :; do :; done"];
    const spinner = group.spawn("node-0", spin);
    const pid = spinner.pid ?? 0;
    {
      await using _ = await throttle(spinner, 0.1);
      expect(await findGroups(group.run)).not.toBe("");
      // By now the rest of its first period is used up.
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await readShare(pid)).toBeLessThan(0.17);
    }
    expect(await findGroups(group.run)).toBe("");
    // What a busy machine leaves to one that was never limited, it leaves to both.
    const free = group.spawn("node-1", spin);
    expect(await readBeside(free.pid ?? 0, pid)).toBeGreaterThan(0.11);
  },
);

test.skipIf(reason !== "")(
  name("throttle() leaves no cgroup behind when the runner is killed"),
  async () => {
    await using script = new Script(`
      const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes/process_group.ts");
      const { throttle } = await import(Deno.args[0] + "/lab/limits/cpu_throttle.ts");
      const group = await ProcessGroup.create();
      await throttle(group.spawn("node-0", ["sh", "-c", "while :; do :; done"]), 0.1);
      console.log(group.run);
      await new Promise(() => setTimeout(() => {}, 60_000));
    `);
    const run = await script.line();
    expect(await findGroups(run)).not.toBe("");
    await script.end("SIGKILL");
    await until(
      "the cgroup is gone",
      async () => (await findGroups(run)) === "",
    );
  },
);

test("throttle() throws for a process that does not run", async () => {
  await using group = await ProcessGroup.create();
  const ended = group.spawn("node-0", ["true"]);
  await ended.ended();
  await expect(throttle(ended, 0.1)).rejects.toThrow(
    "Cannot throttle node-0 as it does not run",
  );
});
