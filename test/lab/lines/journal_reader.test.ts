import { expect, test } from "vitest";
import { ArrivalJournal } from "../../../src/lab/lines/arrival_journal.ts";
import { JournalReader } from "../../../src/lab/lines/journal_reader.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { withTempFolder } from "../../testing/records.ts";
import { DUE } from "./_lines.ts";

/** What a reader finds, as text. */
function collect() {
  const got: string[] = [];
  return {
    got,
    receiver: {
      start: (at: number) => void got.push(`start ${at}`),
      run: (
        { stream, first, length, due, at }: {
          stream: number;
          first: number;
          length: number;
          due: number;
          at: number;
        },
      ) => void got.push(`${stream}: ${first}+${length} @${due} ${at}`),
      broken: (torn: number, foreign: number, at: number) =>
        void got.push(`${torn} torn, ${foreign} foreign ${at}`),
    },
  };
}

test.each([1, 2, 3])(
  "a journal is read as it was written, by several processes, while it grows, seed %d",
  (seed) =>
    withTempFolder(async (folder) => {
      const path = `${folder}/sink-1.arrivals`;
      const random = seededRandom(seed);
      const integer = (below: number) => Math.floor(random() * below);
      const { got, receiver } = collect();
      const expected: string[] = [];
      using reader = new JournalReader(path);
      await reader.read(receiver);
      let now = DUE;
      for (let process = 0; process < 4; process++) {
        using journal = new ArrivalJournal(path, now + 0.9);
        expected.push(`start ${now}`);
        for (let read = 0; read < 50; read++) {
          now += integer(random() < 0.1 ? 1e6 : 3);
          journal.begin(now + 0.5);
          const runs = integer(random() < 0.1 ? 3000 : 4);
          for (let run = 0; run < runs; run++) {
            const stream = integer(100);
            const first = integer(random() < 0.1 ? 1e12 : 50);
            const length = 1 + integer(random() < 0.5 ? 1 : 1e6);
            const due = now - integer(3) + (random() < 0.1 ? 5e6 : 0);
            journal.run(stream, first, length, due);
            expected.push(`${stream}: ${first}+${length} @${due} ${now}`);
          }
          const [torn, foreign] = [integer(2), integer(2)];
          for (let i = 0; i < torn; i++) journal.torn();
          for (let i = 0; i < foreign; i++) journal.foreign();
          if (torn + foreign > 0) {
            expected.push(`${torn} torn, ${foreign} foreign ${now}`);
          }
          journal.write();
          if (random() < 0.3) {
            await reader.read(receiver);
            expect(got.length).toBe(expected.length);
          }
        }
      }
      await reader.read(receiver);
      expect(got).toEqual(expected);
    }),
);

test("a record that a killed process left unfinished is not read, and the next process goes on behind it", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/sink-1.arrivals`;
    const whole = [`start ${DUE}`, `1: 0+5 @${DUE} ${DUE + 1}`];
    const write = () => {
      using journal = new ArrivalJournal(path, DUE);
      for (const first of [0, 5]) {
        journal.begin(DUE + 1);
        journal.run(1, first, 5, DUE);
        journal.write();
      }
    };
    write();
    const { size } = await Deno.stat(path);
    for (let cut = 1; cut < 9; cut++) {
      await Deno.remove(path);
      write();
      await Deno.truncate(path, size - cut);
      const { got, receiver } = collect();
      using reader = new JournalReader(path);
      await reader.read(receiver);
      expect(got).toEqual(whole);
      using journal = new ArrivalJournal(path, DUE + 9);
      journal.begin(DUE + 9);
      journal.run(2, 7, 1, DUE + 2);
      journal.write();
      await reader.read(receiver);
      expect(got).toEqual([
        ...whole,
        `start ${DUE + 9}`,
        `2: 7+1 @${DUE + 2} ${DUE + 9}`,
      ]);
    }
  }));

test("lines in order take little room, and lines of which each third comes two bytes", () =>
  withTempFolder(async (folder) => {
    const sizeOf = async (
      name: string,
      step: number,
    ) => {
      using journal = new ArrivalJournal(`${folder}/${name}`, DUE);
      for (let read = 0; read < 100; read++) {
        journal.begin(DUE + read);
        for (let line = 0; line < 1000; line++) {
          if (step === 1) journal.run(1, read * 1000, 1000, DUE + read);
          else {
            journal.run(1, step * (read * 1000 + line), 1, DUE + read);
            continue;
          }
          break;
        }
        journal.write();
      }
      return (await Deno.stat(`${folder}/${name}`)).size;
    };
    expect(await sizeOf("in-order", 1)).toBeLessThan(100 * 15);
    expect(await sizeOf("thirds", 3)).toBeLessThan(100_000 * 2);
  }));

test("a journal that cannot be written says so, and what is no journal is an error", () =>
  withTempFolder(async (folder) => {
    expect(() => new ArrivalJournal(`${folder}/none/a`, DUE)).toThrow();
    await Deno.writeTextFile(`${folder}/b`, "\x01\0\0\0\x09");
    using reader = new JournalReader(`${folder}/b`);
    await expect(reader.read(collect().receiver)).rejects.toThrow(SyntaxError);
  }));

test("a journal on a disk that is full throws, so that its sink ends and counts nothing that it does not keep", () => {
  // Writes to this device fail for want of space.
  const journal = () => new ArrivalJournal("/dev/full", DUE);
  expect(journal).toThrow("No space left on device");
});
