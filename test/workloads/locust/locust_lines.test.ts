import { expect, test } from "vitest";
import { LocustLine } from "../../../src/workloads/locust/locust_lines.ts";

const query = {
  ...{
    type: "query",
    kind: "big",
    user: 3,
    turn: 1,
    due: 2.5,
    late: 0,
    duration: 0.1,
  },
  ...{ status: 200, bytes: 5, body: 'a"\nü', error: "", reason: "" },
};

test("LocustLine is any line of the locustfile", () => {
  expect(LocustLine.parse({ type: "ready" })).toEqual({ type: "ready" });
  expect(LocustLine.parse(query)).toEqual(query);
});

test("LocustLine refuses a query without its figures", () => {
  expect(() => LocustLine.parse({ type: "query", kind: "big" }))
    .toThrow("expected");
});
