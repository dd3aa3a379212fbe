/** Subscribes to the changes of a control plane, and again whenever the subscription ends. */
import type {
  ControlPlaneClient,
  Subscriber,
} from "../../systems/control_plane/control_plane.ts";

/** Time between two attempts to subscribe again. */
const AGAIN_MS = 250;

/** Time that a control plane may take to accept a subscription: one that stands still answers nothing at all. */
const LIMIT_MS = 60_000;

export interface SubscribeOptions extends Subscriber {
  /** Called when it is subscribed again: what changed meanwhile was not told. */
  readonly onAgain: () => void;
  /** Waits for milliseconds, or until the load is stopped. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/**
 * Resolves once it is subscribed for the first time. Rejects if that fails, or takes longer than the load or a minute.
 * `onLost` gets the reason of each gap.
 */
export async function subscribe(
  watch: NonNullable<ControlPlaneClient["watch"]>,
  { onEvent, onLost, onAgain, sleep, isStopped }: SubscribeOptions,
): Promise<AsyncDisposable> {
  let isDisposed = false;
  let current = await begin();

  /** Subscribes once. A subscription is lost once at most, and only after it has begun: else it rejects. */
  async function begin(): Promise<AsyncDisposable> {
    const state = { hasBegun: false, reasons: [] as string[] };
    const watching = watch({
      onEvent,
      onLost(reason) {
        if (state.reasons.push(reason) === 1 && state.hasBegun) lost(reason);
      },
    });
    const late = sleep(LIMIT_MS).then((): never => {
      throw new Error(
        isStopped()
          ? "Cannot subscribe to changes as the load was stopped"
          : `Cannot subscribe to changes as there was no answer in ${
            LIMIT_MS / 1000
          } s`,
      );
    });
    late.catch(() => {
      // Thrown below, unless the control plane was faster.
    });
    try {
      const begun = await Promise.race([watching, late]);
      state.hasBegun = true;
      const [reason] = state.reasons;
      if (reason !== undefined) lost(reason);
      return begun;
    } catch (error) {
      void watching.then(end, () => {
        // It is the error, or of no account any more.
      });
      throw error;
    }
  }

  function lost(reason: string): void {
    if (isDisposed) return;
    onLost(reason);
    void retry();
  }

  async function retry(): Promise<void> {
    while (!isDisposed && !isStopped()) {
      await sleep(AGAIN_MS);
      const next = await begin().catch(() => null);
      if (next === null) continue;
      if (isDisposed) return await end(next);
      await end(current);
      current = next;
      onAgain();
      return;
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await end(current);
    },
  };
}

/** Ends a subscription, of which nobody may be left on the other side. */
async function end(subscription: AsyncDisposable): Promise<void> {
  await Promise.allSettled([subscription[Symbol.asyncDispose]()]);
}
