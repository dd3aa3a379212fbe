import { expect, test } from "vitest";
import {
  packageFiles,
  toJavaScriptNames,
  toPackageConfig,
  toPackageJson,
} from "../../scripts/_package.ts";

const config = {
  version: "1.2.3",
  tasks: {
    run: { description: "run it", command: "deno run -A scripts/run.ts" },
    ok: { description: "the gate", command: "deno run scripts/ok.ts" },
  },
  imports: {
    loadline: "./src/mod.ts",
    "loadline/figures": "./src/figures/mod.ts",
    "@duckdb/node-api": "npm:@duckdb/node-api@1.5.5-r.5",
    "csv-stringify/sync": "npm:csv-stringify@6.9.0/sync",
  },
  compilerOptions: { strict: true },
};

test.each([
  ['import { a } from "./a.ts";', 'import { a } from "./a.js";'],
  ['await import("../b/c.ts")', 'await import("../b/c.js")'],
  ['new URL("x_worker.ts", url)', 'new URL("x_worker.js", url)'],
  [
    'const MAIN = "examples/kv/main.ts";',
    'const MAIN = "examples/kv/main.js";',
  ],
])("toJavaScriptNames() rewrites %s", (text, rewritten) => {
  expect(toJavaScriptNames(text)).toBe(rewritten);
});

test.each([
  'name.endsWith(".ts")',
  '"name it from here, experiments/checkout.ts/quick"',
  '"Cannot run a.ts"',
  'import css from "./a.css" with { type: "text" };',
  "`.${name}.check.ts`",
])("toJavaScriptNames() leaves %s", (text) => {
  expect(toJavaScriptNames(text)).toBe(text);
});

test("packageFiles() compiles the tool, copies what it reads, and leaves out what belongs to the checkout", () => {
  const compile = ["src/a/b.ts", "scripts/run.ts", "examples/kv/main.ts"];
  const copy = [
    ...["src/a/b.sql", "src/page/x.js", "bin/loadline.js", "README.md"],
    ...["examples/workspace/experiments/hello.ts"],
  ];
  expect(packageFiles([
    ...[...compile, ...copy],
    ...["test/a.test.ts", "scripts/bench.ts", "scripts/pack.ts", "data/x.json"],
    ...["examples/shop/main.ts", "reports/index.html", "scripts/jars.sh"],
    "scripts/_jsr.ts",
  ])).toEqual({ compile, copy: ["src/a/b.ts", ...copy] });
});

test("toPackageJson() has the command, the entries with their types, and exact versions", () => {
  expect(
    toPackageJson(config, { packages: { cephes: "3.3.3" }, deno: "2.9.6" }),
  )
    .toMatchObject({
      name: "loadline",
      version: "1.2.3",
      bin: { loadline: "bin/loadline.js" },
      exports: {
        ".": { types: "./src/mod.ts", default: "./src/mod.js" },
        "./figures": {
          types: "./src/figures/mod.ts",
          default: "./src/figures/mod.js",
        },
      },
      dependencies: {
        "@duckdb/node-api": "1.5.5-r.5",
        cephes: "3.3.3",
        "csv-stringify": "6.9.0",
        deno: "2.9.6",
      },
    });
});

test("toPackageConfig() has the commands of the package only", () => {
  const text = JSON.stringify(toPackageConfig(config));
  expect(text).toContain("scripts/run.ts");
  expect(text).not.toContain("scripts/ok.ts");
  expect(text).not.toContain("npm:");
});
