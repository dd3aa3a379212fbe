import { expect, test } from "vitest";
import { answer } from "../../src/live/requests.ts";
import { Viewers } from "../../src/live/viewers.ts";
import { withTempFolder } from "../testing/records.ts";

function ask(
  path: string,
  {
    host = "127.0.0.1:8000",
    method = "GET",
    reports = "/nonexistent",
    port = 8000,
  } = {},
): Promise<Response> {
  const publisher = {
    snapshot: () => "event: waiting\ndata: {}\n\n",
    archive: (run_id: string) => run_id === "r1" ? '{"run":{}}' : undefined,
  };
  const request = new Request(`http://x${path}`, { method, headers: { host } });
  return answer(request, { port, publisher, viewers: new Viewers(), reports });
}

test.for(
  [
    ["/", "text/html"],
    ["/live.css", "text/css"],
    ["/live.js", "text/javascript"],
    ["/chart.js", "text/javascript"],
    ["/figures/r1", "application/json"],
    ["/stream", "text/event-stream"],
  ] as const,
)("answer() serves %s, and nothing from outside", async ([path, type]) => {
  const response = await ask(path);
  expect(response.status).toBe(200);
  const { headers } = response;
  expect(headers.get("content-type")).toBe(`${type}; charset=utf-8`);
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  expect(policy).not.toContain("http");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("access-control-allow-origin")).toBeNull();
  await response.body?.cancel();
});

test.for([
  "evil.example:8000",
  "evil.example",
  "127.0.0.1:8001",
  "127.0.0.1",
  "127.0.0.1.evil.example:8000",
  "localhost.evil.example:8000",
  "",
])(
  "answer() refuses the name %j, which may be that of another site",
  async (host) => {
    expect((await ask("/", { host })).status).toBe(403);
    expect((await ask("/stream", { host })).status).toBe(403);
  },
);

test("answer() takes both names of this machine, without a port at port 80", async () => {
  expect((await ask("/", { host: "localhost:8000" })).status).toBe(200);
  expect((await ask("/", { host: "localhost", port: 80 })).status).toBe(200);
});

test.for(["POST", "PUT", "DELETE", "OPTIONS"])(
  "answer() refuses %s",
  async (method) => {
    const response = await ask("/", { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  },
);

test("answer() begins no stream for HEAD", async () => {
  expect(await (await ask("/stream", { method: "HEAD" })).text()).toBe("");
});

test.for([
  "/live.ts",
  "/reports.json",
  "/figures/other",
  "/report/",
  "/report/..%2f..%2fdeno.json",
  "/report/%2e%2e%2fsecret",
  "/report/a/b",
  "/report/.hidden",
  "/report/a%00",
  "//etc/passwd",
  "/constructor",
])(
  "answer() has no page %s",
  async (path) =>
    await withTempFolder(async (folder) => {
      await Deno.mkdir(`${folder}/runs`);
      await Deno.writeTextFile(`${folder}/secret.html`, "secret");
      const response = await ask(path, { reports: `${folder}/runs` });
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain("secret");
    }),
);

test("answer() serves the report of a run, or says how to make it", () =>
  withTempFolder(async (reports) => {
    const none = await ask("/report/r1", { reports });
    expect(none.status).toBe(404);
    expect(await none.text()).toContain("deno task report run r1");
    await Deno.writeTextFile(`${reports}/r1.html`, "<!doctype html>report");
    const found = await ask("/report/r1", { reports });
    expect([found.status, await found.text()]).toEqual([
      200,
      "<!doctype html>report",
    ]);
    const policy = found.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("connect-src");
  }));

test("answer() says so when there are too many viewers", async () => {
  const viewers = new Viewers({ maxViewers: 0 });
  const publisher = { snapshot: () => "", archive: () => undefined };
  const request = new Request("http://x/stream", {
    headers: { host: "localhost:1" },
  });
  const response = await answer(request, {
    port: 1,
    publisher,
    viewers,
    reports: "",
  });
  expect(response.status).toBe(503);
});
