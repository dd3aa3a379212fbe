/**
 * Damages the bytes of a fixture of each format, as disks, editors and transfers do: a file is imported, with counts that
 * add up and rows that the store loads, or refused in one line that names it.
 */
import { expect, test } from "vitest";
import {
  importers,
  ingestFiles,
  InputError,
  listSources,
} from "../../src/ingest/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import { seededRandom } from "../../src/statistics/mod.ts";
import { withTempFolder } from "../testing/records.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function joined(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function packed(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Inserts bytes at a place from 0 to 1. */
function inserted(bytes: Bytes, place: number, what: Uint8Array): Bytes {
  const at = Math.floor(place * bytes.length);
  return joined(bytes.subarray(0, at), what, bytes.subarray(at));
}

/** What may happen to a file, by name. */
const damages: Readonly<
  Record<string, (bytes: Bytes, random: () => number) => Bytes | Promise<Bytes>>
> = {
  "a bit flipped": (bytes, random) => {
    const flipped = bytes.slice();
    const at = Math.floor(random() * bytes.length);
    flipped[at] = flipped[at]! ^ (1 << Math.floor(random() * 8));
    return flipped;
  },
  "twenty bits flipped": (bytes, random) => {
    const flipped = bytes.slice();
    for (let i = 0; i < 20; i++) {
      const at = Math.floor(random() * bytes.length);
      flipped[at] = flipped[at]! ^ (1 << Math.floor(random() * 7));
    }
    return flipped;
  },
  "cut at a byte": (bytes, random) =>
    bytes.slice(0, Math.floor(random() * bytes.length)),
  "UTF-16": (bytes) => {
    const text = `\ufeff${decoder.decode(bytes)}`;
    const units = new Uint8Array(2 * text.length);
    const view = new DataView(units.buffer);
    for (let i = 0; i < text.length; i++) {
      view.setUint16(2 * i, text.charCodeAt(i), true);
    }
    return units;
  },
  "a letter of Latin-1": (bytes, random) =>
    inserted(bytes, random(), Uint8Array.of(0xe9)),
  "a byte of 0": (bytes, random) => inserted(bytes, random(), Uint8Array.of(0)),
  "a mark at its begin and ends of lines of Windows": (bytes) =>
    encoder.encode(
      `\ufeff${decoder.decode(bytes).replace(/\r?\n/g, "\r\n")}`,
    ),
  "packed": (bytes) => packed(bytes),
  "packed and cut": async (bytes, random) => {
    const whole = await packed(bytes);
    return whole.slice(0, Math.floor(random() * whole.length));
  },
  "a deep nest": (bytes, random) =>
    inserted(bytes, random(), encoder.encode("[".repeat(100_000))),
  "a number without end": (bytes, random) =>
    inserted(bytes, random(), encoder.encode("9".repeat(10_000))),
  "a line without end": (bytes, random) =>
    inserted(bytes, random(), encoder.encode("x".repeat(2 ** 20))),
};

const LONGEST = 2 ** 16;

test.each(importers.filter(({ format }) => format !== "reports"))(
  "$format is imported, or refused in one line, whatever its bytes",
  (importer) =>
    withTempFolder(async (folder) => {
      const [path] = listSources(
        [`test/testdata/ingest/${importer.format}`],
        [...importer.extensions, ".html"],
      ).filter((path) => !/expected|error|SOURCES/.test(path))
        .filter((path) => Deno.statSync(path).size <= LONGEST);
      expect(path).toBeDefined();
      const bytes = await Deno.readFile(path!);
      const ending = /\.\w+$/.exec(path!)?.[0] ?? "";
      const random = seededRandom(17);
      const data = `${folder}/data`;
      let [runs, refused] = [0, 0];
      for (const [name, damage] of Object.entries(damages)) {
        const file = `${folder}/${name.replaceAll(" ", "-")}${ending}`;
        await Deno.writeFile(file, await damage(bytes, random));
        try {
          const ingested = await ingestFiles(importer, [file], {
            ...{ data, experiment: "fuzz", settings: {} },
          });
          const { read, stored, rejected } = ingested.counts;
          expect([name, read, Math.min(stored, rejected, 0)])
            .toEqual([name, stored + rejected, 0]);
          runs += ingested.runs.length;
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(error.message.startsWith(`${file}`), name).toBe(true);
          expect(error.message).toMatch(/^[^\n]{1,1000}$/);
          refused++;
        }
      }
      const store = `${folder}/store.duckdb`;
      await Deno.mkdir(data, { recursive: true });
      const { leftOut } = await loadStore(data, store);
      expect(leftOut).toEqual([]);
      using opened = await Store.open(store);
      const { rows } = await opened.rows("SELECT count(*) AS n FROM runs");
      expect(rows[0]?.n).toBe(runs);
      expect(refused).toBeGreaterThan(0);
    }),
);
