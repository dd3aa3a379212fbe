/** The examples of docstrings and of the folder `examples` run, and give what they state. */
import { expect, test } from "vitest";
import { withTempFolder } from "../testing/records.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** The first use of the store builds it. */
const STORE_TIMEOUT_MS = 600_000;

/** Central names, which must have an example. */
const central = [
  "openStore",
  "parameters",
  "md",
  "formatValue",
  "median",
  "mannWhitney",
  "plotDistribution",
];

interface Example {
  /** Place of its first line: `src/record/model/units.ts:120`. */
  readonly place: string;
  readonly lines: readonly string[];
}

test(
  "every example in a docstring has the right types, runs, and gives the values beside its lines",
  async () => {
    const examples = sources("src").flatMap(examplesOf);
    const code = examples.flatMap(({ lines }) => lines).join("\n");
    for (const name of central) expect(code).toContain(name);
    await withTempFolder(async (folder) => {
      const paths = examples.map((_, index) => `${folder}/${index}.ts`);
      await Promise.all(
        examples.map((example, index) =>
          Deno.writeTextFile(`${folder}/${index}.ts`, toModule(example))
        ),
      );
      await Deno.writeTextFile(
        `${folder}/all.ts`,
        paths.map((path) => `import "${path}";\n`).join(""),
      );
      expect(await runDeno("--check", `${folder}/all.ts`)).toMatchObject({
        code: 0,
        stderr: "",
      });
    });
  },
  STORE_TIMEOUT_MS,
);

test.each([
  ["query_store.ts", /cluster-scale +.*\d/],
  [
    "compare_samples.ts",
    /^median 1,499 -> 1,607\.5 ok\/s\nshift 10\d(\.5)? ok\/s, interval \d/,
  ],
])("examples/%s prints its result", async (name, printed) => {
  const { code, stderr, stdout } = await runDeno(`examples/${name}`);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(printed);
}, STORE_TIMEOUT_MS);

test("examples/draw_figure.ts writes a figure", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/latency.svg`;
    expect(await runDeno("examples/draw_figure.ts", path)).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(await Deno.readTextFile(path)).toMatch(/^<svg[\s\S]*three nodes/);
  }));

/** Turns `expression; // value` into a comparison of both. */
function toModule({ place, lines }: Example): string {
  return [
    'import { deepStrictEqual } from "node:assert";',
    ...lines.map((line) =>
      line.replace(
        /^(.+); \/\/ (.+)$/,
        (_, code, value) => `deepStrictEqual(${code}, ${value}, "${place}");`,
      )
    ),
  ].join("\n");
}

function examplesOf(path: string): Example[] {
  const text = Deno.readTextFileSync(root + path);
  return [...text.matchAll(/^ \* @example\n \* ```ts\n(.*?)^ \* ```$/gms)].map((
    { 1: body = "", index },
  ) => ({
    place: `${path}:${text.slice(0, index).split("\n").length}`,
    lines: body.trimEnd().split("\n").map((line) => line.replace(/^ \* ?/, "")),
  }));
}

function sources(folder: string): string[] {
  return [...Deno.readDirSync(root + folder)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? sources(`${folder}/${name}`)
      : name.endsWith(".ts")
      ? [`${folder}/${name}`]
      : []
  ).sort();
}

async function runDeno(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--config", `${root}deno.json`, ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}
