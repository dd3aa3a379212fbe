import { expect, test } from "vitest";
import { Kernel } from "../../src/notebook/mod.ts";
import { findProcesses, waitForNone } from "../notebook/_notebooks.ts";
import { until } from "../testing/processes.ts";

test("Kernel runs two kernels side by side without mixing their outputs", async () => {
  const work = async (name: string) => {
    await using kernel = await Kernel.start(Deno.cwd());
    const texts: unknown[] = [];
    for (let cell = 0; cell < 5; cell++) {
      const { outputs } = await kernel.execute(
        `for (let i = 0; i < 20; i++) console.log("${name} ${cell}")`,
      );
      texts.push(outputs);
    }
    return { pid: kernel.pid, texts };
  };
  const [a, b] = await Promise.all([work("a"), work("b")]);
  expect(a.pid).not.toBe(b.pid);
  const expected = (name: string) =>
    Array.from({ length: 5 }, (_, cell) => [{
      type: "stream",
      name: "stdout",
      text: `${name} ${cell}\n`.repeat(20),
    }]);
  expect(a.texts).toEqual(expected("a"));
  expect(b.texts).toEqual(expected("b"));
});

test("Kernel keeps definitions from cell to cell, and continues after an error", async () => {
  await using kernel = await Kernel.start(Deno.cwd());
  await kernel.execute("const load = 41;");
  expect(await kernel.execute("throw new Error('x')")).toMatchObject({
    status: "error",
  });
  expect((await kernel.execute("load + 1")).outputs).toEqual([
    { type: "display", data: { "text/plain": "42" } },
  ]);
});

test("Kernel resolves imports of the modules that it is given to their URLs, and others as before", async () => {
  const there = new URL("../../src/record/disk/if_there.ts", import.meta.url);
  await using kernel = await Kernel.start(Deno.cwd(), {
    modules: { there: there.href },
  });
  const { outputs } = await kernel.execute(
    `import { exists } from "there";
import { z } from "zod";
[typeof exists, typeof z.string].join()`,
  );
  expect(outputs).toEqual([
    { type: "display", data: { "text/plain": '"function,function"' } },
  ]);
  expect(await kernel.execute('await import("nowhere")')).toMatchObject({
    status: "error",
  });
});

test("Kernel says why it does not become ready", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await expect(
    Kernel.start(Deno.cwd(), { service: { port, token: "none" } }),
  ).rejects.toThrow("refused");
});

/** Cells that declare the same names, with another value in each notebook: in all ways that the kernel makes constants of. */
const declaring = (value: number) => [
  `import { z } from "zod"; import * as zod from "zod"; import byDefault from "zod";`,
  `const one = ${value}, two = [${value}, 2];
const { a, b: { c }, ...rest } = { a: ${value}, b: { c: ${value} }, d: ${value} };
const [first, , third = ${value}] = [${value}];
const double = async (x: number) => 2 * x;`,
  `[typeof z.string, typeof zod.string, typeof byDefault.string, one, two, a, c, rest.d, first, third, await double(one)].join()`,
];

const shown = (text: string) => [
  { type: "display", data: { "text/plain": `"${text}"` } },
];

test("Kernel.reset() lets another notebook declare the same names, and use none that it does not declare", async () => {
  await using kernel = await Kernel.start(Deno.cwd(), {
    overrides: { nodes: "3" },
  });
  const override = 'globalThis[Symbol.for("loadline.overrides")].nodes';
  for (const [value, nodes, next] of [[1, "3", "4"], [2, "4", "5"]] as const) {
    const results = [];
    for (const cell of [...declaring(value), override]) {
      results.push(await kernel.execute(cell));
    }
    expect(results.map(({ status }) => status)).toEqual(Array(4).fill("ok"));
    const functions = Array(3).fill("function");
    expect(results.map(({ outputs }) => outputs).slice(2)).toEqual([
      shown(
        [...functions, value, value, 2, ...Array(5).fill(value), 2 * value]
          .join(),
      ),
      shown(nodes),
    ]);
    expect(await kernel.reset({ nodes: next })).toBe(true);
    // Functions of the next notebook may name what a later cell of it declares.
    for (const use of ["one + 1", "`${two}`", "z.string()", "double(1)"]) {
      expect(await kernel.execute(use)).toMatchObject({ status: "error" });
    }
  }
});

test("Kernel.reset() refuses a kernel that is not like a new one", async () => {
  const isReady = async (cell: string) => {
    await using kernel = await Kernel.start(Deno.cwd());
    await kernel.execute(cell);
    return await kernel.reset({});
  };
  expect(
    await Promise.all([
      "1",
      "let count = 1;",
      "class Load {}",
      // All code in the kernel would see it.
      "const structuredClone = 1;",
      // Something that it left running prints.
      `Object.defineProperty(globalThis, Symbol.for("loadline.earlier"), { set: () => console.log("late") }); void 0;`,
    ].map(isReady)),
  ).toEqual([true, false, false, false, false]);
  await using killed = await Kernel.start(Deno.cwd());
  Deno.kill(killed.pid, "SIGKILL");
  expect(await killed.reset({})).toBe(false);
});

test("Kernel leaves no process behind when it is closed, timed out or killed", async () => {
  const mark = crypto.randomUUID();
  const env = { LOADLINE_TEST_MARK: mark };
  {
    await using closed = await Kernel.start(Deno.cwd(), { env });
    await closed.execute("1");
    // Checks that the search finds processes; without this the test could not fail.
    expect(await findProcesses(mark)).toContain(closed.pid);
    await using stuck = await Kernel.start(Deno.cwd(), { env });
    expect(await stuck.execute("while (true) {}", { timeoutSeconds: 0.5 }))
      .toMatchObject({ status: "timeout" });
    await using killed = await Kernel.start(Deno.cwd(), { env });
    const result = killed.execute("await new Promise(() => {})");
    Deno.kill(killed.pid, "SIGKILL");
    expect(await result).toMatchObject({
      status: "died",
      detail: "signal SIGKILL",
    });
  }
  // One that was killed ends when it gets the processor.
  expect(await waitForNone(mark, 60)).toEqual([]);
});

test("Kernel distinguishes an exhausted heap from an error", async () => {
  const env = { DENO_V8_FLAGS: "--max-old-space-size=150" };
  await using kernel = await Kernel.start(Deno.cwd(), { env });
  const { status, detail } = await kernel.execute(
    "const kept = []; while (true) kept.push(new Array(10_000).fill({}));",
  );
  expect(status).toBe("died");
  expect(detail).toMatch(/^(signal SIGTRAP|exit code 133): .*out of memory/);
});

test("Kernel.start() names a missing folder", async () => {
  await expect(Kernel.start("/nowhere/at/all")).rejects.toThrow(
    "/nowhere/at/all",
  );
});

test.each([
  ["between cells", "kernel.execute('1')"],
  ["in an endless loop", "kernel.execute('while (true) {}')"],
  ["at once", "null"],
])(
  "Kernel ends when its parent is killed %s, and leaves no file",
  async (_, work) => {
    const temp = await Deno.makeTempDir({ prefix: "loadline-test-" });
    const mark = crypto.randomUUID();
    const source = new URL("../../src/notebook/mod.ts", import.meta.url);
    const script = work === "null"
      ? `void Kernel.start(Deno.cwd(), { env });
       setTimeout(() => console.log("started"), 100);
       setInterval(() => {}, 1000);`
      : `const kernel = await Kernel.start(Deno.cwd(), { env });
       const done = ${work};
       await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 300))]);
       console.log("started");
       setInterval(() => {}, 1000);`;
    const parent = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "-"],
      cwd: new URL("../../", import.meta.url),
      env: { LOADLINE_TEST_MARK: mark, TMPDIR: temp },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    // Also when something below fails.
    using _end = { [Symbol.dispose]: () => kill(parent) };
    const input = parent.stdin.getWriter();
    await input.write(new TextEncoder().encode(
      `import { Kernel } from ${JSON.stringify(source.href)};
       const env = { LOADLINE_TEST_MARK: "${mark}" };
       ${script}`,
    ));
    await input.close();
    const output = parent.stdout.getReader();
    expect(new TextDecoder().decode((await output.read()).value)).toBe(
      "started\n",
    );
    // In the case "at once" there may only be the parent and its permission broker.
    await until(
      "there are two",
      async () => (await findProcesses(mark)).length >= 2,
    );
    parent.kill("SIGKILL");
    await Promise.all([parent.status, output.cancel()]);
    const left = await waitForNone(mark, 60);
    for (const pid of left) Deno.kill(pid, "SIGKILL");
    expect(left).toEqual([]);
    expect([...Deno.readDirSync(temp)]).toEqual([]);
    await Deno.remove(temp);
  },
);

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // The process has already ended.
  }
}
