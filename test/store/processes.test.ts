/** The store with concurrent processes: loads are atomic, and readers and loads do not block each other. */
import { expect, test } from "vitest";
import { exists } from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

type What = "load" | "read" | "write" | "change";

/** Process that uses the store at `path`; killed at the end of the scope. */
class Other implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(what: What, data: string, path: string) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        "test/testing/store_process.ts",
        what,
        data,
        path,
      ],
      cwd: root,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
  }

  /** Reads the next line of output; empty at the end. */
  async line(): Promise<string> {
    let text = "";
    while (!text.endsWith("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) break;
      text += value;
    }
    return text.trimEnd();
  }

  /** Returns the current content for a reader. */
  async look(): Promise<unknown> {
    await this.#input.write(new TextEncoder().encode("look\n"));
    return JSON.parse(await this.line());
  }

  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  kill(): Promise<Deno.CommandStatus> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // The process has already ended.
    }
    return this.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#input.close().catch(() => {});
    await this.#lines.cancel();
  }
}

const few = 3;
const many = 60_000;

async function writeRun(data: string, id: string, operations: number) {
  await writeTestRun(data, toTestRun(id), {
    operations: Array.from(
      { length: operations },
      (_, i) => toTestOperation(id, { operation_id: String(i) }),
    ),
  });
}

async function content(path: string): Promise<unknown[]> {
  using store = await Store.open(path);
  const { rows } = await store.rows(
    "SELECT run_id, (SELECT count(*) FROM operations o WHERE o.run_id = r.run_id) AS operations " +
      "FROM runs r ORDER BY run_id",
  );
  return rows;
}

const first = { run_id: "r1", operations: few };
const second = { run_id: "r2", operations: few };

function leftovers(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.startsWith(".loading-"));
}

test("loadStore() runs while another process reads, which keeps the content that it opened", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await writeRun(data, "r1", few);
    await loadStore(data, path);
    await using reader = new Other("read", data, path);
    expect(await reader.look()).toEqual([first]);
    await writeRun(data, "r2", few);
    expect(await loadStore(data, path)).toMatchObject({ loaded: 1 });
    expect(await reader.look()).toEqual([first]);
    await using later = new Other("read", data, path);
    expect(await later.look()).toEqual([first, second]);
    expect(await reader.look()).toEqual([first]);
  }));

test("loadStore() rebuilds the store while another process has it open for writing", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await writeRun(data, "r1", few);
    await loadStore(data, path);
    await using writer = new Other("write", data, path);
    expect(await writer.line()).toBe("open");
    await writeRun(data, "r2", few);
    expect(await loadStore(data, path)).toMatchObject({ loaded: 2 });
    expect(await content(path)).toEqual([first, second]);
    expect(await loadStore(data, path)).toMatchObject({ unchanged: 2 });
  }));

test("loadStore() removes the write-ahead log of a process that wrote to the old store", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await writeRun(data, "r1", few);
    await loadStore(data, path);
    await using writer = new Other("change", data, path);
    expect(await writer.line()).toBe("open");
    expect(Deno.statSync(`${path}.wal`).size).toBeGreaterThan(0);
    await writeRun(data, "r2", few);
    expect(await loadStore(data, path)).toMatchObject({ loaded: 2 });
    expect(await content(path)).toEqual([first, second]);
    await writer.kill();
    expect(await content(path)).toEqual([first, second]);
    expect(await loadStore(data, path)).toMatchObject({ unchanged: 2 });
  }));

test("loadStore() cleans up after a process that wrote to the store and was killed", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await writeRun(data, "r1", few);
    await loadStore(data, path);
    await using writer = new Other("change", data, path);
    expect(await writer.line()).toBe("open");
    await writer.kill();
    await writeRun(data, "r2", few);
    expect(await loadStore(data, path)).toMatchObject({ loaded: 1 });
    expect(await content(path)).toEqual([first, second]);
  }));

test("loadStore() in two concurrent processes loads every part once", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await writeRun(data, "r1", few);
    await writeRun(data, "r2", few);
    await using one = new Other("load", data, path);
    await using other = new Other("load", data, path);
    const results = [await one.line(), await other.line()]
      .map((line) => JSON.parse(line));
    expect([(await one.status).code, (await other.status).code]).toEqual([
      0,
      0,
    ]);
    expect(results.map(({ loaded }) => loaded).sort()).toEqual([0, 2]);
    expect(results.map(({ unchanged }) => unchanged).sort()).toEqual([0, 2]);
    expect(await content(path)).toEqual([first, second]);
    expect(leftovers(data)).toEqual([]);
  }));

test("loadStore() killed at any point leaves the old or the new content, and the next load cleans up", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await writeRun(data, "r1", few);
    await loadStore(data, path);
    await Deno.copyFile(path, `${data}/before.duckdb`);
    await writeRun(data, "r2", many);
    const whole = [first, { run_id: "r2", operations: many }];
    const killed: number[] = [];
    for (const milliseconds of [0, 10, 30, 60, 120, 200]) {
      await Deno.copyFile(`${data}/before.duckdb`, path);
      await using load = new Other("load", data, path);
      await loadBegins(load, data);
      await wait(milliseconds);
      const { signal } = await load.kill();
      if (signal === "SIGKILL") killed.push(leftovers(data).length);
      const seen = await content(path);
      expect([[first], whole]).toContainEqual(seen);
      // What a killed load has left in the log is read, but the next load drops it.
      const isKept = seen.length === whole.length &&
        !await exists(`${path}.wal`);
      expect(await loadStore(data, path)).toMatchObject({
        loaded: isKept ? 0 : 1,
      });
      expect(await content(path)).toEqual(whole);
      expect(leftovers(data)).toEqual([]);
    }
    // On a busy machine some ended before.
    expect(killed).toContain(1);
  }));

test("loadStore() killed while it writes into the store leaves the old or the new content", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await writeRun(data, "r1", many);
    await loadStore(data, path);
    await Deno.copyFile(path, `${data}/before.duckdb`);
    const { ino } = await Deno.stat(path);
    await writeRun(data, "r2", many / 2);
    const old = [{ run_id: "r1", operations: many }];
    const whole = [...old, { run_id: "r2", operations: many / 2 }];
    const killed: boolean[] = [];
    for (const milliseconds of [0, 20, 40, 60, 80, 110, 150, 200]) {
      await Deno.writeFile(path, await Deno.readFile(`${data}/before.duckdb`));
      await using load = new Other("load", data, path);
      await loadBegins(load, data);
      await wait(milliseconds);
      killed.push((await load.kill()).signal === "SIGKILL");
      expect((await Deno.stat(path)).ino).toBe(ino);
      const seen = await content(path);
      expect([old, whole]).toContainEqual(seen);
      await loadStore(data, path);
      expect(await content(path)).toEqual(whole);
      expect((await Deno.stat(path)).ino).toBe(ino);
      expect(await loadStore(data, path)).toMatchObject({ loaded: 0 });
    }
    expect(killed).toContain(true);
  }));

/** Waits until a load has begun to write, or has ended. */
async function loadBegins(load: Other, data: string): Promise<void> {
  let hasEnded = false;
  void load.status.then(() => hasEnded = true);
  while (!hasEnded && leftovers(data).length === 0) await wait(1);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
