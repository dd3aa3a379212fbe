import { expect, test } from "vitest";
import { ArrivalJournal } from "../../../src/lab/lines/arrival_journal.ts";
import { LineAccount } from "../../../src/lab/lines/line_account.ts";
import { followSinks } from "../../../src/lab/lines/sink_follower.ts";
import type { Sample } from "../../../src/record/mod.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { withTempFolder } from "../../testing/records.ts";
import { until } from "../_until.ts";
import { DUE } from "./_lines.ts";

test.each([1, 2, 3])(
  "an account is that of a naive one over all arrivals, seed %d",
  (seed) => {
    const random = seededRandom(seed);
    const integer = (below: number) => Math.floor(random() * below);
    const account = new LineAccount(3);
    const counts = new Map<string, number>();
    const highest = new Map<number, number>();
    let [received, backSteps, foreign] = [0, 0, 0];
    for (let turn = 0; turn < 2000; turn++) {
      const stream = integer(5);
      const first = Math.max(0, turn * 3 + integer(300) - 150);
      const length = 1 + integer(9);
      account.add({ stream, first, length, at: DUE + turn });
      if (stream > 3) foreign += length;
      if (stream > 3 || stream === 0) continue;
      for (let line = first; line < first + length; line++) {
        const key = `${stream} ${line}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        received++;
        const high = highest.get(stream) ?? -1;
        if (line < high) backSteps++;
        highest.set(stream, Math.max(high, line));
      }
    }
    const duplicates = [...counts.values()].reduce((n, of) => n + of - 1, 0);
    expect(account.counts).toMatchObject({
      ...{ received, backSteps, foreign, duplicates, torn: 0 },
      unique: counts.size,
    });
    const repeated = [1, 2, 3].flatMap((
      stream,
    ) => [...account.repeated(stream)]).reduce((sum, { n }) => sum + n, 0);
    expect(repeated).toBe(duplicates);
    const span = { first: 0, last: 6500 };
    for (const stream of [1, 2, 3]) {
      const missing = [...account.missing(stream, span)]
        .reduce((sum, { first, last }) => sum + last + 1 - first, 0);
      const there = [...counts.keys()]
        .filter((key) => key.startsWith(`${stream} `)).length;
      expect(missing + there).toBe(6501);
    }
  },
);

test("a sequence number beyond all is noise", () => {
  const account = new LineAccount(1);
  account.add({ stream: 1, first: 999_999_999_999, length: 1, at: DUE });
  account.add({ stream: 0, first: 999_999_999_999, length: 1, at: DUE });
  expect(account.counts).toMatchObject({
    received: 0,
    foreign: 1,
    lastAt: null,
  });
});

test("latencies are kept by the phase in which lines were due, though they arrive later", () =>
  withTempFolder(async (folder) => {
    const sinks = [{ name: "sink-1", journal: `${folder}/sink-1.arrivals` }];
    await using follower = followSinks({
      ...{ run_id: "r", sinks, streams: 1, cluster: false },
      onSamples: () => {},
    });
    follower.phase("measure", DUE);
    using journal = new ArrivalJournal(sinks[0]?.journal ?? "", DUE);
    journal.begin(DUE + 5);
    journal.run(1, 0, 10, DUE + 3);
    journal.write();
    await follower.poll();
    follower.phase("fault", DUE + 100);
    journal.begin(DUE + 4100);
    journal.run(1, 10, 20, DUE + 99);
    journal.run(1, 30, 40, DUE + 100);
    journal.write();
    follower.phase("measure", DUE + 4200);
    journal.begin(DUE + 4302);
    journal.run(1, 70, 80, DUE + 4300);
    journal.run(0, 0, 5, DUE + 4300);
    journal.write();
    await follower.stop();
    const got = follower.deliveries().map((
      { kind, lower, count },
    ) => [kind, lower, count]);
    expect(got).toEqual([
      ["delivery sink-1 measure", 0.002, 90],
      ["delivery sink-1 measure", 4, 20],
      ["delivery sink-1 fault", 4, 40],
    ]);
  }));

test("a follower samples by itself, and says which journal is none", () =>
  withTempFolder(async (folder) => {
    const sinks = [{ name: "sink-1", journal: `${folder}/a` }];
    const samples: Sample[] = [];
    await using follower = followSinks({
      ...{ run_id: "r", sinks, streams: 1, cluster: true },
      onSamples: (rows) => samples.push(...rows),
    });
    await until(() => samples.length >= 36);
    expect(new Set(samples.map(({ source }) => source)))
      .toEqual(new Set(["sink-1", "cluster"]));
    await Deno.writeTextFile(`${folder}/a`, "\x01\0\0\0\x09");
    await until(() => follower.broken.aborted);
    await expect(follower.stop()).rejects.toThrow(SyntaxError);
    expect(() => follower.account("sink-2")).toThrow(TypeError);
  }));
