import { expect, test } from "vitest";
import { limitResources } from "../../../src/lab/limits/resource_limits.ts";
import { ControlGroup } from "../../../src/lab/limits/cgroup.ts";
import { findGroups } from "../../../src/lab/limits/cgroup_hierarchy.ts";
import type { Oom } from "../../../src/lab/limits/memory_watchdog.ts";
import type { ManagedProcess } from "../../../src/lab/processes/managed_process.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { now } from "../../../src/lab/timing/wall_clock.ts";
import { Script, until } from "../../testing/processes.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const LIMIT = 120_000_000;

/** Bytes per second that the hog allocates. */
const ALLOCATION_RATE = 120_000_000;

const reason = await ControlGroup.unavailableReason(["memory", "cpu"]);
const name = (what: string) =>
  reason === "" ? what : `${what} [skipped: ${reason}]`;

/** Waits for `feed()`, so that a cgroup counts it all; allocates every 50 ms up to `maxBytes`, then logs "full". */
function spawnHog(group: ProcessGroup, maxBytes: number): ManagedProcess {
  const text = `const held = [];
    setInterval(() => {
      if (held.length * ${ALLOCATION_RATE / 20} < ${maxBytes}) {
        held.push(new Uint8Array(${ALLOCATION_RATE / 20}).fill(1));
      } else console.log("full");
    }, 50);`;
  return group.spawn("hog", [
    "sh",
    "-c",
    `while [ ! -e food ]; do sleep 0.05; done; exec "$0" eval "$1"`,
    Deno.execPath(),
    text,
  ]);
}

/** Has a hog begin, now and at once after each start. */
function feed(group: ProcessGroup): Promise<void> {
  return Deno.writeTextFile(`${group.folder}/food`, "");
}

/** Returns the processor seconds of a process: fields 14 and 15 of its stat, in ticks of 10 ms. */
async function readCpu(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.replace(/.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Returns the cgroups of a process. */
async function readGroups(pid: number): Promise<string> {
  return await Deno.readTextFile(`/proc/${pid}/cgroup`);
}

/** Measures the cores that a process keeps busy, over half a second; not more of them, however late it reads. */
async function readShare(pid: number): Promise<number> {
  const from = performance.now();
  const before = await readCpu(pid);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const after = await readCpu(pid);
  return (after - before) / (performance.now() - from) * 1000;
}

for (const kind of ["cgroup", "watchdog"] as const) {
  const options = { memory: LIMIT, cpu: 0, cgroup: kind === "cgroup" };
  const skipped = kind === "cgroup" && reason !== "";

  test.skipIf(skipped)(
    name(
      `limitResources() by a ${kind} kills a process above the limit after every start, and reports each kill once`,
    ),
    () =>
      whileQuiet(50, async () => {
        await using group = await ProcessGroup.create();
        const hog = spawnHog(group, Infinity);
        const ooms: Oom[] = [];
        await using limits = await limitResources(hog, {
          ...options,
          onOom: (oom) => ooms.push(oom),
        });
        expect(limits.kind).toBe(kind);
        await feed(group);
        for (const time of [1, 2]) {
          const begun = now();
          hog.start();
          expect(await hog.ended()).toMatchObject({ signal: "SIGKILL" });
          const ended = now();
          // Two more polls, which must not report it again.
          await new Promise((resolve) => setTimeout(resolve, 120));
          expect(ooms.length).toBe(time);
          const { at, resident, limit } = ooms[time - 1] as Oom;
          expect(limit).toBe(LIMIT);
          // A process with much memory takes its time to be gone.
          expect(at.getTime()).toBeGreaterThan(begun);
          expect(at.getTime() - ended).toBeLessThan(100);
          // The poll interval is 50 ms, and a busy machine may miss some polls.
          expect(Math.abs(resident - LIMIT)).toBeLessThan(
            ALLOCATION_RATE * 0.25,
          );
          // The kernel allows no more than the limit; the watchdog detects it afterwards.
          expect(resident > LIMIT).toBe(kind === "watchdog");
        }
      }),
  );

  test.skipIf(skipped)(
    name(
      `limitResources() by a ${kind} does not kill a process below the limit`,
    ),
    async () => {
      await using group = await ProcessGroup.create();
      const modest = spawnHog(group, LIMIT / 4);
      const ooms: Oom[] = [];
      await using _ = await limitResources(modest, {
        ...options,
        onOom: (oom) => ooms.push(oom),
      });
      await feed(group);
      const { pid } = modest;
      await until("it is full", async () => await modest.logTail() !== "");
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect(modest.pid).toBe(pid);
      expect(ooms).toEqual([]);
    },
  );
}

test.skipIf(reason !== "")(
  name(
    "limitResources() limits processor time across restarts until disposed of",
  ),
  async () => {
    await using group = await ProcessGroup.create();
    const spinner = group.spawn("spinner", [
      "sh",
      "-c",
      "while :; do :; done",
    ]);
    const own = (name: string) => name.startsWith(group.run);
    const original = await readGroups(spinner.pid ?? 0);
    {
      await using limits = await limitResources(spinner, {
        memory: 2 ** 30,
        cpu: 0.1,
        onOom: () => {},
      });
      expect(limits.enforced).toBe(
        "memory 1,024 MiB by a cgroup; 0.1 cores by a cgroup",
      );
      await spinner.kill();
      spinner.start();
      // By now the rest of its first period is used up.
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(await readShare(spinner.pid ?? 0)).toBeLessThan(0.17);
      expect(await findGroups(own)).not.toEqual([]);
    }
    expect(await findGroups(own)).toEqual([]);
    expect(await readGroups(spinner.pid ?? 0)).toEqual(original);
  },
);

test.skipIf(reason !== "")(
  name("limitResources() leaves no cgroup behind when the runner is killed"),
  async () => {
    await using script = new Script(`
      const { ProcessGroup } = await import(Deno.args[0] + "/lab/processes/process_group.ts");
      const { limitResources } = await import(Deno.args[0] + "/lab/limits/resource_limits.ts");
      const group = await ProcessGroup.create();
      const process = group.spawn("node-0", ["sleep", "300"]);
      await limitResources(process, { memory: 1e9, cpu: 1, onOom: () => {} });
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

test("limitResources() states which limits are not enforced, and rejects negative ones", async () => {
  await using group = await ProcessGroup.create();
  const sleeper = group.spawn("sleeper", ["sleep", "300"]);
  const limit = async (memory: number, cpu: number) => {
    const options = { memory, cpu, onOom: () => {}, cgroup: false };
    await using limits = await limitResources(sleeper, options);
    return `${limits.kind}: ${limits.enforced}`;
  };
  expect(await limit(LIMIT, 2)).toBe(
    "watchdog: memory 120 MB by a watchdog that looks every 50 ms (no cgroup is wanted); processor time is not bounded to 2 cores (no cgroup is wanted)",
  );
  expect(await limit(0, 0)).toBe("watchdog: nothing is bounded");
  await expect(limit(-1, 0)).rejects.toThrow(
    "Cannot limit sleeper as a limit is 0 or more: memory -1 B, cpu 0",
  );
  expect(sleeper.pid).not.toBeNull();
});
