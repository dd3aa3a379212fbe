import { expect, test } from "vitest";
import { z } from "zod";
import {
  fetchJson,
  fetchText,
  isOk,
} from "../../../src/lab/clients/fetch_json.ts";

const Answer = z.object({ answer: z.number() });

async function withServer(act: (url: string) => Promise<void>) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/slow") {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      if (pathname === "/missing") return new Response("no", { status: 404 });
      return new Response(await request.text() || '{"answer":42}');
    },
  );
  await act(`http://127.0.0.1:${server.addr.port}`);
  await server.shutdown();
}

test("fetchJson() parses a response, and is null for other bodies and for none in time", () =>
  withServer(async (url) => {
    expect(await fetchJson(url, Answer)).toEqual({ answer: 42 });
    expect(await fetchJson(url, Answer, { body: '{"answer":1}' }))
      .toEqual({ answer: 1 });
    expect(await fetchJson(url, Answer, { body: "{}" })).toBeNull();
    expect(await fetchJson(`${url}/missing`, Answer)).toBeNull();
    expect(await fetchJson(`${url}/slow`, Answer, { timeout: 0.05 }))
      .toBeNull();
  }));

test("fetchText() returns any status, and isOk() only of 2xx", () =>
  withServer(async (url) => {
    expect(await fetchText(`${url}/missing`))
      .toEqual({ status: 404, text: "no" });
    expect([await isOk(url), await isOk(`${url}/missing`)])
      .toEqual([true, false]);
    const signal = AbortSignal.abort();
    expect(await fetchText(url, { signal })).toBeNull();
    expect(await fetchText("http://127.0.0.1:1")).toBeNull();
  }));
