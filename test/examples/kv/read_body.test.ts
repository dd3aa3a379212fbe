import { expect, test } from "vitest";
import { readBody } from "../../../examples/kv/read_body.ts";

test("readBody() enforces its limit with and without a content-length", async () => {
  const body = new Uint8Array([1, 2, 3, 4]);
  for (
    const headers of [
      { "content-length": "4" },
      { "content-length": "4.5" },
      { "content-length": "" },
      { "content-length": "four" },
      {},
    ]
  ) {
    const request = () =>
      new Request("http://h/", { method: "PUT", body, headers });
    expect(await readBody(request(), 4)).toEqual(body);
    expect(await readBody(request(), 3)).toBe(null);
  }
  const none = new Request("http://h/", { method: "PUT" });
  expect(await readBody(none, 4)).toEqual(new Uint8Array());
});
