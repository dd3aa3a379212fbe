import { expect, test } from "vitest";
import { recoveryCurves } from "../../../../src/analysis/platform/recovery/recovery_curves.ts";
import { toLostInstance } from "../../../testing/platform_rows.ts";

const seen = (seconds: number) => ({ seconds, censored: false });

test("recoveryCurves() has all instances, then each kind", () => {
  const curves = recoveryCurves([
    ...Array.from(
      { length: 20 },
      (_, i) => toLostInstance(i + 1, { noticed: 1 + i / 100 }),
    ),
    toLostInstance(60, { kind: "crashing", censored: true }),
  ]);
  expect(curves.map(({ kind, n, returned }) => [kind, n, returned])).toEqual([
    ["all", 21, 20],
    ["crashing", 1, 0],
    ["hello", 20, 20],
  ]);
  const [all, crashing, hello] = curves;
  expect(hello?.times.map(({ time }) => time)).toEqual([
    ...[seen(10), seen(19), seen(20)],
  ]);
  // Twenty of twenty-one are 95.2 %, and never all.
  expect(all?.times.map(({ time }) => time)).toEqual([
    ...[seen(11), seen(20), { seconds: 60, censored: true }],
  ]);
  expect(crashing?.times[0]?.time).toEqual({ seconds: 60, censored: true });
  expect(all).toMatchObject({ first_noticed: 1, last_noticed: 1.19 });
  expect(crashing?.first_noticed).toBeNull();
  expect(all?.rate.rate).toBeCloseTo(20 / 21);
});

test("recoveryCurves() tells when requests reached an instance, if all are known", () => {
  const [all] = recoveryCurves([
    toLostInstance(10, { routable: 14 }),
    toLostInstance(20, { routable: 21 }),
  ]);
  expect(all).toMatchObject({ routable: seen(21), routing_gap: 4 });
  const [partly] = recoveryCurves([
    toLostInstance(10, { routable: 14 }),
    toLostInstance(90, { censored: true }),
  ]);
  expect(partly?.routable).toEqual({ seconds: 90, censored: true });
  const [unknown] = recoveryCurves([toLostInstance(10)]);
  expect(unknown).toMatchObject({ routable: null, routing_gap: null });
  expect(recoveryCurves([])).toEqual([]);
});
