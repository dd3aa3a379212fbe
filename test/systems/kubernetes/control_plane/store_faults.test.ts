import { expect, test } from "vitest";
import { toStoreFaults } from "../../../../src/systems/kubernetes/control_plane/store_faults.ts";
import { until } from "../../../testing/processes.ts";

function toEtcd() {
  const calls: string[] = [];
  let isUp = true;
  const act = (name: string, up: boolean) => () => {
    calls.push(name);
    isUp = up;
    return Promise.resolve();
  };
  return {
    calls,
    isUp: () => Promise.resolve(isUp),
    etcd: {
      kill: act("kill", false),
      pause: act("pause", false),
      start: () => void act("start", true)(),
      resume: () => void act("resume", true)(),
    },
  };
}

test.each(
  [
    ["kill", "total", ["kill", "start"]],
    ["pause", "total", ["pause", "resume"]],
    ["kill", "partial", ["pause", "resume"]],
  ] as const,
)(
  "a store that is cut off by %s, in %s, comes back",
  async (how, share, expected) => {
    const { calls, etcd, isUp } = toEtcd();
    const events: string[] = [];
    await using faults = toStoreFaults({
      ...{ etcd, how, isUp },
      onEvent: ({ state, share }) => void events.push(`${state} ${share}`),
    });
    await faults.cut(share, 0.05);
    expect(events).toEqual([`cut ${share}`]);
    await until("it is reached", () => events.length === 2);
    expect(events[1]).toBe(`reached ${share}`);
    expect(calls).toEqual(expected);
  },
);

test("a run that ends lets a store go on that stands still", async () => {
  const { calls, etcd, isUp } = toEtcd();
  const faults = toStoreFaults({
    ...{ etcd, how: "pause", isUp, onEvent: () => {} },
  });
  await faults.cut("total", 600);
  await faults[Symbol.asyncDispose]();
  expect(calls).toEqual(["pause", "resume"]);
});

test("what kept a store from coming back is thrown when the run ends, and not before", async () => {
  const { etcd, isUp } = toEtcd();
  const faults = toStoreFaults({
    ...{ how: "kill", isUp, onEvent: () => {} },
    etcd: {
      ...etcd,
      start() {
        throw new Error("the program is gone");
      },
    },
  });
  await faults.cut("total", 0.01);
  // Longer than the outage: an error that nobody takes would end the process.
  await new Promise((resolve) => setTimeout(resolve, 60));
  await expect(faults[Symbol.asyncDispose]()).rejects
    .toThrow("the program is gone");
});
