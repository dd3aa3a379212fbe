import { expect, test } from "vitest";
import { executeNotebook, type Execution } from "../../../src/notebook/mod.ts";
import {
  findDenialReason,
  type Limits,
} from "../../../src/jupyter/sandbox/permissions.ts";
import { withTempFolder } from "../../testing/records.ts";
import { makeProjectFolder, toNotebook } from "../../notebook/_notebooks.ts";

const addon = "@duckdb/node-api";

/** Attempts to use the machine, and a part of the error message of each. */
const attempts: readonly (readonly [attempt: string, message: string])[] = [
  // Files.
  [`Deno.writeTextFileSync("x.txt", "")`, "Cannot write"],
  [`await Deno.writeTextFile("/tmp/x.txt", "")`, "Cannot write"],
  [`(await import("node:fs")).writeFileSync("x.txt", "")`, "Cannot write"],
  [`Deno.removeSync("../../deno.json")`, "Cannot write"],
  [`Deno.readTextFileSync("/etc/passwd")`, "Cannot read '/etc/passwd'"],
  [`(await import("node:fs")).readFileSync("/etc/passwd")`, "Cannot read"],
  [`Deno.readTextFileSync("../../../../../../../etc/passwd")`, "Cannot read"],
  [
    `Deno.readTextFileSync("nowhere/../../../../../../../../etc/passwd")`,
    "Cannot read",
  ],
  [
    `(await import("node:process")).chdir("../../../src/store"); Deno.readTextFileSync("../../../../../../../etc/passwd")`,
    "Cannot read",
  ],
  [`Deno.chdir("/etc")`, "Cannot read '/etc'"],
  [`await import("/etc/passwd", { with: { type: "text" } })`, "Cannot read"],
  [`new (await import("node:sqlite")).DatabaseSync("x.db")`, "Cannot write"],
  [`localStorage.setItem("a", "b")`, "Cannot use localStorage"],
  [`await caches.open("a")`, "Cannot use caches"],
  // Programs.
  [`new Deno.Command("ls").outputSync()`, "Cannot run"],
  [`Deno.kill(Deno.ppid, "SIGTERM")`, "Cannot run"],
  [`process.kill(process.ppid)`, "Cannot run"],
  [
    `await new Promise((_, reject) => import("node:child_process").then(({ spawn }) => spawn("ls").on("error", reject)))`,
    "Cannot run",
  ],
  // Native code.
  [`Deno.dlopen("libc.so.6", {})`, "Cannot load the native library"],
  [
    `process.dlopen({ exports: {} }, "/tmp/x.node")`,
    "Cannot load the native library",
  ],
  [`await import("${addon}")`, "Cannot load the native library"],
  [
    `(await import("node:module")).createRequire(Deno.cwd() + "/x.js")("@duckdb/node-bindings")`,
    "Cannot",
  ],
  [`await import("node:ffi")`, "No such built-in module: node:ffi"],
  // Network.
  [`await fetch("http://127.0.0.1:65000/")`, "Cannot reach"],
  [
    `await Deno.connect({ hostname: "127.0.0.1", port: 65000 })`,
    "Cannot reach",
  ],
  [`Deno.listen({ hostname: "127.0.0.1", port: 0 })`, "Cannot reach"],
  [`await Deno.resolveDns("example.com", "A")`, "Cannot reach"],
  [`(await import("node:inspector")).open(0)`, "Cannot reach"],
  [`new WebSocket("ws://127.0.0.1:65000/")`, "Cannot reach"],
  // Code from elsewhere.
  [
    `await import("https://example.com/x.ts")`,
    "Cannot import from 'example.com:443'",
  ],
  [
    `await import("jsr:@std/path")`,
    "Cannot import from",
  ],
  [
    `Deno.env.set("NPM_CONFIG_REGISTRY", "http://127.0.0.1:65000/")`,
    "Cannot use the environment variable",
  ],
  // The machine and the person.
  [`Deno.hostname()`, "Cannot query 'hostname'"],
  [`prompt("Load?")`, "Cannot use prompt()"],
  [`confirm("Sure?")`, "Cannot use confirm()"],
  [`alert("Done")`, "Cannot use alert()"],
  [`await Deno.stdin.read(new Uint8Array(1))`, "Cannot use standard input"],
  [`process.stdin.resume()`, "Cannot use standard input"],
];

async function run(
  cells: Parameters<typeof toNotebook>[0],
  trusted = false,
): Promise<Execution> {
  await using folder = await makeProjectFolder();
  return await executeNotebook(toNotebook(cells), {
    dir: folder.path,
    timeoutSeconds: 60,
    trusted,
  });
}

const shown = ({ cells }: Execution) =>
  cells.map(({ outputs }) =>
    outputs.map((output) => output.type === "stream" ? output.text.trim() : "")
      .join()
  );

test("a notebook may only compute and read the project: each other attempt is denied with its message", async () => {
  const before = await Deno.readTextFile(
    new URL("../../../deno.lock", import.meta.url),
  );
  const execution = await run(
    attempts.map(([attempt]) =>
      `try { ${attempt}; console.log("allowed"); } catch (error) { console.log(error.message); }`
    ),
  );
  expect(execution.failure).toBeNull();
  const messages = shown(execution);
  for (const [index, [attempt, message]] of attempts.entries()) {
    expect(messages[index], attempt).toContain(message);
  }
  expect(
    await Deno.readTextFile(new URL("../../../deno.lock", import.meta.url)),
  )
    .toBe(before);
});

test("a worker has no more permissions than the notebook", async () => {
  const code = (post: string) =>
    `(async () => { const messages = [];
      for (const attempt of [
        () => Deno.writeTextFileSync("/tmp/x.txt", ""),
        () => Deno.readTextFileSync("/etc/passwd"),
        () => new Deno.Command("ls").outputSync(),
        () => fetch("http://127.0.0.1:65000/"),
        () => import("npm:left-pad@1.3.0"),
      ]) {
        try { await attempt(); messages.push("allowed"); }
        catch (error) { messages.push(String(error.message).slice(0, 12)); }
      }
      ${post}(messages.join(", ")); })()`;
  const execution = await run([
    `const web = new Worker("data:text/javascript," + encodeURIComponent(${
      JSON.stringify(code("postMessage"))
    }), { type: "module" });
     console.log(await new Promise((resolve) => { web.onmessage = ({ data }) => resolve(data); }));
     web.terminate();`,
  ]);
  expect(shown(execution)).toEqual([
    "Cannot write, Cannot read , Cannot run o, Cannot reach, Failed loadi",
  ]);
});

test("a notebook finds no package outside the lock file, and the error names the package", async () => {
  const [named, computed] = await Promise.all([
    run([`const pad = await import("npm:left-pad@1.3.0");`]),
    run([`const name = "npm:" + "left-pad"; await import(name);`]),
  ]);
  expect(named.failure).toMatchObject({ cell: 1, line: 1 });
  expect(named.failure?.message).toBe(
    "Error: Cannot import 'npm:left-pad@1.3.0' as deno.lock does not hold it: add it with deno add npm:left-pad@1.3.0",
  );
  expect(computed.failure?.message).toContain("deno.lock does not hold");
});

test("a notebook can use its files, packages, environment and session storage", async () => {
  const execution = await run([
    `for await (const _ of Deno.readDir(".")) break; console.log("folder");`,
    `console.log(JSON.parse(Deno.readTextFileSync("../../deno.json")).version);`,
    `import { z } from "zod"; console.log(z.number().parse(1));`,
    `console.log(Deno.env.get("TZ"), Deno.env.get("HOME"));`,
    `console.log(sessionStorage.length);`,
  ]);
  expect(execution.failure).toBeNull();
  expect(shown(execution)).toEqual([
    "folder",
    "0.1.0",
    "1",
    "UTC undefined",
    "0",
  ]);
});

test("a trusted notebook has the rights of its user, but no interactive prompts", async () => {
  const execution = await run([
    `console.log((await new Deno.Command("echo", { args: ["ran"] }).output()).code);`,
    `console.log(Deno.readTextFileSync("/etc/passwd").length > 0);`,
    `try { prompt("Load?"); } catch (error) { console.log(error.message.slice(0, 19)); }`,
  ], true);
  expect(execution.failure).toBeNull();
  expect(shown(execution)).toEqual(["0", "true", "Cannot use prompt()"]);
});

test("findDenialReason() resolves links and both readings of `..`, and denies relative paths without a folder", () =>
  withTempFolder(async (folder) => {
    const real = await Deno.realPath(folder);
    await Deno.mkdir(`${real}/project/data`, { recursive: true });
    await Deno.mkdir(`${real}/project-secrets`);
    await Deno.symlink("/etc", `${real}/project/link`);
    const limits: Limits = {
      readable: [`${real}/project`],
      addresses: new Set(["127.0.0.1:4000"]),
    };
    const read = (value: string | null, cwd: string | null = null) =>
      findDenialReason({ permission: "read", value }, limits, cwd) === null;
    expect(read(`${real}/project`)).toBe(true);
    expect(read(`${real}/project/data/none.csv`)).toBe(true);
    expect(read("../data", `${real}/project/data`)).toBe(true);
    expect(read("", `${real}/project`)).toBe(true);
    for (
      const path of [
        null,
        `${real}/project-secrets/key`,
        `${real}/project/link/passwd`,
        `${real}/project/none/../../project-secrets/key`,
        `${real}/project/link/../project/data`,
        "data",
        `${real}/project/\0`,
      ]
    ) expect(read(path), String(path)).toBe(false);
    expect(read("../../..", `${real}/project/data`)).toBe(false);
    const net = (value: string | null) =>
      findDenialReason({ permission: "net", value }, limits, null) === null;
    expect([net("127.0.0.1:4000"), net("127.0.0.1:4001"), net(null)])
      .toEqual([true, false, false]);
    // Permissions of later Deno versions are denied.
    expect(
      findDenialReason({ permission: "camera", value: null }, limits, null),
    )
      .toContain("Cannot use 'camera'");
  }));
