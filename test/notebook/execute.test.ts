import { expect, test } from "vitest";
import {
  executeNotebook,
  type Execution,
  type Output,
} from "../../src/notebook/mod.ts";
import { makeProjectFolder, toNotebook } from "./_notebooks.ts";

type Cells = Parameters<typeof toNotebook>[0];

async function run(
  cells: Cells,
  options: { timeoutSeconds?: number; overrides?: Record<string, string> } = {},
): Promise<Execution> {
  await using folder = await makeProjectFolder();
  return await executeNotebook(toNotebook(cells), {
    dir: folder.path,
    timeoutSeconds: 60,
    ...options,
  });
}

function stdout(text: string): Output {
  return { type: "stream", name: "stdout", text };
}

const statuses = ({ cells }: Execution) => cells.map(({ status }) => status);

test("executeNotebook() assigns every line of output to its cell", async () => {
  const count = 100;
  const source = (cell: number) =>
    `for (let i = 0; i < ${count}; i++) console.log("cell ${cell} line", i);`;
  const cells = Array.from({ length: 10 }, (_, cell) => source(cell));
  for (let repetition = 0; repetition < 2; repetition++) {
    const { cells: executed, failure } = await run(cells);
    expect(failure).toBeNull();
    expect(executed.map(({ outputs }) => outputs)).toEqual(
      cells.map((_, cell) => [
        stdout(
          Array.from({ length: count }, (_, i) => `cell ${cell} line ${i}\n`)
            .join(""),
        ),
      ]),
    );
  }
});

test("executeNotebook() keeps the order of streams, displays and results", async () => {
  const { cells } = await run([
    `console.log("a"); console.log("b"); console.error("c"); console.log("d");
     await Deno.jupyter.display({ "text/html": "<b>e</b>" }, { raw: true });
     "f"`,
  ]);
  expect(cells[0]?.outputs).toEqual([
    stdout("a\nb\n"),
    { type: "stream", name: "stderr", text: "c\n" },
    stdout("d\n"),
    { type: "display", data: { "text/html": "<b>e</b>" } },
    { type: "display", data: { "text/plain": '"f"' } },
  ]);
});

test("executeNotebook() shows the last state of a display that a later cell updates", async () => {
  const show = (text: string, more: string) =>
    `await Deno.jupyter.display({ "text/plain": "${text}" }, { raw: true, display_id: "bar"${more} });`;
  const { cells } = await run([
    show("10 %", ""),
    show("100 %", ", update: true"),
  ]);
  expect(cells.map(({ outputs }) => outputs)).toEqual([
    [{ type: "display", data: { "text/plain": "100 %" } }],
    [],
  ]);
});

test("executeNotebook() gives the same random numbers and time zone each time", async () => {
  const cells = ["[Math.random(), new Date(0).getTimezoneOffset()]"];
  const [one, other] = await Promise.all([run(cells), run(cells)]);
  expect(one.failure).toBeNull();
  expect(one.cells).toEqual(other.cells);
});

test("executeNotebook() stops at an error and keeps the earlier outputs", async () => {
  const execution = await run([
    `console.log("first")`,
    `console.log("second");\nfunction fail() {\n  throw new RangeError("no such load");\n}\nfail();`,
    `console.log("third")`,
  ]);
  expect(execution.failure).toEqual({
    reason: "error",
    cell: 2,
    line: 3,
    message: "RangeError: no such load",
  });
  expect(statuses(execution)).toEqual(["ok", "failed", "not run"]);
  expect(execution.cells.map(({ outputs }) => outputs)).toEqual([
    [stdout("first\n")],
    [
      stdout("second\n"),
      {
        type: "error",
        name: "RangeError",
        message: "no such load",
        traceback: [
          "RangeError: no such load",
          "    at fail (<cell>)",
          "    at <cell>",
        ],
      },
    ],
    [],
  ]);
});

test("executeNotebook() continues after an error in a cell tagged raises-exception", async () => {
  const execution = await run([
    [`throw new Error("wanted")`, "raises-exception"],
    `Promise.reject(new Error("not wanted"))`,
  ]);
  expect(statuses(execution)).toEqual(["ok", "failed"]);
  expect(execution.failure?.message).toBe("Error: not wanted");
});

test("executeNotebook() locates a syntax error and an unknown import, which the kernel does not", async () => {
  const [syntax, missing, local] = await Promise.all([
    run(["const a = 1;", "const b = 2;\nconst c = ;"]),
    run([`\nimport x from "npm:@loadline/there-is-no-such-package";`]),
    run([`import x from "./not_there.ts";`]),
  ]);
  expect(syntax.failure).toEqual({
    reason: "error",
    cell: 2,
    line: 2,
    message: "SyntaxError: Expression expected",
  });
  expect(syntax.cells[1]?.outputs).toHaveLength(1);
  expect(missing.failure).toMatchObject({ cell: 1, line: 2 });
  expect(missing.failure?.message).toContain("there-is-no-such-package");
  expect(local.failure?.message).toMatch(
    /Module not found "<repo>\/\.loadline\/.*not_there\.ts"/,
  );
});

test("executeNotebook() fails a cell with an unhandled rejection", async () => {
  const execution = await run([
    `void Promise.reject(new Error("lost")); console.log("shown")`,
    "1",
  ]);
  expect(execution.failure).toMatchObject({
    reason: "error",
    cell: 1,
    message: "Error: lost",
  });
  expect(execution.cells[0]?.outputs[0]).toEqual(stdout("shown\n"));
});

test.each([
  ["undefined", "null, undefined, NaN, Infinity or a bigint"],
  ["null", "null, undefined"],
  ["'stop'", "is not an Error: stop"],
  ["''", "is not an Error: an empty text"],
  ["[1, 2]", "is not an Error: 1,2"],
  ["Object.create(null)", "Error: thrown value cannot be shown as text"],
])("executeNotebook() reports the thrown value %s", async (thrown, message) => {
  const { failure } = await run([`throw ${thrown};`]);
  expect(failure).toMatchObject({ reason: "error", cell: 1, line: 0 });
  expect(failure?.message).toContain(message);
});

test("executeNotebook() reports the value that a promise was rejected with", async () => {
  const rejected = (value: string) =>
    run([`void Promise.reject(${value});`]).then(({ failure }) =>
      failure?.message
    );
  expect(await rejected("undefined"))
    .toBe("Error: thrown value is not an Error: undefined");
  expect(await rejected("{ code: 5 }"))
    .toBe("Error: thrown value is not an Error: { code: 5 }");
  expect(await rejected("Object.assign(new Error('x'), { name: 5 })"))
    .toBe("5: x");
});

test("executeNotebook() ends a cell that waits forever after a timer threw", async () => {
  const { failure } = await run([
    `setTimeout(() => { throw new TypeError("in a timer") }, 5);
     await new Promise(() => {});`,
  ], { timeoutSeconds: 3600 });
  expect(failure).toMatchObject({
    reason: "error",
    cell: 1,
    message: "TypeError: in a timer",
  });
});

test.each([
  ["an endless loop", `console.log("before"); while (true) {}`],
  ["an endless await", `console.log("before"); await new Promise(() => {});`],
])("executeNotebook() kills %s after timeoutSeconds", async (_, source) => {
  // On a busy machine, too, it has begun by then.
  const execution = await run([source, "1"], { timeoutSeconds: 5 });
  expect(execution.failure).toMatchObject({ reason: "timeout", cell: 1 });
  expect(execution.failure?.message).toContain("5 s");
  expect(statuses(execution)).toEqual(["failed", "not run"]);
  expect(execution.cells[0]?.outputs).toEqual([stdout("before\n")]);
});

test("executeNotebook() reports the exit code with which a cell ended the kernel", async () => {
  const { failure } = await run([`Deno.exit(7)`]);
  expect(failure).toEqual({
    reason: "kernel died",
    cell: 1,
    line: 0,
    message: "The kernel ended by itself: exit code 7",
  });
});

test.each([
  ["one display", "Deno.jupyter.html`${'x'.repeat(1_500_000)}`"],
  ["a garbling 6 MB", `console.log("x".repeat(6_000_000))`],
  ["many lines", `while (true) console.log("x".repeat(9_999))`],
])("executeNotebook() refuses an output over 1 MB: %s", async (_, source) => {
  const { failure } = await run([source]);
  expect(failure).toMatchObject({ reason: "error", cell: 1 });
  expect(failure?.message).toMatch(
    /^Cannot keep the output as it is over 1 MB: it has \d\.\d MB/,
  );
});

test.each([
  [
    "a million lines",
    `for (let i = 0; i < 1e6; i++) console.log(i)`,
    "Cannot keep the output as it is over 10000 lines: print less, or join lines into one text",
  ],
  [
    "100 MB",
    `console.log("x".repeat(1e8))`,
    "Cannot keep the output as it is over 1 MB: it has 100.0 MB; show less",
  ],
  [
    "the value of a cell of 100 MB",
    `const text = "x".repeat(1e8);\ntext`,
    "Cannot keep the output as it is over 1 MB: it has 100.0 MB; show less",
  ],
  [
    "lines whose errors it catches",
    `for (let i = 0; i < 1e5; i++) try { console.log(i) } catch {}`,
    "Cannot keep the output as it is over 10000 lines: print less, or join lines into one text",
  ],
])(
  "executeNotebook() stops a cell that prints too much before its timeout: %s",
  async (_, source, message) => {
    const { failure } = await run([[source, "raises-exception"]]);
    expect(failure).toEqual({ reason: "error", cell: 1, line: 0, message });
  },
);

test.each([
  ["the value of a cell", `"x".repeat(2e6)`],
  ["the value of a block", `if (true) { "x".repeat(2e6) }`],
  ["a display", `await Deno.jupyter.display("x".repeat(2e6))`],
])("executeNotebook() refuses a text over 1 MB as %s", async (_, source) => {
  const { failure } = await run([source]);
  expect(failure?.message).toBe(
    "Cannot keep the output as it is over 1 MB: it has 2.0 MB; show less",
  );
});

test("executeNotebook() counts printed lines per cell", async () => {
  const source = `for (let i = 0; i < 6_000; i++) console.log(i)`;
  expect((await run([source, source])).failure).toBeNull();
});

test("executeNotebook() keeps outputs just under 1 MB", async () => {
  const { cells, failure } = await run([`console.log("x".repeat(990_000))`]);
  expect(failure).toBeNull();
  expect(cells[0]?.outputs).toEqual([stdout("x".repeat(990_000) + "\n")]);
});

test("executeNotebook() lets a notebook read, but not write, run programs or use the network", async () => {
  const attempt = (code: string) =>
    `try { ${code}; console.log("allowed"); } catch (error) { console.log(error.name); }`;
  const { cells, failure } = await run([
    attempt(`Deno.writeTextFileSync("written.txt", "")`),
    attempt(`await new Deno.Command("ls").output()`),
    attempt(`await Deno.connect({ hostname: "127.0.0.1", port: 65000 })`),
    attempt(`await fetch("http://127.0.0.1:65000/")`),
    attempt(
      `await Deno.permissions.request({ name: "write" }).then(({ state }) => {
      if (state !== "granted") throw new Deno.errors.NotCapable("no");
    })`,
    ),
    attempt(`for await (const _ of Deno.readDir(".")) break`),
  ]);
  expect(failure).toBeNull();
  const denied = [stdout("NotCapable\n")];
  expect(cells.map(({ outputs }) => outputs)).toEqual([
    denied,
    denied,
    denied,
    denied,
    denied,
    [stdout("allowed\n")],
  ]);
});

test("executeNotebook() collects the experiments that were read, sorted and without duplicates", async () => {
  const broadcast = (...names: string[]) =>
    `void Deno.jupyter.broadcast("loadline_reads", { experiments: ${
      JSON.stringify(names)
    } });`;
  const { reads, cells } = await run([
    broadcast("kv", "diego"),
    broadcast("kv"),
  ]);
  expect(reads).toEqual(["diego", "kv"]);
  expect(cells.flatMap(({ outputs }) => outputs)).toEqual([]);
});

test("executeNotebook() reports progress by code cell", async () => {
  await using folder = await makeProjectFolder();
  const notebook = toNotebook(["1", "2"]);
  const [first, ...rest] = notebook.cells;
  const prose = { ...first!, kind: "markdown", source: "# T" } as const;
  const seen: string[] = [];
  const { cells } = await executeNotebook(
    { ...notebook, cells: [prose, first!, ...rest] },
    {
      dir: folder.path,
      onProgress: (cell, of) => {
        seen.push(`${cell}/${of}`);
      },
    },
  );
  expect(seen).toEqual(["1/2", "2/2"]);
  expect(cells.map(({ kind, status }) => [kind, status])).toEqual([
    ["markdown", "ok"],
    ["code", "ok"],
    ["code", "ok"],
  ]);
});
