/** Says on the first screen what limits the answer on forwarders. */
import { formatValue } from "../../record/mod.ts";
import type { LimitParts } from "../../report/cells.ts";
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import type { ForwarderStudy } from "../forwarding/forwarder_study.ts";
import { isComplete } from "../forwarding/measures/line_accounts.ts";
import { judgedEarlier, leftOut } from "../forwarding/revisions.ts";
import { forwardingAttributes } from "../forwarding/verdicts/attributes.ts";
import { counted, limitIf, sharedLimit } from "./answer_parts.ts";
import { type Candidate, ownSystems } from "./forwarding_candidates.ts";
import { listNames } from "./forwarding_failures.ts";

/** Runs below which a verdict is said to rest on few. */
const FEW_RUNS = 5;

/** Returns the limits, those on single verdicts first. */
export function forwardingLimits(
  { runs, cells, variants, revisions }: ForwarderStudy,
  candidates: readonly Candidate[],
): LimitParts[] {
  const counting = runs.filter(({ verdict: { kind } }) =>
    kind !== "invalid" && kind !== "not run"
  );
  // Throughput is searched for, and has no variants.
  const searched = cells.filter(({ attribute }) => attribute === "throughput");
  const sizes = [...variants, ...searched].map(({ n }) => n)
    .filter((n) => n > 0);
  const few = sizes.filter((n) => n < FEW_RUNS).length;
  const most = Math.max(0, ...sizes);
  const own = counting.filter(({ measures: { run } }) =>
    !ownSystems.has(run.system)
  );
  const copies = Math.max(
    0,
    ...own.map(({ measures: { accounts, run } }) =>
      accounts.filter((account) => isComplete(account, run.topology))
        .reduce((sum, { duplicates }) => sum + duplicates, 0)
    ),
  );
  const adapted = [
    ...new Set(
      own.filter(({ measures }) => measures.cost.adapter_memory !== null)
        .map(({ measures }) => measures.run.system),
    ),
  ].toSorted();
  const gaps = candidates.reduce((sum, { unknown }) => sum + unknown, 0);
  const earlier = leftOut(revisions);
  const old = judgedEarlier(revisions).length;
  const disturbed = counting.filter(({ measures }) => measures.run.disturbed);
  const processors = new Set(
    counting.map(({ measures }) => measures.run.processor)
      .filter((name) => name !== ""),
  ).size;
  return [
    ...failedOtherwise(cells, candidates),
    ...limitIf(
      few > 0,
      few === sizes.length
        ? `no forwarder has more than ${counted(most, "run")} a case`
        : `${few} of ${sizes.length} cases have fewer than ${FEW_RUNS} runs`,
    ),
    ...limitIf(
      copies > 0,
      `up to ${formatValue(copies, "")} copies in a run`,
      "The finding in full",
    ),
    ...limitIf(
      adapted.length > 0,
      `${listNames(adapted)}: through our adapters`,
      "Restart",
    ),
    ...limitIf(
      gaps > 0,
      `${counted(gaps, "question")} without an answer`,
      "Every verdict",
    ),
    ...limitIf(
      earlier > 0,
      `${counted(earlier, "run")} of earlier settings left out`,
      "What was run",
    ),
    ...limitIf(
      old > 0,
      `${counted(old, "verdict")} by earlier settings`,
      "What was run",
    ),
    ...sharedLimit(disturbed.length, counting.length),
    // Latency and processor time of one forwarder are of all its runs together.
    ...limitIf(
      processors > 1,
      `${processors} kinds of processor, taken together`,
      "What was run",
    ),
    ...limitIf(true, "one machine a run, loopback, short outages"),
  ];
}

/** Returns a limit for each forwarder that passed an attribute as it is required, and failed another variant of it. */
function failedOtherwise(
  cells: readonly AttributeCell[],
  candidates: readonly Candidate[],
): LimitParts[] {
  return candidates.flatMap(({ system, cells: judged }) =>
    cells.filter((cell) =>
      cell.system === system && cell.kind === "fail" &&
      judged.some(({ attribute, variant, kind }) =>
        attribute === cell.attribute && variant !== cell.variant &&
        (kind === "pass" || kind === "pass with loss")
      )
    ).flatMap(({ attribute, variant, worst, n }) => {
      const { label } = forwardingAttributes[attribute];
      return limitIf(
        true,
        `${system}, ${variant}: ${worst} of ${n} runs failed ${label.toLowerCase()}`,
        label,
      );
    })
  );
}
