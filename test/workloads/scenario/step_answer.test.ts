import { expect, test } from "vitest";
import type { Json } from "../../../src/lab/plan/template.ts";
import { toRedactor } from "../../../src/lab/recording/redact.ts";
import { Step } from "../../../src/workloads/scenario/scenario.ts";
import { compileAnswer } from "../../../src/workloads/scenario/step_answer.ts";

function judge(
  step: object,
  answer: { readonly status?: number; readonly body?: string } = {},
  values = new Map<string, Json>(),
) {
  const { status = 200, body = "" } = answer;
  const parsed = Step.parse({ name: "s", path: "/", ...step });
  return compileAnswer(parsed, toRedactor(["the-secret"]))(
    { status, body: new TextEncoder().encode(body) },
    values,
    () => ["cookie-of-user"],
  );
}

test("an answer is ok with any status of success, or only with those declared", () => {
  expect(judge({}, { status: 204 }).outcome).toBe("ok");
  expect(judge({}, { status: 302 }).outcome).toBe("failed");
  expect(judge({ status: 302 }, { status: 302 }).outcome).toBe("ok");
  expect(judge({ status: [201, 202] }, { status: 200 })).toMatchObject({
    ...{ outcome: "failed", code: "200" },
  });
});

test("an answer of another status has its message and code; 429 is rejected", () => {
  expect(judge({}, { status: 500, body: '{"error":"no room"}' })).toEqual({
    ...{ outcome: "failed", error: "500 no room", code: "500", bytes: 0 },
  });
  expect(judge({}, { status: 429 }).outcome).toBe("rejected");
});

test.each([
  [{ json: { "order.paid": true } }, "order.paid is false, not true"],
  [{ json: { "order.sum": 1 } }, "order.sum is missing, not 1"],
  [{ json: { "order.id": "{order}" } }, "order.id is 17, not 18"],
  [{ min_bytes: 100 }, "the answer has 32 bytes, not 100 to"],
  [{ max_bytes: 3 }, "the answer has 32 bytes, not 0 to 3"],
])("a check that fails makes the attempt failed: %j", (checks, error) => {
  const body = '{"order":{"id":17,"paid":false}}';
  const attempt = judge({ checks }, { body }, new Map([["order", 18]]));
  expect(attempt.outcome).toBe("failed");
  expect(attempt.code).toBe("check");
  expect(attempt.error).toContain(error);
});

test("checks that hold leave the attempt ok, with its bytes", () => {
  const checks = { json: { id: "{order}", tags: ["a"] }, max_bytes: 50 };
  const body = '{"id": 18, "tags": ["a"]}';
  expect(judge({ checks }, { body }, new Map([["order", 18]]))).toEqual({
    ...{ outcome: "ok", error: "", code: "", bytes: 25 },
  });
});

test("values are taken with their types, and a missing one fails the attempt", () => {
  const values = new Map<string, Json>();
  const take = { id: "items[0].id", all: "items" };
  expect(judge({ take }, { body: '{"items":[{"id":5}]}' }, values).outcome)
    .toBe("ok");
  expect([...values]).toEqual([["id", 5], ["all", [{ id: 5 }]]]);
  expect(judge({ take }, { body: '{"items":[]}' })).toMatchObject({
    ...{ outcome: "failed", error: "the answer has no items[0].id to take" },
  });
});

test("a value that would fill the memory is not taken", () => {
  const body = JSON.stringify({ id: "x".repeat(20_000) });
  expect(judge({ take: { id: "id" } }, { body }).error).toBe(
    "id has more than 16384 characters to take",
  );
});

test.each(["", "<html>", '{"id":'])(
  "an answer that is not JSON fails a step that reads it: '%s'",
  (body) => {
    expect(judge({ take: { id: "id" } }, { body }).error).toBe(
      "the answer is not JSON",
    );
  },
);

test("no secret is in an error: declared, taken from an answer, or by its name", () => {
  const values = new Map<string, Json>([["token", "taken-token"]]);
  const body = JSON.stringify({
    error: "the-secret, taken-token, cookie-of-user, password=hunter2 are bad",
  });
  expect(judge({}, { status: 400, body }, values).error).toBe(
    "400 ***, ***, ***, password=*** are bad",
  );
  const checks = { json: { token: "x", echo: "y" } };
  expect(judge({ checks }, { body: '{"token":"abcdefgh"}' }).error).toBe(
    "token is ***, not ***",
  );
  expect(
    judge(
      { checks: { json: { echo: "y" } } },
      { body: '{"echo":"the-secret"}' },
    ).error,
  ).toBe('echo is "***", not "y"');
});

test("an error is one line without control characters", () => {
  const { error } = judge({}, { status: 400, body: "a\n\x1b[31mb\0" });
  expect(error).toBe("400 a [31mb");
});
