/** Errors of a broker. */
import { expect, test } from "vitest";
import { isApiError } from "../../../../src/systems/forwarders/kafka/api_error.ts";

test("an error of the broker is found however deep it is wrapped", () => {
  const answer = Object.assign(new Error("no"), { apiId: "UNKNOWN_TOPIC_ID" });
  const wrapped = new AggregateError([
    new Error("another"),
    new AggregateError([answer]),
  ]);
  expect(isApiError(wrapped, "UNKNOWN_TOPIC_ID")).toBe(true);
  expect(isApiError(wrapped, "OFFSET_OUT_OF_RANGE")).toBe(false);
  expect(isApiError("text", "UNKNOWN_TOPIC_ID")).toBe(false);
});
