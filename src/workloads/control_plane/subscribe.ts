/** Subscribes to the changes of a control plane, and again whenever the subscription ends. */
import type {
  ControlPlaneClient,
  Subscriber,
} from "../../systems/control_plane/control_plane.ts";

/** Time between two attempts to subscribe again. */
const AGAIN_MS = 250;

export interface SubscribeOptions extends Subscriber {
  /** Called when it is subscribed again: what changed meanwhile was not told. */
  readonly onAgain: () => void;
  /** Waits for milliseconds, or until the load is stopped. */
  readonly again: (milliseconds: number) => Promise<void>;
  readonly isStopped: () => boolean;
}

/** Resolves once it is subscribed for the first time. Rejects if that fails. `onLost` gets the reason of each gap. */
export async function subscribe(
  watch: NonNullable<ControlPlaneClient["watch"]>,
  { onEvent, onLost, onAgain, again, isStopped }: SubscribeOptions,
): Promise<AsyncDisposable> {
  let isDisposed = false;
  const lost = (reason: string) => {
    if (isDisposed) return;
    onLost(reason);
    void retry();
  };
  let current = await watch({ onEvent, onLost: lost });

  async function retry(): Promise<void> {
    while (!isDisposed && !isStopped()) {
      await again(AGAIN_MS);
      const next = await watch({ onEvent, onLost: lost }).catch(() => null);
      if (next === null) continue;
      if (isDisposed) return await next[Symbol.asyncDispose]();
      await current[Symbol.asyncDispose]();
      current = next;
      onAgain();
      return;
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await current[Symbol.asyncDispose]();
    },
  };
}
