/** Points of the chart of reported results: the latency that was reported beside the one that follows from Little's law. */
import type { AgreementRow } from "../../figures/mod.ts";
import { formatValue, fromBase } from "../../record/mod.ts";
import { littlesLaw, unitSlip } from "../integrity/value_checks.ts";
import type { Claim, Claims } from "../scaling/reported_claims.ts";

/**
 * Returns a point for each result that tells workers, rate and mean latency, in milliseconds. Expected is workers / rate.
 * A result that is not valid is drawn and in no check.
 */
export function claimPoints(
  { claims }: Pick<Claims, "claims">,
): AgreementRow[] {
  return claims.flatMap((claim) => {
    const { workers, rate, mean_latency } = claim;
    if (!workers || !rate || !mean_latency) return [];
    return [{
      expected: fromBase(workers / rate, "ms"),
      stated: fromBase(mean_latency, "ms"),
      name: nameOf(claim),
      // Printed rows lie too close to each other for their names.
      label: claim.document === "" ? nameOf(claim) : "",
      ...resultOf(claim),
    }];
  });
}

/** Names a result by its document, nodes and workers, or by its file, whose name says what it is; with spaces. */
function nameOf({ from, document, nodes, workers }: Claim): string {
  if (document !== "") {
    return [
      document.replaceAll("_", " "),
      nodes === null ? "" : `${nodes} nodes`,
      workers === null ? "" : `${workers} workers`,
    ].filter((part) => part !== "").join(", ");
  }
  return from.replace(/\.[a-z]+$/, "").replaceAll("_", " ");
}

const results = {
  pass: { result: "agrees", meaning: "ok" },
  warn: { result: "doubtful", meaning: "late" },
  fail: { result: "disagrees", meaning: "failed" },
  given: { result: "cannot be asked", meaning: "missing" },
  unknown: { result: "cannot be asked", meaning: "missing" },
} as const;

function resultOf(claim: Claim): Pick<AgreementRow, "result" | "meaning"> {
  return claim.status === "ok"
    ? results[littlesLaw(claim).result]
    : { result: `${claim.status}, in no check`, meaning: "missing" };
}

/** Returns the ratios by which results miss the law and a slip of the unit would explain it, each once. */
export function claimSlips(
  { claims }: Pick<Claims, "claims">,
): { readonly ratio: number; readonly label: string }[] {
  const slips = claims.filter(({ status }) => status === "ok")
    .flatMap((claim) => unitSlip(claim) ?? []);
  return [...new Set(slips)].map((slip) => ({
    ratio: 1 / slip,
    label: slip > 1
      ? `1 / ${formatValue(slip, "")} of it`
      : `${formatValue(1 / slip, "")} times it`,
  }));
}
