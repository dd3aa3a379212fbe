import { afterEach, expect, test, vi } from "vitest";
import { GlanceThread } from "../../../src/ingest/lager/glance_thread.ts";
import type { GlancedLine } from "../../../src/ingest/lager/glanced_block.ts";
import { glanceAt } from "../../../src/ingest/lager/lager_glance.ts";
import { InputError } from "../../../src/ingest/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

afterEach(() => void vi.restoreAllMocks());

function line(i: number): string {
  const message = ["request.serving", "tick", "request.done"][i % 3];
  return `{"timestamp":"${1_471_542_457 + i}.5","source":"bbs",` +
    `"message":"bbs.${message}","log_level":1,"data":{"session":"${i}"}}`;
}

test("GlanceThread gives the lines of a file in order, and ends at its end", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/bbs.log`;
    const terminate = vi.spyOn(Worker.prototype, "terminate");
    const lines = Array.from({ length: 20_000 }, (_, i) => line(i));
    // The last line is cut off.
    lines.push(line(0).slice(0, 50));
    const expected = lines.map((text, i): GlancedLine => {
      const glance = glanceAt(text);
      const isLeftOut = glance !== null && !glance.head.isWanted;
      const log = { folder: "", name: "bbs.log" };
      return { log, line: i + 1, text: isLeftOut ? "" : text, glance };
    });
    await Deno.writeTextFile(path, lines.join("\n"));
    using thread = new GlanceThread({ name: "logs/bbs.log", path });
    const parts: GlancedLine[][] = [];
    for await (const part of thread.parts()) parts.push([...part]);
    expect(terminate).toHaveBeenCalledTimes(1);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.flat()).toEqual(expected);
  }));

test("GlanceThread ends where its reader stops, or is closed before it began", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/bbs.log`;
    const text = Array.from({ length: 20_000 }, (_, i) => line(i)).join("\n");
    await Deno.writeTextFile(path, text);
    const terminate = vi.spyOn(Worker.prototype, "terminate");
    const thread = new GlanceThread({ name: path, path });
    for await (const part of thread.parts()) {
      expect([...part][0]?.text).toBe(line(0));
      break;
    }
    expect(terminate).toHaveBeenCalledTimes(1);
    new GlanceThread({ name: path, path })[Symbol.dispose]();
    expect(terminate).toHaveBeenCalledTimes(2);
  }));

test("GlanceThread throws the error of its file, in one line", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/none.log`;
    using thread = new GlanceThread({ name: "none.log", path });
    const read = async () => {
      for await (const part of thread.parts()) expect([...part]).toEqual([]);
    };
    await expect(read()).rejects.toThrow(
      new InputError(path, "", "does not exist", "check the path"),
    );
  }));
