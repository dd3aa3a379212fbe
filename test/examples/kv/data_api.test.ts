import { expect, test } from "vitest";
import { handleDataRequest } from "../../../examples/kv/data_api.ts";
import { MAX_VALUE_BYTES } from "../../../examples/kv/item.ts";
import { NoQuorumError } from "../../../examples/kv/majority.ts";

/** Sends a request to a node whose fake coordinator has one value and records writes. */
function send(
  key: string,
  init: RequestInit & { readonly query?: string } = {},
  { reached = true, room = true } = {},
) {
  const written: (readonly [string, number, number])[] = [];
  const refuse = () => {
    if (!reached) throw new NoQuorumError("Cannot reach a majority");
  };
  const request = new Request(`http://h/data/${key}${init.query ?? ""}`, init);
  const response = handleDataRequest(request, key, {
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

test("handleDataRequest() returns values unchanged, and 404 for a missing key", async () => {
  const found = await send("there");
  expect(found).toMatchObject({ status: 200, body: new Uint8Array([1, 2]) });
  expect((await send("missing")).status).toBe(404);
});

test("handleDataRequest() reads the time to live from the header or the query", async () => {
  const body = "abc";
  const plain = await send("k", { method: "PUT", body });
  expect(plain).toMatchObject({ status: 201, written: [["k", 3, 0]] });
  for (
    const init of [{ query: "?ttl=5" }, { headers: { "x-ttl": "5" } }]
  ) {
    const before = Date.now();
    const { written } = await send("k", { method: "PUT", body, ...init });
    const after = Date.now();
    const expires = written[0]?.[2];
    expect(expires).toBeGreaterThanOrEqual(before + 5000);
    expect(expires).toBeLessThanOrEqual(after + 5000);
  }
  for (const ttl of ["0", "-1", "1.5", "x", "", "999999999"]) {
    const query = `?ttl=${ttl}`;
    const { status, written } = await send("k", { method: "PUT", body, query });
    expect([status, written], ttl).toEqual([400, []]);
  }
});

test("handleDataRequest() refuses invalid keys, other methods, large values and full memory", async () => {
  const put = { method: "PUT", body: "abc" };
  expect((await send("a%2Fb", put)).status).toBe(400);
  expect((await send("a/b", put)).status).toBe(400);
  expect((await send("k", { method: "POST" })).status).toBe(405);
  expect((await send("k", put, { room: false })).status).toBe(507);
  const large = new Uint8Array(MAX_VALUE_BYTES + 1);
  expect((await send("k", { method: "PUT", body: large })).status).toBe(413);
});

test("handleDataRequest() responds 503 without a majority", async () => {
  for (const init of [{ method: "PUT", body: "a" }, {}, { method: "DELETE" }]) {
    const { status } = await send("k", init, { reached: false });
    expect(status).toBe(503);
  }
});
