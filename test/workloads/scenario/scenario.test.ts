import { expect, test } from "vitest";
import {
  kindsOf,
  Scenario,
  type ScenarioInput,
  Step,
  stepsOf,
  withoutFunctions,
} from "../../../src/workloads/scenario/scenario.ts";

const list = { name: "list", path: "/items" };
const run = () => Promise.resolve();

function problemOf(declared: unknown) {
  const issue = Scenario.safeParse(declared).error?.issues[0];
  return [issue?.path.join("."), issue?.message];
}

function withStep(step: object) {
  return { journeys: [{ name: "j", steps: [{ ...list, ...step }] }] };
}

test("a step has defaults, and is the same when it is parsed again", () => {
  const step = Step.parse({ ...list, think: 0.1, status: 204 });
  expect(step).toEqual({
    ...list,
    ...{ method: "GET", headers: {}, json: null, form: {}, body: null },
    auth: "scenario",
    ...{ status: [204], take: {}, think: { min: 0.1, max: 0.1 } },
    checks: { json: {}, min_bytes: 0, max_bytes: Number.MAX_SAFE_INTEGER },
  });
  expect(Step.parse(step)).toEqual(step);
});

test("stepsOf() returns each step once, those of once first", () => {
  const declared: ScenarioInput = {
    once: [{ name: "login", path: "/login" }],
    journeys: [
      { name: "look", steps: [list] },
      { name: "buy", steps: [list, { name: "pay", path: "/pay" }] },
    ],
  };
  expect(stepsOf(Scenario.parse(declared)).map(({ name }) => name)).toEqual([
    "login",
    "list",
    "pay",
  ]);
});

test("a step of one name has one body, which is compared by its bytes", () => {
  const withBodies = (...bodies: number[][]) =>
    Scenario.safeParse({
      journeys: bodies.map((bytes, i) => ({
        name: `j${i}`,
        steps: [{ ...list, method: "PUT", body: new Uint8Array(bytes) }],
      })),
    }).success;
  expect(withBodies([1, 2], [1, 2])).toBe(true);
  expect(withBodies([1, 2], [1, 3])).toBe(false);
});

test("kindsOf() has the steps, the operations of functions, and the journeys that are functions", () => {
  const scenario = Scenario.parse({
    journeys: [
      { name: "look", steps: [list] },
      { name: "talk", operations: ["say", "hear"], run },
      { name: "chat", operations: ["say"], run },
    ],
  });
  expect(kindsOf(scenario)).toEqual(["list", "say", "hear", "talk", "chat"]);
  expect(Scenario.parse(scenario)).toEqual(scenario);
  const plain = withoutFunctions(scenario);
  expect(structuredClone(plain)).toEqual(plain);
});

test.each([
  [withStep({ path: "items" }), "journeys.0.steps.0.path"],
  [withStep({ path: "/a b" }), "journeys.0.steps.0.path"],
  [withStep({ name: "verify" }), "journeys.0.steps.0.name"],
  [withStep({ name: "a b" }), "journeys.0.steps.0.name"],
  [withStep({ headers: { host: "x" } }), "journeys.0.steps.0.headers.host"],
  [withStep({ headers: { a: "x\r\nb: c" } }), "journeys.0.steps.0.headers.a"],
  [withStep({ json: 1, form: { a: "b" } }), "journeys.0.steps.0"],
  [withStep({ json: 1, body: "a" }), "journeys.0.steps.0"],
  [withStep({ body: 5 }), "journeys.0.steps.0.body"],
  [withStep({ take: { id: "a b" } }), "journeys.0.steps.0.take.id"],
  [withStep({ take: { "a-b": "a" } }), "journeys.0.steps.0.take.a-b"],
  [withStep({ status: 99 }), "journeys.0.steps.0.status"],
  [withStep({ think: { min: 2, max: 1 } }), "journeys.0.steps.0.think"],
  [withStep({ auth: { bearer: 1 } }), "journeys.0.steps.0.auth"],
  [withStep({ methd: "GET" }), "journeys.0.steps.0"],
  [{ journeys: [] }, "journeys"],
  [
    { journeys: [{ name: "j", weight: 0, steps: [list] }] },
    "journeys.0.weight",
  ],
  [
    { journeys: [{ name: "j", steps: [list, { ...list, path: "/x" }] }] },
    "journeys.0.steps.1.name",
  ],
  [
    {
      journeys: [{ name: "j", steps: [list] }, { name: "j", steps: [list] }],
    },
    "journeys.1.name",
  ],
  [{ journeys: [{ name: "j" }] }, "journeys.0.steps"],
  [
    { journeys: [{ name: "j", steps: [list], operations: ["a"] }] },
    "journeys.0.operations",
  ],
  [
    { journeys: [{ name: "j", steps: [list], operations: ["a"], run }] },
    "journeys.0.steps",
  ],
  [{ journeys: [{ name: "j", run }] }, "journeys.0.operations"],
  [{ journeys: [{ name: "j", run: 1 }] }, "journeys.0.run"],
  [{ journeys: [{ name: "j", operations: ["j"], run }] }, "journeys.0"],
  [
    {
      once: [{ name: "a", path: "/" }],
      journeys: [{ name: "j", operations: ["a"], run }],
    },
    "journeys.0",
  ],
])(
  "a scenario with a mistake is refused at its place: %j",
  (declared, path) => {
    expect(problemOf(declared)[0]).toBe(path);
  },
);
