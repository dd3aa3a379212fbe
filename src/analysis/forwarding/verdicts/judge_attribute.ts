/** The verdict of a run on the attribute that it asks for. */
import { causeOf } from "../../validity/validity.ts";
import { type ForwardingAttribute, isAttribute } from "./attributes.ts";
import { judgeBufferCap, judgeDiskFull } from "./cap_verdicts.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import {
  judgeChain,
  judgeFidelity,
  judgeSinkCluster,
  judgeThroughput,
} from "./load_verdicts.ts";
import {
  completeAccounts,
  judgeBackPressure,
  judgeFanOut,
  judgeRestart,
} from "./outage_verdicts.ts";
import { type AttributeVerdict, lostOf, verdict } from "./verdict.ts";

const judges: Readonly<
  Record<
    ForwardingAttribute,
    (measures: ForwardingMeasures) => AttributeVerdict
  >
> = {
  "back-pressure": judgeBackPressure,
  "buffer-cap": judgeBufferCap,
  "disk-full": judgeDiskFull,
  throughput: judgeThroughput,
  "fan-out": judgeFanOut,
  "sink-cluster": judgeSinkCluster,
  restart: judgeRestart,
  fidelity: judgeFidelity,
  chain: judgeChain,
};

/** Returns the lines lost of a run that failed; null if it was over before its account was closed. */
function lostIfCounted(measures: ForwardingMeasures): number | null {
  const accounts = completeAccounts(measures);
  return accounts.some(({ sent }) => sent > 0) ? lostOf(accounts) : null;
}

/** Returns the verdict of a run. A run that ended because the forwarder did is a failure of it, and no gap in the table. */
export function judgeAttribute(measures: ForwardingMeasures): AttributeVerdict {
  const { run } = measures;
  const cause = causeOf(run) || run.notes;
  switch (run.status) {
    case "running":
    case "incomplete":
    case "skipped":
      return verdict("not run", run.status, cause || run.status);
    case "invalid":
      return verdict("invalid", run.reasons[0]?.code ?? "invalid", cause);
    case "failed":
      return verdict("fail", run.reasons[0]?.code ?? "failed", cause, {
        lost: lostIfCounted(measures),
      });
    case "ok":
      return isAttribute(run.attribute)
        ? judges[run.attribute](measures)
        : verdict("not run", "unknown", `no attribute '${run.attribute}'`);
  }
}
