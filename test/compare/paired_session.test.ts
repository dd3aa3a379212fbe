import { expect, test } from "vitest";
import { planLooks } from "../../src/compare/paired_looks.ts";
import {
  type PairedRequest,
  runPaired,
} from "../../src/compare/paired_session.ts";
import { seededRandom } from "../../src/statistics/mod.ts";
import { toComparedRun } from "../testing/compared_runs.ts";

/** Makes runs whose p99 drifts upwards with time, has this noise, and is higher by a factor for variant B. */
function toRequest(
  { noise, factor, most = 20, width = 0.1 }: {
    readonly noise: number;
    readonly factor: number;
    readonly most?: number;
    readonly width?: number;
  },
): { readonly request: PairedRequest; readonly made: string[] } {
  const random = seededRandom(3);
  const made: string[] = [];
  return {
    made,
    request: {
      ...{ metric: "p99", width, looks: planLooks(most), onLook: () => {} },
      makeRun({ variant, block }) {
        made.push(`${block}${variant}`);
        const level = 0.1 * (1 + made.length / 200) *
          (1 + noise * (random() - 0.5));
        return Promise.resolve(toComparedRun(`r${made.length}`, {
          metrics: { p99: variant === "b" ? factor * level : level },
        }));
      },
    },
  };
}

test("runPaired() makes blocks of A B B A until the interval is as narrow as asked, whatever the drift", async () => {
  const { request, made } = toRequest({ noise: 0.02, factor: 1.1 });
  const { end, blocks, effect } = await runPaired(request);
  expect(made.slice(0, 8))
    .toEqual(["1a", "1b", "1b", "1a", "2a", "2b", "2b", "2a"]);
  expect([end, blocks, made.length]).toEqual(["narrow", 4, 16]);
  expect(effect?.change).toBeCloseTo(0.1, 1);
  expect(effect?.lower).toBeLessThan(0.1);
  expect(effect?.upper).toBeGreaterThan(0.1);
});

test("runPaired() ends after all blocks if noise keeps the interval wide", async () => {
  const looks: number[] = [];
  const { request, made } = toRequest({ noise: 1, factor: 1, most: 6 });
  const { end, blocks } = await runPaired({
    ...request,
    onLook: (look) => looks.push(look.blocks),
  });
  expect([end, blocks, made.length]).toEqual(["all blocks", 6, 24]);
  expect(looks).toEqual([...planLooks(6).blocks]);
});

test("runPaired() ends when it is stopped, and when runs do not count", async () => {
  const { request } = toRequest({ noise: 0.1, factor: 1 });
  let left = 5;
  const stopped = await runPaired({
    ...request,
    makeRun: (place) =>
      left-- > 0 ? request.makeRun(place) : Promise.resolve(null),
  });
  expect([stopped.end, stopped.runs.length, stopped.blocks])
    .toEqual(["stopped", 5, 2]);
  const failing = await runPaired({
    ...request,
    makeRun: ({ variant, block }) =>
      Promise.resolve(
        toComparedRun(`${variant}${block}`, { status: "failed" }),
      ),
  });
  expect([failing.end, failing.runs.length, failing.effect])
    .toEqual(["runs fail", 4, null]);
});

test("runPaired() refuses a metric that the first run does not have, and names those that it has", async () => {
  const { request, made } = toRequest({ noise: 0.1, factor: 1 });
  await expect(runPaired({ ...request, metric: "p98" })).rejects
    .toThrow("run r1 has none; it must be one of p99");
  expect(made).toHaveLength(1);
});

test("runPaired() misses the true change at any look in at most one of twenty sessions", async () => {
  const random = seededRandom(11);
  let missed = 0;
  const sessions = 100;
  for (let session = 0; session < sessions; session++) {
    let number = 0;
    let isMissed = false;
    await runPaired({
      // So narrow that every session is looked at as often as planned.
      ...{ metric: "p99", width: 1e-9, looks: planLooks(12) },
      onLook({ effect }) {
        isMissed ||= (effect?.lower ?? -1) > 0.2 || (effect?.upper ?? 1) < 0.2;
      },
      makeRun({ variant }) {
        number += 1;
        // A slow drift, noise, and now and then a run that is far off.
        const level = (1 + number / 100) * (1 + 0.2 * random()) *
          (random() < 0.1 ? 2 : 1);
        return Promise.resolve(toComparedRun(`r${number}`, {
          metrics: { p99: variant === "b" ? 1.2 * level : level },
        }));
      },
    });
    if (isMissed) missed += 1;
  }
  // Four standard errors above 5 % of the sessions.
  expect(missed).toBeLessThanOrEqual(5 + 4 * Math.sqrt(sessions * 0.05 * 0.95));
});
