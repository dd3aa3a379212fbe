import { expect, test } from "vitest";
import { mergeLogs } from "../../../src/systems/diego/component_log.ts";

const line = (timestamp: string, message: string) =>
  JSON.stringify({ timestamp, source: "bbs", message, data: {} });

test("logs in both encodings are merged by time, and other lines are left out", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/a.log`,
      [
        line("2026-01-01T00:00:00.5Z", "a1"),
        "panic: no line of lager",
        line("2026-01-01T00:00:02Z", "a2"),
      ].join("\n"),
    );
    await Deno.writeTextFile(
      `${folder}/b.log`,
      line("1767225601.000000000", "b1") + "\n",
    );
    await Deno.writeTextFile(`${folder}/empty.log`, "");
    const paths = ["a", "b", "empty"].map((name) => `${folder}/${name}.log`);
    const messages: string[] = [];
    for await (const text of mergeLogs(paths)) {
      messages.push(JSON.parse(text).message);
    }
    expect(messages).toEqual(["a1", "b1", "a2"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Returns the paths of the files in a folder that this process has open. */
async function openIn(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir("/proc/self/fd"));
  const paths = await Promise.all(
    // The one of this list itself is closed by now.
    names.map(({ name }) =>
      Deno.readLink(`/proc/self/fd/${name}`).catch(() => "")
    ),
  );
  return paths.filter((path) => path.startsWith(folder)).toSorted();
}

test("the files are closed when somebody stops reading before their end, and when one of them is missing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const paths = ["a", "b"].map((name) => `${folder}/${name}.log`);
    // Longer than what is read at once.
    const long = `${line("2026-01-01T00:00:00Z", "again")}\n`.repeat(5000);
    for (const path of paths) await Deno.writeTextFile(path, long);
    let read = 0;
    for await (const _ of mergeLogs(paths)) {
      expect(await openIn(folder)).toEqual(paths);
      if (++read === 3) break;
    }
    expect(await openIn(folder)).toEqual([]);
    const missing = mergeLogs([...paths, `${folder}/none.log`]);
    await expect(missing.next()).rejects.toThrow(Deno.errors.NotFound);
    expect(await openIn(folder)).toEqual([]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
