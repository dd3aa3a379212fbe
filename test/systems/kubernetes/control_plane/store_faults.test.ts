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
