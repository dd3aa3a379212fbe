import { expect, test } from "vitest";
import {
  executeNotebook,
  type Execution,
  type Notebook,
  NotebookExecutor,
} from "../../src/notebook/mod.ts";
import {
  findProcesses,
  makeProjectFolder,
  toNotebook,
  waitForNone,
} from "./_notebooks.ts";

const broadcasts = new URL("../../src/notebook/broadcast.ts", import.meta.url);

/** A notebook that shows and tells a value, by the same names as all others. */
function showing(value: string): Notebook {
  return toNotebook([
    `import { broadcast } from "${broadcasts}";
import { z } from "zod";`,
    `const value = "${value}";
const [first, { length }] = [value, [...value]];
broadcast("loadline_reads", { experiments: [value] });`,
    `console.log(first, length);
const show = (text: string, update: boolean) =>
  Deno.jupyter.display({ "text/plain": text }, { raw: true, display_id: "one", update });
await show("begun", false);`,
    `await show(value, true);
z.string().parse(value)`,
  ], value);
}

const own = {
  overrides: {},
  timeoutSeconds: 60,
  signal: null,
  onProgress: () => {},
};

function shownBy({ cells, reads, failure }: Execution) {
  return { outputs: cells.map(({ outputs }) => outputs), reads, failure };
}

/** Runs `body` with an executor, and a temporary folder of its own in which its kernels have theirs. */
async function withExecutor(
  body: (
    executor: NotebookExecutor,
    temp: string,
    dir: string,
  ) => Promise<void>,
): Promise<void> {
  await using folder = await makeProjectFolder();
  const temp = await Deno.makeTempDir({ prefix: "loadline-test-" });
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", temp);
  try {
    const dir = folder.path;
    {
      await using executor = new NotebookExecutor({
        dir,
        service: null,
        modules: {},
      });
      await body(executor, temp, dir);
    }
    // One that was killed ends when it gets the processor.
    expect(await waitForNone(temp, 60)).toEqual([]);
    expect([...Deno.readDirSync(temp)]).toEqual([]);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    await Deno.remove(temp, { recursive: true });
  }
}

test("NotebookExecutor shows of notebooks on one kernel what each shows on its own", () =>
  withExecutor(async (executor, _, dir) => {
    for (const [index, value] of ["etcd", "kv", "redis"].entries()) {
      const progress: number[] = [];
      const { execution, earlier } = await executor.execute(
        showing(value),
        { ...own, onProgress: (cell) => void progress.push(cell) },
      );
      expect(earlier).toEqual(["etcd", "kv", "redis"].slice(0, index));
      expect(progress).toEqual([1, 2, 3, 4]);
      expect(shownBy(execution)).toEqual({
        outputs: [
          [],
          [],
          [
            {
              type: "stream",
              name: "stdout",
              text: `${value} ${value.length}\n`,
            },
            { type: "display", data: { "text/plain": value } },
          ],
          [{ type: "display", data: { "text/plain": `"${value}"` } }],
        ],
        reads: [value],
        failure: null,
      });
      if (index === 0) {
        expect(shownBy(await executeNotebook(showing(value), { dir })))
          .toEqual(shownBy(execution));
      }
    }
  }));

test.each(["console.log(value);", "value", "`${value}`"])(
  "NotebookExecutor refuses %j of a name that only an earlier notebook declared",
  (source) =>
    withExecutor(async (executor) => {
      await executor.execute(toNotebook(["const value = 1;"]), own);
      const { execution, earlier } = await executor.execute(
        toNotebook([source]),
        own,
      );
      expect(earlier).toHaveLength(1);
      expect(execution.failure?.message).toBe(
        "ReferenceError: Cannot use a name that no cell above declares",
      );
    }),
);

test("NotebookExecutor executes a notebook that may share no kernel on its own", () =>
  withExecutor(async (executor) => {
    const before: (readonly string[])[] = [];
    for (
      const [name, declaration] of [
        ["first", "const load = 1;"],
        ["second", "let load = 2;"],
        ["third", "const load = 3;"],
      ] as const
    ) {
      const { execution, earlier } = await executor.execute(
        toNotebook([declaration, "load"], name),
        own,
      );
      expect(execution.failure).toBeNull();
      before.push(earlier);
    }
    expect(before).toEqual([[], [], ["first"]]);
  }));

test("NotebookExecutor keeps no kernel on which a notebook failed, and none that has ended", () =>
  withExecutor(async (executor, temp) => {
    const seen: [used: boolean, failure: string | undefined][] = [];
    const execute = async (cells: string[], timeoutSeconds = 60) => {
      const { execution, earlier } = await executor.execute(
        toNotebook(cells),
        { ...own, timeoutSeconds },
      );
      seen.push([earlier.length > 0, execution.failure?.reason]);
    };
    await execute(["const load = 1;"]);
    await execute(["const load = 2;", 'throw new Error("no load")']);
    await execute(["const load = 3;"]);
    await execute(["while (true) {}"], 2);
    await execute(["const load = 4;"]);
    const kernels = await findProcesses(`DENO_DIR=${temp}`);
    expect(kernels).toHaveLength(1);
    for (const pid of kernels) Deno.kill(pid, "SIGKILL");
    await execute(["const load = 5;"]);
    expect(seen).toEqual([
      [false, undefined],
      [true, "error"],
      [false, undefined],
      [true, "timeout"],
      [false, undefined],
      [false, undefined],
    ]);
  }));

test("NotebookExecutor ends with a signal only the notebook that it belongs to", () =>
  withExecutor(async (executor) => {
    const first = new AbortController();
    const endless = new AbortController();
    await executor.execute(toNotebook(["1"]), {
      ...own,
      signal: first.signal,
    });
    const second = await executor.execute(toNotebook(["1", "2"]), {
      ...own,
      onProgress: () => first.abort(),
    });
    expect(second).toMatchObject({
      earlier: ["small"],
      execution: { failure: null },
    });
    const third = await executor.execute(
      toNotebook(["await new Promise(() => {});"]),
      {
        ...own,
        signal: endless.signal,
        onProgress: () => endless.abort(),
      },
    );
    expect(third.earlier).toEqual(["small", "small"]);
    const fourth = await executor.execute(toNotebook(["1"]), own);
    expect(fourth).toMatchObject({
      earlier: [],
      execution: { failure: null },
    });
  }));
