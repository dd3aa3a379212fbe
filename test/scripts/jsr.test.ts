import { expect, test } from "vitest";
import { toJsrConfig, toJsrFiles, toJsrModule } from "../../scripts/_jsr.ts";
import project from "../../deno.json" with { type: "json" };

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

const config = {
  version: "1.2.3",
  tasks: {},
  imports: {
    loadline: "./src/mod.ts",
    "loadline/experiment": "./src/experiments/own/mod.ts",
    "loadline/statistics": "./src/statistics/mod.ts",
    "csv-stringify/sync": "npm:csv-stringify@6.9.0/sync",
    shiki: "npm:shiki@4.6.0",
    zod: "npm:zod@4.6.7",
  },
  compilerOptions: { strict: true },
};

// Not beside the import that they belong to, as Vite would take them for one of this file.
const asText = 'with { type: "text" }';
const asWrappedText = 'with {\n  type: "text",\n}';

test.each([
  ['import { z } from "zod";', 'import { z } from "npm:zod@4.6.7";'],
  ['export { z } from "zod";', 'export { z } from "npm:zod@4.6.7";'],
  ['} from "shiki/core";', '} from "npm:shiki@4.6.0/core";'],
  [
    'import { stringify } from "csv-stringify/sync";',
    'import { stringify } from "npm:csv-stringify@6.9.0/sync";',
  ],
  ['await import("zod")', 'await import("npm:zod@4.6.7")'],
  [`import a from "./a.sql" ${asText};`, 'import a from "./a.sql.ts";'],
  [`import a from "./a.css" ${asWrappedText};`, 'import a from "./a.css.ts";'],
  [
    ' * import { wilson } from "loadline/statistics";',
    ' * import { wilson } from "jsr:@loadline/loadline@1.2.3/statistics";',
  ],
  [
    ' * import { md } from "loadline";',
    ' * import { md } from "jsr:@loadline/loadline@1.2.3";',
  ],
])("toJsrModule() rewrites %j", (text, rewritten) => {
  expect(toJsrModule(text, config)).toBe(rewritten);
});

test.each([
  'import { a } from "./a.ts";',
  'import { dirname } from "node:path";',
  'const name = "zod";',
  '`import { md } from "loadline";`',
])("toJsrModule() leaves %j", (text) => {
  expect(toJsrModule(text, config)).toBe(text);
});

test("toJsrConfig() has the entries of the library, and no map of imports", () => {
  expect(toJsrConfig(config)).toEqual({
    name: "@loadline/loadline",
    version: "1.2.3",
    license: "Apache-2.0",
    exports: {
      ".": "./src/mod.ts",
      "./statistics": "./src/statistics/mod.ts",
      "./ingest": "./src/ingest/mod.ts",
      "./store": "./src/store/mod.ts",
    },
    compilerOptions: { strict: true },
    publish: { exclude: ["deno.lock"] },
  });
});

test("toJsrFiles() follows imports, texts and workers, and carries the package that it cannot import", async () => {
  const sources = new Map([
    ["src/mod.ts", 'export * from "./a/rows.ts";'],
    [
      "src/a/rows.ts",
      [
        `import sql from "../sql/rows.sql" ${asText};`,
        'new Worker(new URL("./rows_worker.ts", import.meta.url));',
        'const program = new URL("./started_by_path.ts", import.meta.url);',
      ].join("\n"),
    ],
    ["src/a/rows_worker.ts", 'import { late } from "./late.ts";'],
    ["src/a/late.ts", 'await import("../a/rows.ts")'],
    ["src/sql/rows.sql", 'SELECT "a"\n'],
    ["src/statistics/mod.ts", 'export * from "./basics/cephes.ts";'],
    ["src/ingest/mod.ts", ""],
    ["src/store/mod.ts", ""],
    ["deno.lock", '{"version":"5","specifiers":{},"workspace":{}}'],
    ["node_modules/cephes/index.js", "exports.a = 1;"],
    ["node_modules/cephes/LICENSE", "of Cephes"],
    ["LICENSE", "ours"],
    ["docs/jsr.md", "# Loadline"],
  ]);
  const files = await toJsrFiles(config, (path) => {
    const text = sources.get(path);
    if (text === undefined) throw new Error(`there is no ${path}`);
    return Promise.resolve(text);
  });
  expect([...files.keys()].sort()).toEqual([
    ...["LICENSE", "README.md", "deno.json", "deno.lock"],
    ...["src/a/late.ts", "src/a/rows.ts", "src/a/rows_worker.ts"],
    ...["src/ingest/mod.ts", "src/mod.ts", "src/sql/rows.sql.ts"],
    "src/statistics/basics/cephes.ts",
    "src/statistics/basics/cephes_package.js",
    "src/statistics/basics/cephes_package_LICENSE",
    ...["src/statistics/mod.ts", "src/store/mod.ts"],
  ]);
  expect(files.get("src/sql/rows.sql.ts")).toBe(
    'const text: string = "SELECT \\"a\\"\\n";\n\nexport default text;\n',
  );
  expect(files.get("src/statistics/basics/cephes_package.js"))
    .toMatch(/^const exports = \{\};\nexports\.a = 1;\nexport default /m);
  expect(files.get("deno.lock")).not.toContain("workspace");
});

/** What a module of the package may not have: a name that needs a map of imports, a text, a path of its own. */
const unfit = [
  /^(?:(?:import|export) .* |\} )from "(?!\.|npm:|node:).*$/m,
  /^(?:(?:import|export) .* |\} )from .* with \{/m,
  /createRequire\(import\.meta\.url\)/,
];

test("no module of the package for JSR needs a map of imports, a file, or its own path", async () => {
  const files = await toJsrFiles(
    project,
    (path) => Deno.readTextFile(root + path),
  );
  const modules = [...files].filter(([path]) => path.endsWith(".ts"));
  expect(modules.length).toBeGreaterThan(500);
  const found = modules.flatMap(([path, text]) =>
    unfit.flatMap((pattern) => {
      const [line] = text.match(pattern) ?? [];
      return line === undefined ? [] : [`${path}: ${line}`];
    })
  );
  expect(found).toEqual([]);
});
