import { expect, test } from "vitest";
import { publishReports, type PublishResult } from "../../src/publish/mod.ts";
import { withTempFolder } from "../testing/records.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

interface Project {
  readonly folder: string;
  readonly publish: (
    names?: readonly string[],
    options?: {
      check?: boolean;
      trusted?: boolean;
      overrides?: Record<string, string>;
    },
  ) => Promise<PublishResult>;
  readonly write: (name: string, ...sources: string[]) => Promise<void>;
  readonly read: (path: string) => Promise<string>;
}

/** Makes a project without records and notebooks that is published with the code of this one. */
function withProject(body: (project: Project) => Promise<void>): Promise<void> {
  return withTempFolder(async (folder) => {
    for (const name of ["data", "notebooks"]) {
      await Deno.mkdir(`${folder}/${name}`);
    }
    await body({
      folder,
      publish: (
        names = [],
        { check = false, trusted = false, overrides = {} } = {},
      ) =>
        publishReports(names, {
          root,
          tool: root,
          data: `${folder}/data`,
          store: `${folder}/data/store.duckdb`,
          at: null,
          notebooks: `${folder}/notebooks`,
          work: `${folder}/work`,
          out: `${folder}/reports`,
          check,
          trusted,
          overrides,
          timeoutSeconds: 60,
          onProgress: () => {},
        }),
      write: (name, ...sources) =>
        Deno.writeTextFile(
          `${folder}/notebooks/${name}.ipynb`,
          JSON.stringify({
            nbformat: 4,
            nbformat_minor: 5,
            metadata: { kernelspec: { name: "deno", language: "typescript" } },
            cells: sources.map((source, i) => ({
              id: `cell-${i}`,
              cell_type: source.startsWith("#") ? "markdown" : "code",
              source,
              metadata: {},
            })),
          }),
        ),
      read: (path) => Deno.readTextFile(`${folder}/${path}`),
    });
  });
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

test("publishReports() writes, reuses, and checks without writing", () =>
  withProject(async ({ folder, publish, write, read }) => {
    await write("small", "# Is it small?", 'console.log("it is", 6 * 7);');
    const first = await publish();
    expect(first).toMatchObject({ ok: true });
    expect(first.lines.at(-1)).toBe(
      "1 of 1 reports complete, 0 unchanged since they last ran, 4 files changed",
    );
    const html = await read("reports/small.html");
    expect(html).toContain("it is 42");
    expect(await read("reports/small.md")).toContain("it is 42");
    expect(await read("reports/index.html")).toContain("Is it small?");

    expect(await publish()).toEqual({
      leftOut: [],
      damaged: false,
      ok: true,
      complete: ["small"],
      changed: [],
      lines: [
        "1 of 1 reports complete, 1 unchanged since they last ran, 0 files changed",
      ],
      skipped: [],
    });
    expect(await publish([], { check: true })).toMatchObject({ ok: true });

    await write("small", "# Is it small?", 'console.log("it is", 6 * 8);');
    const check = await publish([], { check: true });
    expect(check.ok).toBe(false);
    expect(check.lines).toContain(`would change ${folder}/reports/small.html`);
    expect(check.lines.at(-1)).toContain("0 unchanged");
    expect(await read("reports/small.html")).toBe(html);

    // Edited by hand: the result is reused, the report rewritten.
    await publish();
    await Deno.writeTextFile(`${folder}/reports/small.md`, "by hand");
    const mended = await publish();
    expect(mended.lines).toEqual([
      `wrote ${folder}/reports/small.md`,
      "1 of 1 reports complete, 1 unchanged since they last ran, 1 files changed",
    ]);
    expect(await read("reports/small.md")).toContain("it is 48");

    // The index lists all reports, and is made with all of them.
    const index = await read("reports/index.html");
    await write("small", "# Small?", 'console.log("it is", 6 * 8);');
    const named = await publish(["small"]);
    expect(named.lines.at(-1)).toMatch(
      /files changed; the index has what they said before, until all are made together$/,
    );
    expect(await read("reports/index.html")).toBe(index);
  }));

test("publishReports() leaves the committed report of a notebook that fails", () =>
  withProject(async ({ folder, publish, write, read }) => {
    await write("good", "# Good", 'console.log("good");');
    await write("small", "# Small", 'console.log("before");');
    await publish();
    const committed = await read("reports/small.html");
    const index = await read("reports/index.html");

    const broken = 'console.log("so far");';
    await write("small", "# Small", broken, 'throw new Error("broken off");');
    for (const check of [false, true]) {
      const { ok, lines } = await publish([], { check });
      expect(ok).toBe(false);
      expect(lines[0]).toContain("small: failed (error) in code cell 2");
      expect(lines[0]).toContain("broken off");
      expect(lines[0]).toContain(`${folder}/work/failed/small.html`);
      expect(lines.at(-1)).toContain("1 of 2 reports complete, 1 unchanged");
      expect(lines.at(-1)).toContain("0 files");
    }
    expect(await read("reports/small.html")).toBe(committed);
    expect(await read("reports/index.html")).toBe(index);
    expect(await read("work/failed/small.html")).toContain("so far");

    await write("small", "# Small", "const n: number = 'seven';");
    const wrong = await publish(["small"]);
    expect(wrong.ok).toBe(false);
    expect(wrong.lines[0]).toContain("small: failed (types) in code cell 1");
    expect(await read("reports/small.html")).toBe(committed);
  }));

test("publishReports() ends a notebook with a type error, of which a trusted one never begins", () =>
  withProject(async ({ folder, publish, write, read }) => {
    await write(
      "endless",
      "# Endless",
      'console.log("it runs");',
      "const n: number = 'one'; await new Promise((end) => setTimeout(end, 1e8));",
    );
    const { lines } = await publish(["endless"]);
    // Not by the timeout of a cell.
    expect(lines[0]).toContain("endless: failed (types) in code cell 2");
    expect(await read("work/failed/endless.md")).not.toContain("it runs");

    const marker = `${folder}/marker`;
    await write(
      "writer",
      "# Writer",
      `await Deno.writeTextFile(${JSON.stringify(marker)}, "");`,
      "const n: number = 'one';",
    );
    const trusted = await publish(["writer"], { trusted: true });
    expect(trusted.lines[0]).toContain("writer: failed (types)");
    expect(await isThere(marker)).toBe(false);
  }));

test("publishReports() executes notebooks on the kernel of others with the outputs of their own", () =>
  withProject(async ({ publish, write, read }) => {
    // More than are executed at once.
    const count = navigator.hardwareConcurrency + 4;
    const names = Array.from({ length: count }, (_, i) => `notebook_${i}`);
    for (const name of names) {
      const declaring =
        `const own = "${name}";\nconst say = () => console.log("it is", own, typeof String.raw);`;
      await write(name, `# ${name}`, declaring, "say();");
    }
    // Begins first, and may end before its types are known.
    const changing = "const text = String;\ntext.raw = 1;";
    await write("untyped", "# Untyped", changing, "1", "2", "3");
    const drawing = 'console.log("drawn:", Math.random());';
    await write("random_one", "# One", drawing);
    await write("random_other", "# Other", drawing);
    const failing = "throw new Error(`not ${own}`);";
    await write("wrong", "# Wrong", 'const own = "wrong";', failing);
    const { ok, complete, lines } = await publish();
    expect(ok).toBe(false);
    expect(complete).toEqual([...names, "random_one", "random_other"].sort());
    const told = lines.join("\n");
    expect(told).toContain("untyped: failed (types) in code cell 1, line 2");
    expect(told).toContain("wrong: failed (error) in code cell 2, line 1");
    expect(told).toContain("not wrong");
    for (const name of names) {
      expect(await read(`reports/${name}.md`))
        .toContain(`it is ${name} function\n`);
    }
    const drawn = await Promise.all(
      ["one", "other"].map(async (name) =>
        (await read(`reports/random_${name}.md`)).match(/drawn: \S+/)?.[0]
      ),
    );
    expect(drawn[0]).toMatch(/0\.\d+/);
    expect(drawn[1]).toBe(drawn[0]);
  }));

test("publishReports() writes the other reports if a notebook is partly saved", () =>
  withProject(async ({ folder, publish, write, read }) => {
    await write("good", "# Good", 'console.log("good");');
    await write("half", "# Half", 'console.log("half");');
    await publish();
    const committed = await read("reports/half.html");
    const path = `${folder}/notebooks/half.ipynb`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, text.length / 2));
    await write("good", "# Good", 'console.log("better");');
    const { ok, lines } = await publish();
    expect(ok).toBe(false);
    expect(lines[0]).toMatch(
      /^half: failed: .*\/notebooks\/half\.ipynb: not JSON \(.+\); save it again from Jupyter$/,
    );
    expect(lines.at(-1)).toContain("1 of 2 reports complete");
    expect(await read("reports/good.html")).toContain("better");
    expect(await read("reports/half.html")).toBe(committed);
    expect((await publish(["half"])).ok).toBe(false);
    expect((await publish(["good"])).ok).toBe(true);
  }));

test("publishReports() skips a notebook whose packages are missing, and writes the others", () =>
  withProject(async ({ folder, publish, write, read }) => {
    await write("good", "# Good", 'console.log("good");');
    await write("needy", "# Needy", 'console.log("needy");');
    await publish();
    const committed = await read("reports/needy.html");
    const index = await read("reports/index.html");
    const path = `${folder}/notebooks/needy.ipynb`;
    const notebook = JSON.parse(await Deno.readTextFile(path));
    notebook.metadata.loadline = { requires: ["no-such-packages"] };
    await Deno.writeTextFile(path, JSON.stringify(notebook));

    await write("good", "# Better", 'console.log("better");');
    const { ok, lines, skipped } = await publish();
    expect(ok).toBe(true);
    expect(skipped).toEqual([
      expect.stringMatching(
        /^needy: skipped: it requires optional\/no-such-packages, .* run deno install in it$/,
      ),
    ]);
    expect(lines.at(-1)).toContain("1 of 2 reports complete");
    expect(await read("reports/good.html")).toContain("better");
    expect(await read("reports/needy.html")).toBe(committed);
    expect(await read("reports/index.html")).toBe(index);

    for (const names of [["needy"], ["good", "needy"]]) {
      const named = await publish(names);
      expect(named.ok).toBe(false);
      expect(named.skipped).toEqual(skipped);
    }
    expect(await publish(["good"])).toMatchObject({ ok: true, skipped: [] });
  }));

test("publishReports() gives a trusted notebook all rights, and its report states it", () =>
  withProject(async ({ folder, publish, write, read }) => {
    const path = JSON.stringify(`${folder}/made.txt`);
    await write("maker", "# Maker", `Deno.writeTextFileSync(${path}, "made")`);
    const { ok, lines } = await publish();
    expect(ok).toBe(false);
    expect(lines[0]).toContain("Cannot write");
    expect(lines[0]).toContain("use deno task report --trust");
    expect(await isThere(`${folder}/made.txt`)).toBe(false);
    for (const round of [1, 2]) {
      const trusted = await publish([], { trusted: true });
      expect(trusted.ok).toBe(true);
      // Its inputs are unknown, so it runs each time.
      expect(trusted.lines.at(-1), `round ${round}`).toContain("0 unchanged");
    }
    expect(await read("made.txt")).toBe("made");
    const said = "The notebook ran with --trust";
    expect(await read("reports/maker.html")).toContain(said);
    expect(await read("reports/maker.md")).toContain(said);
  }));

test("publishReports() lists the notebooks that run by name only", () =>
  withProject(async ({ folder, publish, write }) => {
    await write("good", "# Good", "1");
    await write("seldom", "# Seldom", "1");
    const path = `${folder}/notebooks/seldom.ipynb`;
    const notebook = JSON.parse(await Deno.readTextFile(path));
    notebook.metadata.loadline = { byDefault: false };
    await Deno.writeTextFile(path, JSON.stringify(notebook));
    const { lines } = await publish();
    expect(lines.at(-1)).toBe(
      "1 of 1 reports complete, 0 unchanged since they last ran, 4 files changed; run by name only: seldom",
    );
  }));

test("publishReports() rejects an unknown name, and --set for several notebooks", () =>
  withProject(async ({ folder, publish, write }) => {
    await write("small", "# Small");
    await expect(publish(["smal"])).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringContaining("'smal'"),
    });
    await expect(publish(["smal"])).rejects.toThrow("there are: small");
    await expect(publish([], { overrides: { n: "1" } })).rejects.toMatchObject({
      name: "UsageError",
    });
    expect(await isThere(`${folder}/reports`)).toBe(false);
  }));
