import { expect, test } from "vitest";
import {
  describeFailures,
  listNames,
} from "../../../src/analysis/answers/forwarding_failures.ts";

const failed = (system: string, ...attributes: ("disk-full" | "restart")[]) =>
  attributes.map((attribute) => ({ system, attribute, kind: "fail" as const }));

test.each([
  [[], ""],
  [
    [...failed("kafka", "disk-full"), ...failed("nats", "disk-full")],
    " Of the other attributes, kafka, nats failed disk full.",
  ],
  [
    [...failed("kafka", "disk-full"), ...failed("nats", "restart")],
    " Of the other attributes, kafka failed disk full; nats failed restart.",
  ],
  [
    [
      ...failed("kafka", "disk-full"),
      ...failed("nats", "restart"),
      ...failed("flume", "disk-full", "restart"),
    ],
    " 3 of these failed other attributes.",
  ],
])(
  "describeFailures() names few groups of forwarders, and counts many",
  (cells, text) => {
    const systems = ["kafka", "nats", "flume"];
    expect(describeFailures(systems, cells, []).markdown).toBe(text);
  },
);

test("describeFailures() leaves out the required attributes", () => {
  const cells = failed("kafka", "restart");
  expect(describeFailures(["kafka"], cells, ["restart"]).markdown).toBe("");
});

test("listNames() lists four names, and how many more there are", () => {
  expect(listNames(["a", "b", "c", "d"])).toBe("a, b, c, d");
  expect(listNames(["a", "b", "c", "d", "e"])).toBe("a, b, c, d and 1 more");
});
