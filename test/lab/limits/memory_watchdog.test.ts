import { expect, test } from "vitest";
import {
  type Oom,
  watchMemory,
} from "../../../src/lab/limits/memory_watchdog.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { now } from "../../../src/lab/timing/wall_clock.ts";
import { until } from "../../testing/processes.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const LIMIT = 100_000_000;

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function collect() {
  const ooms: Oom[] = [];
  return { ooms, onOom: (oom: Oom) => void ooms.push(oom) };
}

/** Allocates 150 MB once the file `food` exists. */
const glutton = [
  Deno.execPath(),
  "eval",
  `console.log("hungry");
  while (!(await Deno.stat("food").catch(() => null))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  globalThis.held = new Uint8Array(150e6).fill(1);
  setInterval(() => {}, 1000);`,
];

test("watchMemory() kills a process above the limit and reports it once", async () => {
  await using group = await ProcessGroup.create();
  const process = group.spawn("glutton", glutton);
  await until("it runs", async () => await process.logTail() === "hungry");
  const { ooms, onOom } = collect();
  await using _ = watchMemory(process, { limit: LIMIT, onOom });
  await sleep(120);
  expect(ooms).toEqual([]);
  await Deno.writeTextFile(`${group.folder}/food`, "");
  expect(await process.ended()).toMatchObject({ signal: "SIGKILL" });
  await sleep(120);
  expect(ooms).toMatchObject([{ limit: LIMIT }]);
  expect(ooms[0]?.resident).toBeGreaterThan(LIMIT);
});

test("watchMemory() reports a kill by the kernel at once, and no manual kill", () =>
  whileQuiet(20, async () => {
    await using group = await ProcessGroup.create();
    const process = group.spawn("sleeper", ["sleep", "300"]);
    let kills = 7;
    const { ooms, onOom } = collect();
    await using _ = watchMemory(process, {
      limit: LIMIT,
      onOom,
      countKills: () => kills,
    });
    await process.kill();
    process.start();
    await sleep(120);
    expect(ooms).toEqual([]);
    const counted = now();
    kills++;
    await process.kill();
    const ended = now();
    process.start();
    await sleep(120);
    expect(ooms.length).toBe(1);
    // The kernel counts before the process is gone, which a poll may see.
    const at = ooms[0]?.at.getTime() ?? NaN;
    expect(at).toBeGreaterThan(counted - 1);
    expect(at - ended).toBeLessThan(40);
    kills++;
    await process.kill();
    await sleep(120);
    expect(ooms.length).toBe(2);
  }));

test("watchMemory() rethrows read errors on dispose", async () => {
  await using group = await ProcessGroup.create();
  const process = group.spawn("sleeper", ["sleep", "300"]);
  let polls = 0;
  const watch = watchMemory(process, {
    limit: LIMIT,
    onOom: () => {},
    countKills: () => {
      if (polls++ > 0) throw new Error("the group is gone");
      return 0;
    },
  });
  await until("it polled", () => polls > 1);
  await expect(watch[Symbol.asyncDispose]()).rejects.toThrow(
    "the group is gone",
  );
});
