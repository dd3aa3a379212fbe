import { expect, test } from "vitest";
import { answerData } from "../../../../src/systems/kv/node/data_api.ts";
import { LARGEST_VALUE } from "../../../../src/systems/kv/node/item.ts";
import { NoQuorumError } from "../../../../src/systems/kv/node/majority.ts";

/** Answers by a coordinator that has one value, and notes what is written. */
function ask(
  key: string,
  init: RequestInit & { readonly query?: string } = {},
  { reached = true, room = true } = {},
) {
  const written: (readonly [string, number, number])[] = [];
  const refuse = () => {
    if (!reached) throw new NoQuorumError("Cannot reach a majority");
  };
  const request = new Request(`http://h/data/${key}${init.query ?? ""}`, init);
  const response = answerData(request, key, {
    hasRoom: () => room,
    coordinator: {
      // deno-lint-ignore require-await
      async write(key, value, expires) {
        refuse();
        written.push([key, value?.length ?? -1, expires]);
      },
      // deno-lint-ignore require-await
      async read(key) {
        refuse();
        return key === "there" ? new Uint8Array([1, 2]) : null;
      },
    },
  });
  return response.then(async (response) => ({
    status: response.status,
    body: await response.bytes(),
    written,
  }));
}

test("answerData() gives values as they are, and 404 for none", async () => {
  const found = await ask("there");
  expect(found).toMatchObject({ status: 200, body: new Uint8Array([1, 2]) });
  expect((await ask("missing")).status).toBe(404);
});

test("answerData() writes with the time to live of the header or the address", async () => {
  const body = "abc";
  const plain = await ask("k", { method: "PUT", body });
  expect(plain).toMatchObject({ status: 201, written: [["k", 3, 0]] });
  for (
    const init of [{ query: "?ttl=5" }, { headers: { "x-ttl": "5" } }]
  ) {
    const before = Date.now();
    const { written } = await ask("k", { method: "PUT", body, ...init });
    const left = (written[0]?.[2] ?? 0) - before;
    expect(left).toBeGreaterThanOrEqual(5000);
    expect(left).toBeLessThan(6000);
  }
  for (const ttl of ["0", "-1", "1.5", "x", "", "999999999"]) {
    const query = `?ttl=${ttl}`;
    const { status, written } = await ask("k", { method: "PUT", body, query });
    expect([status, written], ttl).toEqual([400, []]);
  }
});

test("answerData() refuses bad keys, other methods, large values and full memory", async () => {
  const put = { method: "PUT", body: "abc" };
  expect((await ask("a%2Fb", put)).status).toBe(400);
  expect((await ask("a/b", put)).status).toBe(400);
  expect((await ask("k", { method: "POST" })).status).toBe(405);
  expect((await ask("k", put, { room: false })).status).toBe(507);
  const large = new Uint8Array(LARGEST_VALUE + 1);
  expect((await ask("k", { method: "PUT", body: large })).status).toBe(413);
});

test("answerData() says 503 when a majority cannot be had", async () => {
  for (const init of [{ method: "PUT", body: "a" }, {}, { method: "DELETE" }]) {
    const { status } = await ask("k", init, { reached: false });
    expect(status).toBe(503);
  }
});
