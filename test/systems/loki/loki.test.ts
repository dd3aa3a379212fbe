import { expect, onTestFinished, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { type Operation, UsageError } from "../../../src/record/mod.ts";
import { startLogLoad } from "../../../src/workloads/logs/log_load.ts";
import {
  findLoki,
  startLoki,
  toLokiConfig,
} from "../../../src/systems/loki/loki.ts";
import { closedPort } from "../../lab/_servers.ts";
import { until } from "../../lab/_until.ts";
import { findProgram } from "../../testing/programs.ts";

/** Sets PATH until the test ends. */
function setPath(path: string): void {
  const before = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", path);
  onTestFinished(() => Deno.env.set("PATH", before));
}

/** Creates a folder with a program of that name, until the test ends. */
function makeProgram(name: string, text: string): string {
  const folder = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${folder}/${name}`, text, { mode: 0o755 });
  onTestFinished(() => Deno.removeSync(folder, { recursive: true }));
  return folder;
}

test.each([
  ["http://127.0.0.1:3100", "http://127.0.0.1:3100"],
  ["http://127.0.0.1:3100/", "http://127.0.0.1:3100"],
  ["http://127.0.0.1:3100/loki/api/v1/push", "http://127.0.0.1:3100"],
  ["https://logs.example/tenant/", "https://logs.example/tenant"],
])("findLoki() accepts %s", (endpoint, url) => {
  expect(findLoki(endpoint)).toEqual({ kind: "endpoint", url });
});

test.each(["127.0.0.1:3100", "localhost:3100", "loki", "ftp://127.0.0.1"])(
  "findLoki() refuses %s",
  (endpoint) => {
    expect(() => findLoki(endpoint)).toThrow(UsageError);
    expect(() => findLoki(endpoint)).toThrow(`current value is '${endpoint}'`);
  },
);

test("findLoki() finds the program on PATH", () => {
  const folder = makeProgram("loki", "#!/bin/sh\n");
  setPath(folder);
  expect(findLoki("")).toEqual({ kind: "program", path: `${folder}/loki` });
});

test("startLoki() reports what to do without a program or a response", async () => {
  await using processes = await ProcessGroup.create();
  const { signal } = new AbortController();
  setPath("");
  expect(findLoki("")).toBe(null);
  const starting = startLoki({ endpoint: "", processes, signal });
  await expect(starting).rejects.toThrow(UnavailableError);
  await expect(starting).rejects.toThrow(
    /--set loki=http:\/\/127\.0\.0\.1:3100, or --set log_lines=0$/,
  );
  const endpoint = `http://127.0.0.1:${closedPort()}`;
  const connecting = startLoki({ endpoint, processes, signal });
  await expect(connecting).rejects.toThrow(UnavailableError);
  await expect(connecting).rejects.toThrow(
    `there is no response from ${endpoint}`,
  );
  expect(processes.processes).toEqual([]);
});

test("startLoki() accepts any response from the endpoint", async () => {
  await using processes = await ProcessGroup.create();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) =>
      url.endsWith("/status/buildinfo")
        ? Response.json({ version: "2.9.2" })
        : new Response("no such page", { status: 404 }),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const { signal } = new AbortController();
  expect(await startLoki({ endpoint: `${url}/`, processes, signal })).toEqual(
    { version: "2.9.2", url, process: null },
  );
  await server.shutdown();
});

/** Listens at the configured address, as Loki does, and is ready at the second request. */
const standIn = `
const config = Deno.readTextFileSync(Deno.args[0].replace("-config.file=", ""));
const read = (key) => config.match(new RegExp(key + ": (\\\\S+)"))[1];
let requests = 0;
Deno.serve(
  { hostname: read("http_listen_address"), port: Number(read("http_listen_port")) },
  ({ url }) =>
    url.endsWith("/ready")
      ? new Response("", { status: requests++ > 0 ? 200 : 503 })
      : Response.json({ version: "3.0.0" }),
);
`;

test("startLoki() starts the program with its configuration, and waits until it is ready", async () => {
  const folder = makeProgram(
    "loki",
    `#!/bin/sh\nexec deno run -A "$(dirname "$0")/stand_in.js" "$@"\n`,
  );
  Deno.writeTextFileSync(`${folder}/stand_in.js`, standIn);
  setPath(`${folder}:${Deno.env.get("PATH")}`);
  await using processes = await ProcessGroup.create();
  const { signal } = new AbortController();
  const loki = await startLoki({ endpoint: "", processes, signal });
  expect(loki.version).toBe("3.0.0");
  expect(loki.process?.pid).toBeGreaterThan(0);
  expect((await fetch(`${loki.url}/ready`)).status).toBe(200);
});

test("startLoki() reports why the program exited", async () => {
  setPath(
    `${makeProgram("loki", "#!/bin/sh\necho schema v13 is unknown\n")}:${
      Deno.env.get("PATH")
    }`,
  );
  await using processes = await ProcessGroup.create();
  const { signal } = new AbortController();
  await expect(startLoki({ endpoint: "", processes, signal })).rejects.toThrow(
    "Cannot wait for Loki as loki has ended: schema v13 is unknown",
  );
});

test("toLokiConfig() stores data in its folder, listens on loopback, and sends no usage reports", () => {
  const folder = '/run/a "folder"';
  const text = toLokiConfig({ folder, port: 3101, grpcPort: 9096 });
  expect(text).toContain("http_listen_port: 3101\n");
  expect(text).toContain("grpc_listen_port: 9096\n");
  expect(text).toContain("reporting_enabled: false\n");
  const addresses = text.match(/address: .*|addr: .*/g) ?? [];
  expect(addresses).toHaveLength(4);
  expect(addresses.every((line) => line.endsWith(": 127.0.0.1"))).toBe(true);
  const folders = text.match(/".*\/.*"/g) ?? [];
  expect(folders.map((quoted) => JSON.parse(quoted))).toEqual([
    folder,
    `${folder}/chunks`,
    `${folder}/rules`,
  ]);
  // Indented by twos, without a tab, as YAML needs it.
  for (const line of text.trimEnd().split("\n")) {
    expect(line).toMatch(/^( {2})*(- )?[a-z_]+:( \S.*)?$/);
  }
});

// Not a skipped test where Loki is missing, as Debian has no package of it.
if (findProgram("loki") !== null) {
  test("startLogLoad() pushes to a Loki that accepts everything", async () => {
    await using processes = await ProcessGroup.create();
    const { signal } = new AbortController();
    const { url } = await startLoki({ endpoint: "", processes, signal });
    const operations: Operation[] = [];
    const plan = { lines: 500, streams: 3, period: 0.5, timeout: 5, seed: 1 };
    await using load = startLogLoad({ run_id: "r", url, ...plan }, {
      onOperations: (rows) => operations.push(...rows),
      onEvents: () => {},
    });
    await until(() => operations.length >= 4);
    await load.stop();
    expect(operations.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  }, 120_000);
}
