import { expect, test } from "vitest";
import { failureOutcome } from "../../../src/ingest/load_frame/outcomes.ts";

test.each([
  ["429", "", "rejected"],
  ["500", "", "failed"],
  ["", "j.n.ConnectException: Connection refused", "refused"],
  ["", "Request timeout to example.org after 60000 ms", "timeout"],
  ["", "read timed out", "timeout"],
  ["", "context deadline exceeded", "timeout"],
  ["", "connection reset by peer", "failed"],
])("failureOutcome(%j, %j) is %s", (status, error, outcome) => {
  expect(failureOutcome(status, error)).toBe(outcome);
});
