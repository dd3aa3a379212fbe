import { expect, test } from "vitest";
import { mayStand, Writes } from "../../../src/workloads/key_value/write_history.ts";
import type { Outcome } from "../../../src/record/mod.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/**
 * Plays a history of one key: `+` begins the next write, `3` ends the third with `ok`, `3?` with a time-out, `3x` with a
 * rejection. Returns the serials that may stand in the key after it.
 */
function play(history: string): number[] {
  const writes = new Writes(1);
  let sent = 0;
  for (const step of history.split(" ")) {
    if (step === "+") {
      expect(writes.begin(0)).toBe(++sent);
      continue;
    }
    const outcome: Outcome = step.endsWith("?")
      ? "timeout"
      : step.endsWith("x")
      ? "rejected"
      : "ok";
    writes.end(0, parseInt(step), outcome);
  }
  const written = writes.written(0, "key-0");
  return Array.from({ length: sent + 2 }, (_, i) => i + 1)
    .filter((serial) => mayStand(serial, written));
}

test.each([
  ["one after the other", "+ 1 + 2 + 3", [3]],
  ["two at once, acknowledged in order", "+ + 1 2", [1, 2]],
  ["two at once, acknowledged the other way round", "+ + 2 1", [1, 2]],
  ["two at once, and one after both", "+ + 2 1 + 3", [3]],
  ["one after the second of two, beside the first", "+ + 2 + 3 1", [1, 3]],
  ["one after the first of two, beside the second", "+ + 1 + 3 2", [2, 3]],
  ["an older one that outlasts three", "+ + 2 + 3 + 4 1", [1, 4]],
  ["one that nobody answered, and one after it", "+ 1? + 2", [1, 2]],
  ["the same, and two more after it", "+ 1? + 2 + 3", [1, 3]],
  ["the last that nobody answered", "+ 1 + 2 + 3?", [2, 3]],
  ["one that was rejected, and one after it", "+ 1 + 2x + 3", [3]],
  ["one that is under way at the end", "+ 1 + 2 +", [2, 3]],
])("mayStand() after writes: %s", (_, history, expected) => {
  expect(play(history)).toEqual(expected);
});

test("mayStand() is as the definition has it: no acknowledged write began after its acknowledgement", () => {
  const random = seededRandom(11);
  const pick = (n: number) => Math.floor(random() * n);
  for (let round = 0; round < 500; round++) {
    const steps: string[] = [];
    const underWay: number[] = [];
    const begun = new Map<number, number>();
    const ended = new Map<number, { at: number; ok: boolean }>();
    for (let at = 0; at < 24; at++) {
      if (underWay.length === 0 || (underWay.length < 4 && random() < 0.5)) {
        const serial = begun.size + 1;
        begun.set(serial, at);
        underWay.push(serial);
        steps.push("+");
      } else {
        const [serial = 0] = underWay.splice(pick(underWay.length), 1);
        const ok = random() < 0.7;
        ended.set(serial, { at, ok });
        steps.push(ok ? `${serial}` : `${serial}?`);
      }
    }
    for (const serial of underWay) steps.push(`${serial}?`);
    const acknowledged = [...ended].filter(([, { ok }]) => ok);
    if (acknowledged.length === 0) continue;
    const expected = [...begun.keys()].filter((serial) => {
      const end = ended.get(serial);
      return !end?.ok ||
        !acknowledged.some(([later]) => (begun.get(later) ?? NaN) > end.at);
    });
    expect([steps, play(steps.join(" "))]).toEqual([steps, expected]);
  }
});

test("Writes.written() counts what was acknowledged, by key", () => {
  const writes = new Writes(2);
  for (const outcome of ["ok", "ok", "failed", "ok", "degraded"] as const) {
    writes.end(1, writes.begin(1), outcome);
  }
  expect(writes.written(1, "key-1")).toEqual({
    key: "key-1",
    writes: 3,
    acknowledged: 4,
    sent: 5,
    unordered: [3],
  });
  expect(writes.written(0, "key-0")).toMatchObject({ writes: 0, sent: 0 });
});
