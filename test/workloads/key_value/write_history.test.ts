import { expect, test } from "vitest";
import {
  isAdmissible,
  WriteHistory,
} from "../../../src/workloads/key_value/write_history.ts";
import type { Outcome } from "../../../src/record/mod.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/**
 * Replays a history of one key: `+` begins the next write, `3` ends the third with `ok`, `3?` with a timeout, `3x`
 * with a rejection. Returns the admissible serials after it.
 */
function replay(steps: string): number[] {
  const history = new WriteHistory(1);
  let sent = 0;
  for (const step of steps.split(" ")) {
    if (step === "+") {
      expect(history.begin(0)).toBe(++sent);
      continue;
    }
    const outcome: Outcome = step.endsWith("?")
      ? "timeout"
      : step.endsWith("x")
      ? "rejected"
      : "ok";
    history.end(0, parseInt(step), outcome);
  }
  const keyHistory = history.toKeyHistory(0, "key-0");
  return Array.from({ length: sent + 2 }, (_, i) => i + 1)
    .filter((serial) => isAdmissible(serial, keyHistory));
}

test.each([
  ["one after the other", "+ 1 + 2 + 3", [3]],
  ["two concurrent, acknowledged in order", "+ + 1 2", [1, 2]],
  ["two concurrent, acknowledged in reverse order", "+ + 2 1", [1, 2]],
  ["two concurrent, and one after both", "+ + 2 1 + 3", [3]],
  ["one after the second of two, concurrent with the first", "+ + 2 + 3 1", [
    1,
    3,
  ]],
  ["one after the first of two, concurrent with the second", "+ + 1 + 3 2", [
    2,
    3,
  ]],
  ["an older one that outlasts three", "+ + 2 + 3 + 4 1", [1, 4]],
  ["an indeterminate one, and one after it", "+ 1? + 2", [1, 2]],
  ["the same, and two more after it", "+ 1? + 2 + 3", [1, 3]],
  ["an indeterminate last one", "+ 1 + 2 + 3?", [2, 3]],
  ["one that was rejected, and one after it", "+ 1 + 2x + 3", [3]],
  ["one in flight at the end", "+ 1 + 2 +", [2, 3]],
])("isAdmissible() after writes: %s", (_, steps, expected) => {
  expect(replay(steps)).toEqual(expected);
});

test("isAdmissible() follows the definition: no acknowledged write began after its acknowledgement", () => {
  const random = seededRandom(11);
  const pick = (n: number) => Math.floor(random() * n);
  for (let round = 0; round < 500; round++) {
    const steps: string[] = [];
    const inFlight: number[] = [];
    const began = new Map<number, number>();
    const ended = new Map<number, { at: number; ok: boolean }>();
    for (let at = 0; at < 24; at++) {
      if (inFlight.length === 0 || (inFlight.length < 4 && random() < 0.5)) {
        const serial = began.size + 1;
        began.set(serial, at);
        inFlight.push(serial);
        steps.push("+");
      } else {
        const [serial = 0] = inFlight.splice(pick(inFlight.length), 1);
        const ok = random() < 0.7;
        ended.set(serial, { at, ok });
        steps.push(ok ? `${serial}` : `${serial}?`);
      }
    }
    for (const serial of inFlight) steps.push(`${serial}?`);
    const acknowledged = [...ended].filter(([, { ok }]) => ok);
    if (acknowledged.length === 0) continue;
    const expected = [...began.keys()].filter((serial) => {
      const end = ended.get(serial);
      return !end?.ok ||
        !acknowledged.some(([later]) => (began.get(later) ?? NaN) > end.at);
    });
    expect([steps, replay(steps.join(" "))]).toEqual([steps, expected]);
  }
});

test("WriteHistory.toKeyHistory() counts what was acknowledged, by key", () => {
  const history = new WriteHistory(2);
  for (const outcome of ["ok", "ok", "failed", "ok", "degraded"] as const) {
    history.end(1, history.begin(1), outcome);
  }
  expect(history.toKeyHistory(1, "key-1")).toEqual({
    key: "key-1",
    writes: 3,
    acknowledged: 4,
    sent: 5,
    admissibleEarlier: [3],
  });
  expect(history.toKeyHistory(0, "key-0")).toMatchObject({
    writes: 0,
    sent: 0,
  });
});
