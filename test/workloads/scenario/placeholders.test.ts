import { expect, test } from "vitest";
import { findMissingValues } from "../../../src/workloads/scenario/placeholders.ts";
import {
  Scenario,
  type ScenarioInput,
} from "../../../src/workloads/scenario/scenario.ts";

function missing(declared: ScenarioInput, shared: readonly string[] = []) {
  return findMissingValues(Scenario.parse(declared), shared)
    .map(({ path, name }) => `${path.join(".")}: ${name}`);
}

const order = { name: "order", path: "/orders", take: { order: "id" } };
const pay = { name: "pay", path: "/orders/{order}/pay" };

test("findMissingValues() knows what earlier steps took, the user, the data and what is shared", () => {
  expect(missing({
    auth: { bearer: "{token}" },
    data: [{ item: 1 }, { item: 2 }],
    once: [{
      ...{ name: "login", path: "/login?user={user}&key={KEY}" },
      take: { token: "token" },
    }],
    journeys: [{
      name: "buy",
      steps: [{ ...order, json: { item: "{item}", at: "{visit}" } }, pay],
    }],
  }, ["KEY"])).toEqual([]);
});

test("findMissingValues() finds a value that a later step takes, or another journey", () => {
  expect(missing({
    journeys: [
      { name: "wrong", steps: [pay, order] },
      { name: "other", steps: [pay] },
    ],
  })).toEqual([
    "journeys.0.steps.0.path: order",
    "journeys.1.steps.0.path: order",
  ]);
});

test("findMissingValues() finds one in headers, bodies, checks and authentication", () => {
  const step = {
    ...{ name: "a", path: "/", headers: { x: "{h}" }, form: { f: "{f}" } },
    checks: { json: { id: "{c}" } },
  };
  expect(missing({
    auth: { user: "{u}", password: "{p}" },
    journeys: [{ name: "j", steps: [step] }],
  })).toEqual([
    "journeys.0.steps.0.form: f",
    "journeys.0.steps.0.checks: c",
    "journeys.0.steps.0.headers: h",
    "journeys.0.steps.0.auth: u",
    "journeys.0.steps.0.auth: p",
  ]);
});

test("findMissingValues() does not count on a column that only some rows have", () => {
  expect(missing({
    data: [{ item: 1 }, {}],
    journeys: [{ name: "j", steps: [{ name: "a", path: "/{item}" }] }],
  })).toEqual(["journeys.0.steps.0.path: item"]);
});
