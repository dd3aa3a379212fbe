/**
 * Mutates fixtures with a seeded generator: an importer either reads each or names the file in its error, its counts
 * add up, and its result is written and loaded without loss.
 */
import { expect, test } from "vitest";
import {
  admitAll,
  type Imported,
  type Importer,
  importers,
  InputError,
  listSources,
  toSource,
} from "../../src/ingest/mod.ts";
import { readWhole } from "../testing/read_whole.ts";
import { appendRuns, PartWriter, tableNames } from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import { withTempFolder } from "../testing/records.ts";

/** Mutated files of each format; of a tool, whose importer is mostly shared, fewer. `MUTATIONS=300` sets another number. */
const [CHANGED, CHANGED_OF_TOOL] = [300, 60];

function changedOf(importer: Importer): number {
  const set = Number(Deno.env.get("MUTATIONS"));
  if (set > 0) return set;
  return "shapes" in importer ? CHANGED_OF_TOOL : CHANGED;
}

/** Longest fixture that is mutated, in characters. */
const LONGEST = 2 ** 15;

/** Random numbers from 0 to 1, the same for the same seed: Mulberry32, by Tommy Ettinger, in the public domain. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pieces = [
  "1e999",
  "-1",
  "NaN",
  "Infinity",
  "9999999999999999999999",
  "253402300800",
  "1,188",
  '"',
  ",",
  ";",
  "\n",
  "\r\n",
  "\t",
  "|",
  "{",
  "}",
  "[",
  "]",
  "null",
  "-0",
  "0000-00-00",
  "\u001b[0m",
  "\\u0000",
  "é\u{1f600}",
  "\ufeff",
  "[".repeat(500),
  '{"a":'.repeat(500),
  "1".repeat(400),
  "__proto__",
  "",
];

function change(text: string, random: () => number): string {
  const at = () => Math.floor(random() * (text.length + 1));
  const piece = pieces[Math.floor(random() * pieces.length)] ?? "";
  switch (Math.floor(random() * 6)) {
    case 0:
      return text.slice(0, at());
    case 1: {
      const from = at();
      return text.slice(0, from) + text.slice(from + 1 + random() * 40);
    }
    case 2: {
      const from = at();
      return text.slice(0, from) + piece + text.slice(from);
    }
    case 3: {
      const numbers = [...text.matchAll(/\d+(?:\.\d+)?/g)];
      const found = numbers[Math.floor(random() * numbers.length)];
      if (found === undefined) return piece;
      const end = found.index + found[0].length;
      return text.slice(0, found.index) + piece + text.slice(end);
    }
    case 4: {
      const lines = text.split("\n");
      const from = Math.floor(random() * lines.length);
      lines.splice(
        Math.floor(random() * lines.length),
        Math.floor(random() * 2),
        lines[from] ?? "",
      );
      return lines.join("\n");
    }
    default:
      return text + text.slice(at());
  }
}

const formats = importers.filter(({ format }) => format !== "reports");

test.each(formats)(
  "$format reads what was changed at random, or says where it cannot",
  (importer) =>
    withTempFolder(async (data) => {
      const folder = `test/testdata/ingest/${importer.format}`;
      const texts = listSources([folder], [...importer.extensions, ".html"])
        .filter((path) => !/\.expected\.json$|\.error\.txt$|SOURCES/.test(path))
        .map((path) => Deno.readTextFileSync(path))
        .filter((text) => text.length <= LONGEST);
      const random = randomNumbers(8);
      const written = new Set<string>();
      const count = Object.fromEntries(tableNames.map((name) => [name, 0]));
      let refused = 0;
      const changed = changedOf(importer);
      const writer = new PartWriter(`${data}/fuzz/part`);
      for (let i = 0; i < changed; i++) {
        let text = texts[i % texts.length] ?? "";
        const times = 1 + Math.floor(random() * 3);
        for (let time = 0; time < times; time++) text = change(text, random);
        const file = toSource(`folder/changed-${i}.x`, text);
        const imported = await read(() =>
          readWhole(admitAll(
            file,
            importer.read(file, { experiment: "fuzz", settings: {} }),
          ))
        );
        if (imported instanceof InputError) {
          expect(imported.message).toMatch(/^folder\/changed-\d+\.x:[^\n]+;/);
          refused++;
          continue;
        }
        const { read: all, stored, rejected } = imported.counts;
        expect([all, Math.min(stored, rejected, 0)])
          .toEqual([stored + rejected, 0]);
        if (imported.runs.some(({ run_id }) => written.has(run_id))) continue;
        for (const { run_id } of imported.runs) written.add(run_id);
        writer.appendAll(imported.rows);
        for (const table of tableNames) {
          count[table] = (count[table] ?? 0) + imported.rows[table].length;
        }
        await appendRuns(
          `${data}/fuzz`,
          imported.runs.map((run) => ({ ...run, part: "part" })),
        );
      }
      await writer.close(written.size);
      const path = `${data}/store.duckdb`;
      const { leftOut } = await loadStore(data, path);
      expect(leftOut).toEqual([]);
      using store = await Store.open(path);
      for (const table of tableNames) {
        const { rows } = await store.rows(`SELECT count(*) AS n FROM ${table}`);
        expect([table, rows[0]?.n]).toEqual([table, count[table]]);
      }
      const { rows } = await store.rows("SELECT count(*) AS n FROM runs");
      expect(rows[0]?.n).toBe(written.size);
      // Both must happen, or the mutations are too strong or too weak.
      expect(refused).toBeGreaterThan(0);
      expect(written.size).toBeGreaterThan(changed / 50);
    }),
);

async function read(
  act: () => Promise<Imported>,
): Promise<Imported | InputError> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
