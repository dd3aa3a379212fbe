import { expect, test } from "vitest";
import { setBudget } from "../../../src/lab/limits/resource_limits.ts";
import { ControlGroup } from "../../../src/lab/limits/cgroup.ts";
import { findGroups } from "../../../src/lab/limits/cgroup_hierarchy.ts";
import type { Oom } from "../../../src/lab/limits/memory_watchdog.ts";
import type { OwnedProcess } from "../../../src/lab/processes/managed_process.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { Script, until } from "../../testing/processes.ts";

const LIMIT = 120_000_000;

/** Bytes a second that the hog takes. */
const APPETITE = 120_000_000;

const reason = await ControlGroup.missing(["memory", "cpu"]);
const name = (what: string) =>
  reason === "" ? what : `${what} [skipped: ${reason}]`;

/** Takes memory in steps of 50 ms, up to `most` bytes, then says so. All of it is taken in the group, as it waits first. */
function spawnHog(group: ProcessGroup, most: number): OwnedProcess {
  const text = `const held = [];
    setInterval(() => {
      if (held.length * ${APPETITE / 20} < ${most}) {
        held.push(new Uint8Array(${APPETITE / 20}).fill(1));
      } else console.log("full");
    }, 50);`;
  return group.spawn("hog", [
    "sh",
    "-c",
    `sleep 0.2; exec "$0" eval "$1"`,
    Deno.execPath(),
    text,
  ]);
}

/** Processor seconds a process used so far: fields 14 and 15 of its stat, in ticks of 10 ms. */
async function readCpu(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.replace(/.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Groups that a process is in. */
async function readGroups(pid: number): Promise<string> {
  return await Deno.readTextFile(`/proc/${pid}/cgroup`);
}

/** Cores that a process keeps busy, over half a second. */
async function readShare(pid: number): Promise<number> {
  const [before, from] = [await readCpu(pid), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, 500));
  const after = await readCpu(pid);
  return (after - before) / (performance.now() - from) * 1000;
}

for (const kind of ["cgroup", "watchdog"] as const) {
  const options = { memory: LIMIT, cpu: 0, cgroup: kind === "cgroup" };
  const skipped = kind === "cgroup" && reason !== "";

  test.skipIf(skipped)(
    name(
      `setBudget() by a ${kind} has a process killed above the limit, each time it is started, and tells it once`,
    ),
    async () => {
      await using group = await ProcessGroup.create();
      const hog = spawnHog(group, Infinity);
      const ooms: Oom[] = [];
      await using budget = await setBudget(hog, {
        ...options,
        onOom: (oom) => ooms.push(oom),
      });
      expect(budget.kind).toBe(kind);
      for (const time of [1, 2]) {
        hog.start();
        expect(await hog.ended()).toMatchObject({ signal: "SIGKILL" });
        const ended = Date.now();
        // Two looks more, which must not tell it again.
        await new Promise((resolve) => setTimeout(resolve, 120));
        expect(ooms.length).toBe(time);
        const { at, resident, limit } = ooms[time - 1] as Oom;
        expect(limit).toBe(LIMIT);
        expect(Math.abs(at.getTime() - ended)).toBeLessThan(100);
        // A look is 50 ms, and a busy machine may lose some of them.
        expect(Math.abs(resident - LIMIT)).toBeLessThan(APPETITE * 0.25);
        // The kernel lets nobody have more; a watchdog sees it when it is so.
        expect(resident > LIMIT).toBe(kind === "watchdog");
      }
    },
  );

  test.skipIf(skipped)(
    name(
      `setBudget() by a ${kind} lets a process live that is below the limit`,
    ),
    async () => {
      await using group = await ProcessGroup.create();
      const modest = spawnHog(group, LIMIT / 4);
      const ooms: Oom[] = [];
      await using _ = await setBudget(modest, {
        ...options,
        onOom: (oom) => ooms.push(oom),
      });
      const { pid } = modest;
      await until("it is full", async () => await modest.lastWords() !== "");
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect(modest.pid).toBe(pid);
      expect(ooms).toEqual([]);
    },
  );
}

test.skipIf(reason !== "")(
  name(
    "setBudget() bounds processor time, of a process that is started again too, and lets go when it is disposed of",
  ),
  async () => {
    await using group = await ProcessGroup.create();
    const spinner = group.spawn("spinner", [
      "sh",
      "-c",
      "while :; do :; done",
    ]);
    const own = (name: string) => name.startsWith(group.run);
    const home = await readGroups(spinner.pid ?? 0);
    {
      await using budget = await setBudget(spinner, {
        memory: 2 ** 30,
        cpu: 0.1,
        onOom: () => {},
      });
      expect(budget.enforced).toBe(
        "memory 1,024 MiB by a cgroup; 0.1 cores by a cgroup",
      );
      await spinner.kill();
      spinner.start();
      // What it had left of its first period is gone.
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await readShare(spinner.pid ?? 0)).toBeLessThan(0.17);
      expect(await findGroups(own)).not.toEqual([]);
    }
    expect(await findGroups(own)).toEqual([]);
    expect(await readGroups(spinner.pid ?? 0)).toEqual(home);
  },
);

test.skipIf(reason !== "")(
  name("setBudget() leaves no cgroup behind when the runner is killed"),
  async () => {
    await using script = new Script(`
      const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes.ts");
      const { setBudget } = await import(Deno.args[0] + "/lab/budget.ts");
      const group = await ProcessGroup.create();
      const process = group.spawn("node-0", ["sleep", "300"]);
      await setBudget(process, { memory: 1e9, cpu: 1, onOom: () => {} });
      console.log(group.run);
      await new Promise(() => setTimeout(() => {}, 60_000));
    `);
    const run = await script.line();
    const own = (name: string) => name.startsWith(run);
    expect(await findGroups(own)).not.toEqual([]);
    await script.end("SIGKILL");
    await until(
      "the cgroups are gone",
      async () => (await findGroups(own)).length === 0,
    );
  },
);

test("setBudget() says what it does not bound, and refuses less than nothing", async () => {
  await using group = await ProcessGroup.create();
  const sleeper = group.spawn("sleeper", ["sleep", "300"]);
  const bound = async (memory: number, cpu: number) => {
    const options = { memory, cpu, onOom: () => {}, cgroup: false };
    await using budget = await setBudget(sleeper, options);
    return `${budget.kind}: ${budget.enforced}`;
  };
  expect(await bound(LIMIT, 2)).toBe(
    "watchdog: memory 120 MB by a watchdog that looks every 50 ms (no cgroup is wanted); processor time is not bounded to 2 cores (no cgroup is wanted)",
  );
  expect(await bound(0, 0)).toBe("watchdog: nothing is bounded");
  await expect(bound(-1, 0)).rejects.toThrow(
    "Cannot bound sleeper as a budget is 0 or more: memory -1 B, cpu 0",
  );
  expect(sleeper.pid).not.toBeNull();
});
