import { expect, test } from "vitest";
import { OwnExperiment } from "../../../src/experiments/own/own_experiment.ts";
import { declareShop } from "./_shop.ts";

const locustfile = new URL("file:///users.py");
const driver = {
  command: ["locust", "--host", "{url}"],
  format: "locust",
};

function problems(
  distributed: object,
  given: object = {},
): readonly [path: string, message: string][] {
  const { error } = OwnExperiment.safeParse({
    ...declareShop({ scenario: null, objectives: [] }),
    driver: {
      ...driver,
      ...given,
      distributed: { locustfile, ...distributed },
    },
  });
  return (error?.issues ?? []).map(({ path, message }) => [
    path.join("."),
    message,
  ]);
}

test("workers here, by ssh with the port of the master, and on Kubernetes are right", () => {
  expect(problems({
    ...{ here: 4, ssh: [["ssh", "-R", "{master_port}:x:{master_port}", "a"]] },
    kubernetes: { workers: 2, image: "locustio/locust" },
    ...{ address: "10.0.0.5", bind: "0.0.0.0" },
  })).toEqual([]);
});

test.each<[object, object, string, string]>([
  [{}, {}, "driver.distributed", "has no workers: set here"],
  [{ here: 1 }, { format: "hey" }, "driver.format", 'use "locust"'],
  [
    { here: 1 },
    { command: ["locust", "--locustfile=x.py"] },
    "driver.command",
    "has --locustfile, which the lab gives",
  ],
  [
    { kubernetes: { workers: 2, image: "locustio/locust" } },
    {},
    "driver.distributed.address",
    "to which that is themselves",
  ],
  [
    { ssh: [["ssh", "{hots}"]] },
    {},
    "driver.distributed.ssh",
    "has the placeholder {hots} without a value",
  ],
])("workers %j with %j are a problem", (distributed, given, path, message) => {
  expect(problems(distributed, given)).toEqual([
    [path, expect.stringContaining(message)],
  ]);
});
