import { expect, test } from "vitest";
import { toInstanceIndex } from "../../../../src/experiments/platform/instances/instance_index.ts";
import {
  toTrackedInstance,
  unnamedApp,
} from "../../../../src/experiments/platform/instances/tracked_instance.ts";

const key = (app: string, index: number, number: number | null) => ({
  ...{ app, index, number },
});

function toInstance(app: string, index: number) {
  return toTrackedInstance(
    {
      ...{ app, index, cell: "", since: null, at: 0, reason: "", number: null },
      state: "unclaimed",
    },
    unnamedApp,
  );
}

test("an instance is found by its number, and by its name where it has none", () => {
  const instances = toInstanceIndex();
  const a = toInstance("a", 2);
  instances.add(key("a", 2, 5000), a);
  expect(instances.find(key("a", 2, 5000))).toBe(a);
  expect(instances.find(key("a", 2, null))).toBe(a);
  expect(instances.find(key("a", 1, 4999))).toBeUndefined();
  expect(instances.find(key("b", 2, 5001))).toBeUndefined();
  expect([...instances.all()]).toEqual([a]);
});

test("one that is pushed again under its name is the same, by either number", () => {
  const instances = toInstanceIndex();
  const a = toInstance("a", 0);
  instances.add(key("a", 0, 3), a);
  expect(instances.find(key("a", 0, 8))).toBe(a);
  expect(instances.find(key("a", 0, 3))).toBe(a);
});

test("what is dropped is found by neither, and may be added again", () => {
  const instances = toInstanceIndex();
  const [a, b] = [toInstance("a", 0), toInstance("a", 1)];
  instances.add(key("a", 0, 0), a);
  instances.add(key("a", 1, 1), b);
  expect(instances.drop("a", 1)).toEqual([b]);
  expect(instances.drop("none", 0)).toEqual([]);
  expect(instances.find(key("a", 1, 1))).toBeUndefined();
  expect(instances.find(key("a", 1, null))).toBeUndefined();
  const again = toInstance("a", 1);
  instances.add(key("a", 1, 1), again);
  expect(instances.find(key("a", 1, 1))).toBe(again);
  expect([...instances.all()]).toEqual([a, again]);
});
