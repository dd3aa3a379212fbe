import { expect, test } from "vitest";
import { checkApi } from "../../../src/systems/diego/check_api.ts";
import type { BbsClient } from "../../../src/systems/diego/clients/bbs_client.ts";
import { routes } from "../../../src/systems/diego/wire/routes.ts";

/** Answers by their paths; every other request is refused as it is wrong. */
function toBbs(
  answers: Readonly<Record<string, object>>,
): Pick<BbsClient, "call"> {
  const wrong = {
    ...{ outcome: "failed", error: "wrong", code: "invalid-request" },
    ...{ bytes: 0, value: null },
  };
  return {
    call: (route) =>
      Promise.resolve({ ...wrong, ...answers[route.path] }) as never,
  };
}

const options = {
  ...{ address: { host: "127.0.0.1", port: 8889 }, isOwn: false },
  ...{ processes: [], signal: new AbortController().signal },
};

const noCells = { outcome: "failed", code: "missing", error: "none" };

test("a BBS that has the API, and no cells, is used", async () => {
  await checkApi(toBbs({ [routes.cells.path]: noCells }), options);
  const none = { outcome: "ok", code: "", value: { cells: [] } };
  await checkApi(toBbs({ [routes.cells.path]: none }), options);
});

test("one that lacks a revision of the API is refused", async () => {
  const bbs = toBbs({
    [routes.cells.path]: noCells,
    [routes.start.path]: {
      ...{ code: "http-404", error: "the BBS answers 404 at start.r1" },
    },
  });
  await expect(checkApi(bbs, options)).rejects.toThrow(
    "Cannot use the BBS at 127.0.0.1:8889 as it is older than the API that is used: the BBS answers 404 at start.r1",
  );
});

test("one with cells of its own is refused", async () => {
  const value = { cells: [{ cell: "a" }, { cell: "b" }] };
  const bbs = toBbs({
    [routes.cells.path]: { outcome: "ok", code: "", value },
  });
  await expect(checkApi(bbs, options)).rejects.toThrow(
    "as it has 2 cells of its own",
  );
});

test("one that does not take the certificate is refused, with what it said", async () => {
  const error = "received fatal alert: CertificateRequired";
  const bbs = toBbs({ [routes.cells.path]: { outcome: "refused", error } });
  await expect(checkApi(bbs, options)).rejects.toThrow(
    `as it does not answer: ${error}: check its address, and that it trusts the certificate`,
  );
});
