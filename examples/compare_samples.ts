/**
 * Compares two samples: throughput of four runs before a change and of four after it. Run:
 * deno run examples/compare_samples.ts
 */
// deno-lint-ignore-file no-console
import { formatValue } from "loadline";
import { hodgesLehmann, mannWhitney, median } from "loadline/statistics";

const before = [1480, 1512, 1495, 1503];
const after = [1604, 1587, 1622, 1611];

const { p } = mannWhitney(before, after);
const { shift, lower, upper } = hodgesLehmann(before, after);

console.log(
  `median ${formatValue(median(before), "1/s")} -> ${
    formatValue(median(after), "1/s")
  } ok/s`,
);
if (p >= 0.05) {
  console.log(`~ (p ${p.toPrecision(2)}, n ${before.length}+${after.length})`);
} else {console.log(
    `shift ${shift} ok/s, interval ${lower} to ${upper}, p ${p.toPrecision(2)}`,
  );}
