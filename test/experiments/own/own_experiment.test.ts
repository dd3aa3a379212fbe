import { expect, test } from "vitest";
import {
  experiment,
  OwnExperiment,
} from "../../../src/experiments/own/own_experiment.ts";
import { number } from "../../../src/lab/plan/settings.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { processSystem } from "../../../src/systems/own/declaration.ts";
import { declareShop, shop } from "./_shop.ts";

test("experiment() returns plain data with its defaults, and is the same when it is read again", () => {
  const declared = experiment(declareShop());
  expect(declared.presets["colors"]).toMatchObject({
    ...{ settings: {}, repetitions: 1, cases: [{}], search: null },
  });
  expect(declared.secrets).toEqual([]);
  expect(OwnExperiment.parse(declared)).toEqual(declared);
  expect(structuredClone(declared)).toEqual(declared);
});

function scenarioOf(path: string) {
  return { journeys: [{ name: "look", steps: [{ name: "list", path }] }] };
}

test.each([
  [{ name: "Check out" }, "name must be lower-case letters"],
  [{ presets: {} }, "presets must not be empty"],
  [
    { settings: { wrkers: 5 } },
    "settings.wrkers is a value of no setting: declare it by number() or choice(); it must be one of nodes, workers,",
  ],
  [
    { settings: { workers: number("Users", 5) } },
    "settings.workers is a setting of every experiment: give it a value only",
  ],
  [
    { settings: { port: number("Port", 1) } },
    "settings.port has a name with a meaning of its own: use another one",
  ],
  [
    { settings: { order: number("Order", 1) } },
    "settings.order has a name with a meaning of its own: use another one",
  ],
  [
    { profiles: { up: [{ seconds: 1, from: 0, to: 5 }] } },
    "profiles.up[0].from must be above 0",
  ],
  [
    { profiles: { up: [{ seconds: 1, rate: 0 }] } },
    "profiles.up[0] must be { seconds, rate } or { seconds, from, to }",
  ],
  [{ settings: { workers: 0 } }, "settings.workers cannot be 0"],
  [{ settings: { loop: "open" } }, 'settings.loop cannot be "open"'],
  [
    { systems: [shop, shop] },
    "systems[1].name 'shop' is there twice: give each its own",
  ],
  [
    {
      systems: [processSystem({
        ...{ name: "shop", title: "a shop", command: ["shop", "{prot}"] },
        ready: { tcp: true },
      })],
    },
    "systems[0].command has the placeholder {prot} without a value: it must be one of",
  ],
  [
    { scenario: scenarioOf("/{colour}") },
    "scenario.journeys[0].steps[0].path has the placeholder {colour}, which has no value there: take it",
  ],
  [
    { objectives: [{ metric: "lst.p95", is: "at most" as const, value: 1 }] },
    "objectives[0].metric is not measured: it must be one of throughput",
  ],
])("experiment() names the key and a remedy for %j", (wrong, reason) => {
  expect(() => experiment(declareShop(wrong))).toThrow(UsageError);
  expect(() => experiment(declareShop(wrong))).toThrow(
    !("name" in wrong)
      ? `Cannot use the experiment 'checkout' as ${reason}`
      : reason,
  );
});

test("secrets are placeholders of steps and of the environment, and of no command", () => {
  const secrets = ["SHOP_KEY"];
  experiment(declareShop({
    secrets,
    scenario: { ...scenarioOf("/"), headers: { "x-key": "{SHOP_KEY}" } },
    systems: [processSystem({
      ...{ name: "shop", title: "a shop", command: ["shop", "{port}"] },
      ready: { tcp: true },
      env: { KEY: "{SHOP_KEY}" },
    })],
  }));
  const inCommand = processSystem({
    ...{ name: "shop", title: "a shop" },
    command: ["shop", "{port}", "{SHOP_KEY}"],
    ready: { tcp: true },
  });
  expect(() => experiment(declareShop({ secrets, systems: [inCommand] })))
    .toThrow(
      "systems[0].command has the secret {SHOP_KEY}, which all could read: use env",
    );
});
