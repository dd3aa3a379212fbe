import { expect, test } from "vitest";
import { experiment } from "../../../src/experiments/own/own_experiment.ts";
import { toOwnRunnable } from "../../../src/experiments/own/own_runnable.ts";
import { planRuns } from "../../../src/lab/plan/matrix.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { toTestPlanOptions } from "../../testing/systems.ts";
import { declareShop } from "./_shop.ts";

const runnable = toOwnRunnable(experiment(declareShop()), "");

test("an own experiment has the settings of every one, with its defaults, and its own", () => {
  const { settings } = runnable.experiment;
  expect(settings["workers"]).toMatchObject({ label: "Users", value: 7 });
  expect(settings["nodes"]?.value).toBe(1);
  expect(settings["color"]?.value).toBe("red");
});

test("an own experiment is planned and estimated as every other one", () => {
  const { experiment, procedure, systems: [system] } = runnable;
  const { planned } = planRuns(
    experiment.presets["colors"]!,
    toTestPlanOptions(experiment, ["shop"]),
  );
  expect(planned.map(({ case_id }) => case_id).toSorted()).toEqual([
    "shop color=blue",
    "shop color=red",
  ]);
  const [{ values } = { values: {} }] = planned;
  expect(procedure.estimate(values, system!).seconds).toBe(16);
  expect(
    procedure.estimate({ ...values, fault: "kill-leader" }, system!).seconds,
  ).toBe(36);
});

test.each([
  [{ loop: "constant" }, "use --set rate=10"],
  [{ nodes: 8 }, "use --set workers=8"],
])(
  "an own experiment refuses values that contradict each other: %j",
  (values, remedy) => {
    const { procedure, systems: [system] } = runnable;
    expect(() => procedure.estimate({ workers: 7, ...values }, system!))
      .toThrow(
        remedy,
      );
  },
);

test("a preset with a value that a setting cannot have is refused by its place", () => {
  const wrong = experiment(declareShop({
    presets: { quick: { title: "Quick", settings: { color: "green" } } },
  }));
  expect(() => toOwnRunnable(wrong, "")).toThrow(UsageError);
  expect(() => toOwnRunnable(wrong, "")).toThrow(
    "Cannot use the experiment 'checkout' as presets.quick.color cannot be green: it must be one of red, blue",
  );
});

test("a profile is a setting that a preset chooses, and needs as much time, and users, as it has", () => {
  const spike = [
    { seconds: 4, rate: 10 },
    { seconds: 1, rate: 100 },
    { seconds: 5, from: 10, to: 20 },
  ];
  const { experiment: made, procedure, systems: [system] } = toOwnRunnable(
    experiment(declareShop({
      profiles: { spike },
      presets: {
        spike: {
          title: "Spike",
          settings: { profile: "spike", loop: "constant" },
        },
      },
    })),
    "",
  );
  expect(made.settings["profile"]).toMatchObject({
    choices: ["steady", "spike"],
  });
  const values = { profile: "spike", loop: "constant", duration: 10 };
  expect(procedure.estimate(values, system!).seconds).toBe(16);
  const users = { ...values, loop: "closed", workers: 100 };
  expect(procedure.estimate(users, system!).seconds).toBe(16);
  expect(() => procedure.estimate({ ...users, workers: 99 }, system!)).toThrow(
    "use --set loop=closed workers=100 duration=10s",
  );
  for (const wrong of [{ duration: 9 }, { rate: 5 }]) {
    expect(() => procedure.estimate({ ...values, ...wrong }, system!)).toThrow(
      "use --set loop=constant rate=0 duration=10s",
    );
  }
});
