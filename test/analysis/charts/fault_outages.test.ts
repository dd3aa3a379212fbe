import { expect, test } from "vitest";
import { faultOutages } from "../../../src/analysis/charts/fault_outages.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

const gap = { seconds: 1.5, censored: false, detected: true };

test("faultOutages() puts the dearest fault first, with what each run showed", () => {
  const rows = faultOutages(toTestFaultStudy([
    toTestRecovery({ fault: "slow-node", attempted: 100, lost: 0 }),
    toTestRecovery({
      ...{ attempted: 100, lost: 25 },
      probeGap: { ...gap, baseline: null, limit: null },
      recovered: { seconds: 14, censored: true },
    }),
  ]));
  expect(rows).toEqual([
    {
      fault: "kill-leader",
      ...{ share: 25, lower: null, upper: null, shareText: "25 %" },
      runs: [{
        share: 25,
        outage: { seconds: 1.5, known: "seen" },
        steady: { seconds: 14, known: "beyond" },
        healed: 5,
      }],
    },
    {
      fault: "slow-node",
      ...{ share: 0, lower: null, upper: null, shareText: "0 %" },
      runs: [{ share: 0, outage: null, steady: null, healed: 5 }],
    },
  ]);
});

test("faultOutages() keeps an outage below the limit as what it is at most", () => {
  const [row] = faultOutages(toTestFaultStudy([toTestRecovery({
    probeGap: { ...gap, detected: false, baseline: 1, limit: 2 },
  })]));
  expect(row?.share).toBeNull();
  expect(row?.runs[0]).toMatchObject({
    share: null,
    outage: { seconds: 2, known: "below" },
  });
});
