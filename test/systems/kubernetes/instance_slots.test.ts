import { expect, test } from "vitest";
import { toInstanceSlots } from "../../../src/systems/kubernetes/instance_slots.ts";
import type { PodState } from "../../../src/systems/kubernetes/pod_view.ts";
import type { InstanceEvent } from "../../../src/systems/platform/platform.ts";

function toSlots() {
  const events: InstanceEvent[] = [];
  const slots = toInstanceSlots((event) => void events.push(event));
  const pod = (name: string, state: PodState, node = "n") =>
    slots.onPod({
      ...{ uid: name, name, app: "a", task: "", blocked: "" },
      ...{ state, node: state === "pending" ? "" : node },
    }, 100);
  /** Returns the events since the last call: `0 running n`. */
  const told = () =>
    events.splice(0).map(({ index, state, cell, at, reason }) =>
      [index, state, cell, reason, at].filter((part) => part !== "").join(" ")
    );
  return { slots, pod, told };
}

test("instances are desired from when they were asked for, also where a pod is told before the answer", () => {
  const { slots, pod, told } = toSlots();
  slots.declare("a", 2, 5);
  expect(told()).toEqual([]);
  pod("x", "pending");
  expect(told()).toEqual(["0 unclaimed desired 5", "1 unclaimed desired 5"]);
  slots.desire("a");
  expect(told()).toEqual([]);
  pod("x", "bound");
  pod("x", "running");
  pod("x", "running");
  expect(told()).toEqual(["0 claimed n 100", "0 running n 100"]);
  expect(slots.state("a")).toMatchObject({ pods: 1, running: 1 });
});

test("a pod that follows another takes its place, also if it is there before the other goes", () => {
  const { slots, pod, told } = toSlots();
  slots.declare("a", 1, 0);
  pod("x", "running");
  told();
  pod("y", "running", "m");
  expect(told()).toEqual([]);
  pod("x", "ended");
  expect(told()).toEqual(["0 running m 100"]);
  slots.onGone({ app: "a", uid: "x" }, 100);
  slots.onGone({ app: "a", uid: "y" }, 100);
  expect(told()).toEqual(["0 unclaimed pod-gone 100"]);
});

test("after a scaling down the places that are left are the first ones, whichever pods go", () => {
  const { slots, pod, told } = toSlots();
  slots.declare("a", 3, 0);
  for (const [i, name] of ["x", "y", "z"].entries()) {
    pod(name, "running", `n${i}`);
  }
  told();
  slots.declare("a", 1, 50);
  slots.desire("a");
  pod("x", "ended");
  pod("z", "ended");
  // The pod that is left takes the first place.
  expect(told()).toEqual(["0 running n1 100"]);
  expect(slots.all()).toMatchObject([{
    index: 0,
    state: "running",
    cell: "n1",
  }]);
  slots.declare("a", 2, 70);
  slots.desire("a");
  expect(told()).toEqual(["1 unclaimed desired 70"]);
});

test("a pod of a node that is not heard of has no cell, and crashes are told", () => {
  const { slots, pod, told } = toSlots();
  slots.declare("a", 1, 0);
  pod("x", "running");
  told();
  pod("x", "lost");
  pod("x", "running");
  pod("x", "crashed");
  expect(told()).toEqual([
    ...["0 unclaimed cell-lost 100", "0 running n 100", "0 crashed n 100"],
  ]);
  expect(slots.state("a")).toMatchObject({ running: 0, started: 1 });
});

test("what was forgotten tells nothing more, and how many pods are left is known", () => {
  const { slots, pod, told } = toSlots();
  slots.declare("a", 2, 0);
  pod("x", "running");
  pod("y", "running");
  told();
  slots.forget("a");
  expect([slots.state("a").pods, slots.all()]).toEqual([2, []]);
  pod("x", "ended");
  slots.onGone({ app: "a", uid: "y" }, 100);
  expect([slots.state("a").pods, told()]).toEqual([0, []]);
  pod("stranger", "running");
  expect(told()).toEqual([]);
});
