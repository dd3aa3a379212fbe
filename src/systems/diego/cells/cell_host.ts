/** What the cells of one process share: their clients, their durations, and what is counted of them. */
import type { Attempt } from "../../../lab/clients/attempt.ts";
import type { BbsAnswer } from "../clients/bbs_answer.ts";
import type { BbsClient } from "../clients/bbs_client.ts";
import type { LocketClient } from "../clients/locket_client.ts";
import type { BbsError } from "../wire/messages.ts";
import type { Route } from "../wire/routes.ts";
import type { CellsPlan } from "./cells_plan.ts";
import type { Draws } from "./durations.ts";

export interface CellHost {
  readonly plan: Pick<
    CellsPlan,
    | "loopEvery"
    | "evacuationEvery"
    | "evacuationTimeout"
    | "presenceEvery"
    | "presenceTtl"
    | "zone"
  >;
  readonly bbs: Pick<BbsClient, "call">;
  readonly locket: Pick<LocketClient, "present" | "release">;
  readonly draws: Draws;
  readonly counts: CellCounts;
  /** Ends all loops; whoever aborts it clears the timers too. */
  readonly signal: AbortSignal;
  readonly timers: Set<ReturnType<typeof setTimeout>>;
  /** Next port of the host that leads to a container. */
  nextPort: number;
}

/** What was counted since it was last told. */
export interface CellCounts {
  loops: number;
  failedLoops: number;
  longestLoop: number;
  presences: EndedRequests;
  requests: Record<string, EndedRequests>;
}

/** Requests by how they ended. */
export interface EndedRequests {
  ok: number;
  conflict: number;
  failed: number;
}

export function noCounts(): CellCounts {
  return {
    ...{ loops: 0, failedLoops: 0, longestLoop: 0 },
    presences: noRequests(),
    requests: {},
  };
}

function noRequests(): EndedRequests {
  return { ok: 0, conflict: 0, failed: 0 };
}

export function countEnded(counts: EndedRequests, attempt: Attempt): void {
  if (attempt.outcome === "ok") counts.ok++;
  else if (attempt.code === "conflict") counts.conflict++;
  else counts.failed++;
}

/** Makes a request to the BBS, and counts how it ended by its path. */
export async function ask<
  Request,
  Answer extends { readonly error: BbsError | null },
>(
  { bbs, counts: { requests } }: Pick<CellHost, "bbs" | "counts">,
  route: Route<Request, Answer>,
  request: Request,
): Promise<BbsAnswer<Answer>> {
  const answer = await bbs.call(route, request);
  countEnded(requests[route.path] ??= noRequests(), answer);
  return answer;
}

/** Calls `act` after some seconds, unless the host ends before. */
export function after(
  seconds: number,
  act: () => void,
  { timers, signal }: Pick<CellHost, "timers" | "signal">,
): void {
  if (signal.aborted) return;
  const timer = setTimeout(() => {
    timers.delete(timer);
    act();
  }, seconds * 1000);
  timers.add(timer);
}
