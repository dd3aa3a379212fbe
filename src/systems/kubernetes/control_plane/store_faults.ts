/** Takes etcd away from the API server for a while. */
import type { ManagedProcess } from "../../../lab/processes/managed_process.ts";
import { delay } from "../../../lab/timing/delay.ts";
import { now } from "../../../lab/timing/wall_clock.ts";
import type { StoreEvent, StoreShare } from "../../platform/platform.ts";

/** How it is cut off in whole: its process is killed and started again, or stopped and let go on. */
export type StoreCut = "kill" | "pause";

/** Seconds for which a store that answers slowly stands still, and goes on, in turns. */
const SLOW_S = { still: 0.4, going: 0.1 } as const;

/** Seconds between two looks whether it answers again. */
const LOOK_S = 0.05;

export interface StoreFaults extends AsyncDisposable {
  /** Takes it away for some seconds; resolves once it is away. Its return is an event. */
  cut(share: StoreShare, seconds: number): Promise<void>;
}

export interface StoreFaultsOptions {
  readonly etcd: Pick<ManagedProcess, "kill" | "start" | "pause" | "resume">;
  readonly how: StoreCut;
  readonly isUp: () => Promise<boolean>;
  readonly onEvent: (event: StoreEvent) => void;
}

/** On dispose, etcd is let go on at once, so that it can end in order; what kept it from coming back is thrown. */
export function toStoreFaults(
  { etcd, how, isUp, onEvent }: StoreFaultsOptions,
): StoreFaults {
  const stop = new AbortController();
  const { signal } = stop;
  const faults: Promise<void>[] = [];
  const tell = (state: StoreEvent["state"], share: StoreShare) =>
    onEvent({ kind: "store", at: now(), state, share });

  const slowDown = async (until: number) => {
    while (now() < until) {
      await etcd.pause();
      await delay(SLOW_S.still, signal);
      etcd.resume();
      await delay(SLOW_S.going, signal);
    }
  };
  const comeBack = async (share: StoreShare, seconds: number) => {
    if (share === "partial") await slowDown(now() + seconds * 1000);
    else {
      await delay(seconds, signal);
      if (how === "kill") etcd.start();
      else etcd.resume();
    }
    while (!(await isUp())) await delay(LOOK_S, signal);
    tell("reached", share);
  };
  return {
    async cut(share, seconds) {
      if (share === "total") {
        if (how === "kill") await etcd.kill();
        else await etcd.pause();
      }
      tell("cut", share);
      const fault = comeBack(share, seconds).catch((error) => {
        if (!signal.aborted) throw error;
      });
      fault.catch(() => {
        // Thrown on dispose.
      });
      faults.push(fault);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.allSettled(faults);
      etcd.resume();
      await Promise.all(faults);
    },
  };
}
