/** The package for JSR as its users have it: its entries are imported by their addresses, from another folder. */
import { dirname } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import project from "../../deno.json" with { type: "json" };
import { toJsrFiles } from "../../scripts/_jsr.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

let folder = "";

beforeAll(async () => {
  folder = await Deno.makeTempDir({ prefix: "loadline-test-jsr-" });
  const files = await toJsrFiles(
    project,
    (path) => Deno.readTextFile(root + path),
  );
  for (const [path, text] of files) {
    const file = `${folder}/jsr/${path}`;
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
});

afterAll(() => Deno.remove(folder, { recursive: true }));

/** Runs Deno in a folder, to its end with 0; what it printed. */
async function runDeno(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const { code, ...output } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const stdout = decoder.decode(output.stdout);
  const stderr = decoder.decode(output.stderr);
  expect(code, stdout + stderr).toBe(0);
  return { stdout, stderr };
}

test("deno publish takes the package", async () => {
  const { stderr } = await runDeno(
    `${folder}/jsr`,
    ["publish", "--dry-run", "--allow-slow-types", "--allow-dirty"],
  );
  expect(stderr).toContain("Dry run complete");
  expect(stderr).toContain("/jsr/src/statistics/mod.ts (");
  // Workers, which no module imports.
  expect(stderr).toContain("/jsr/src/record/staging/staging_worker.ts (");
  expect(stderr).toContain("/jsr/src/ingest/ahead/reading_worker.ts (");
  expect(stderr).not.toContain("deno.lock");
});

/** Imports each entry by its address, without a map of imports. */
const program = `
const [address, entries, results] = Deno.args;
const modules = {};
for (const [name, path] of Object.entries(JSON.parse(entries))) {
  modules[name] = await import(new URL(path, address).href);
}
const { ingestFiles, toImporter } = modules["./ingest"];
const { counts } = await ingestFiles(toImporter("hey"), [results], {
  data: Deno.cwd() + "/data",
  experiment: "hey-errors",
  settings: {},
});
const store = await modules["."].openStore("hey-errors");
const { rows } = await store.rows(
  "SELECT count(*)::INTEGER AS n FROM operations",
);
store.close();
// By the normal approximation, which asks Cephes.
const { p } = modules["./statistics"].mannWhitney([1, 2, 3], [4, 5, 6], {
  exactUpTo: 0,
});
const names = Object.keys(modules);
console.log(JSON.stringify({ names, p, stored: counts.stored, rows }));
`;

/** Modules of a server are kept in a folder of the test; packages are those that this checkout has. */
async function makeCache(cache: string): Promise<{ DENO_DIR: string }> {
  const { stdout } = await runDeno(root, ["info", "--json"]);
  await Deno.mkdir(cache);
  await Deno.symlink(JSON.parse(stdout).npmCache, `${cache}/npm`);
  return { DENO_DIR: cache };
}

test.each(["file", "http"])(
  "the library computes, imports results and opens the store, as modules of %s:",
  async (scheme) => {
    const own = `${folder}/${scheme}`;
    await Deno.mkdir(own);
    await Deno.writeTextFile(`${own}/deno.json`, "{}");
    await Deno.copyFile(`${folder}/jsr/deno.lock`, `${own}/deno.lock`);
    await Deno.writeTextFile(`${own}/main.js`, program);
    // A registry has no folder in which a module could find something.
    await using server = Deno.serve({
      ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
    }, async (request) => {
      const { pathname } = new URL(request.url);
      const type = pathname.endsWith(".js") ? "javascript" : "typescript";
      return new Response(await Deno.readFile(`${folder}/jsr${pathname}`), {
        headers: { "content-type": `text/${type}` },
      });
    });
    const config = await Deno.readTextFile(`${folder}/jsr/deno.json`);
    const { stdout } = await runDeno(own, [
      ...["run", "-A", "--quiet", "main.js"],
      scheme === "file"
        ? `file://${folder}/jsr/`
        : `http://127.0.0.1:${server.addr.port}/`,
      JSON.stringify(JSON.parse(config).exports),
      `${root}test/testdata/ingest/hey/errors.csv`,
    ], scheme === "file" ? {} : await makeCache(`${folder}/cache`));
    const { names, p, stored, rows } = JSON.parse(stdout);
    expect(names).toEqual([
      ...[".", "./analysis", "./figures", "./record", "./report"],
      ...["./statistics", "./ingest", "./store"],
    ]);
    // R 4: wilcox.test(1:3, 4:6, exact = FALSE).
    expect(p).toBeCloseTo(0.0808556, 6);
    expect([stored, rows]).toEqual([79, [{ n: 79 }]]);
  },
);
