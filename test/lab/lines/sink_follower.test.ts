import { expect, test } from "vitest";
import { ArrivalJournal } from "../../../src/lab/lines/arrival_journal.ts";
import { followSinks } from "../../../src/lab/lines/sink_follower.ts";
import type { Sample } from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";
import { until } from "../_until.ts";
import { DUE } from "./_lines.ts";

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
