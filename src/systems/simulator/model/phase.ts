/** An action of a client with a limit: it ends once, whatever comes first. */
import type { PlatformResult, PushOptions } from "../../platform/platform.ts";
import { after, toMs, type World } from "./world.ts";

export interface Phase {
  isOver(): boolean;
  succeed(): void;
  fail(code: string, error: string): void;
}

/** What a signal cancels: thousands of pushes share one, which looks through its listeners whenever one is added. */
const cancelsBySignal = new WeakMap<AbortSignal, Set<() => void>>();

function cancelsOf(signal: AbortSignal): Set<() => void> {
  const known = cancelsBySignal.get(signal);
  if (known !== undefined) return known;
  const cancels = new Set<() => void>();
  cancelsBySignal.set(signal, cancels);
  signal.addEventListener("abort", () => {
    for (const cancel of [...cancels]) cancel();
  });
  return cancels;
}

/** Begins an action now; calls `done` once, when it has succeeded, failed, reached its limit or was cancelled. */
export function toPhase(
  world: World,
  { timeout, signal }: PushOptions,
  done: (result: PlatformResult) => void,
): Phase {
  const begun = world.now;
  let isOver = false;
  const cancel = () =>
    end({ outcome: "cancelled", error: "", code: "cancelled" });
  const end = (
    result: Pick<PlatformResult, "outcome" | "error" | "code">,
  ): void => {
    if (isOver) return;
    isOver = true;
    cancels.delete(cancel);
    done({
      startedAt: toMs(world, begun),
      duration: world.now - begun,
      attempts: 1,
      ...result,
    });
  };
  const cancels = cancelsOf(signal);
  cancels.add(cancel);
  after(world, timeout, () =>
    end({
      outcome: "timeout",
      error: `not done within ${timeout} s`,
      code: "timeout",
    }));
  if (signal.aborted) cancel();
  return {
    isOver: () => isOver,
    succeed: () => end({ outcome: "ok", error: "", code: "" }),
    fail: (code, error) => end({ outcome: "failed", error, code }),
  };
}
