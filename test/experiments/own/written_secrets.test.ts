import { expect, test } from "vitest";
import { writtenSecrets } from "../../../src/experiments/own/written_secrets.ts";
import { Scenario } from "../../../src/workloads/scenario/scenario.ts";

test("writtenSecrets() finds tokens and passwords of auth, and those in headers", () => {
  const scenario = Scenario.parse({
    auth: { bearer: "token-of-all" },
    headers: { "x-api-key": "key-of-all-steps", "x-color": "red-and-yellow" },
    once: [{
      ...{ name: "login", path: "/", json: { password: "not-looked-for" } },
      auth: { user: "ann-of-the-shop", password: "password-of-ann" },
    }],
    journeys: [{
      name: "look",
      steps: [{
        ...{ name: "list", path: "/", auth: "none" },
        headers: {
          Authorization: "Bearer token-of-list",
          cookie: "session_id=cookie-of-list; a=b",
        },
      }, {
        ...{ name: "item", path: "/item", auth: { bearer: "token-{user}" } },
        headers: { authorization: "short" },
      }],
    }],
  });
  expect(writtenSecrets(scenario).toSorted()).toEqual([
    ...["cookie-of-list", "key-of-all-steps", "password-of-ann"],
    ...["token-of-all", "token-of-list"],
  ]);
  expect(writtenSecrets(null)).toEqual([]);
});
