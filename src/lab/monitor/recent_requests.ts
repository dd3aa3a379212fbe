/** Requests of the last seconds, counted in short slots so that each costs the same however many there are. */
import { LatencyHistogram } from "./latency_histogram.ts";

/** Window of rates and latency, and the slots in it. */
const WINDOW_MS = 5000;
const SLOT_MS = 250;
const SLOTS = WINDOW_MS / SLOT_MS;

interface Slot {
  completed: number;
  failed: number;
  /** Of successful requests; null before the first. */
  latency: LatencyHistogram | null;
}

/** What was completed in the window. */
export interface RecentRates {
  /** Completed requests per second, failed ones too; null at the very begin. */
  readonly requests: number | null;
  readonly errors: number | null;
  /** Seconds, of successful requests; null for too few. */
  readonly p99: number | null;
}

export class RecentRequests {
  readonly #slots = new Map<number, Slot>();

  /** Adds a request that ended at `at`, in milliseconds since 1970; one older than the window is forgotten. */
  add(at: number, seconds: number, ok: boolean): void {
    const index = Math.floor(at / SLOT_MS);
    let slot = this.#slots.get(index);
    if (!slot) {
      slot = { completed: 0, failed: 0, latency: null };
      this.#slots.set(index, slot);
    }
    slot.completed++;
    if (!ok) {
      slot.failed++;
      return;
    }
    slot.latency ??= new LatencyHistogram();
    slot.latency.add(seconds);
  }

  /** Forgets what is older than the window before `clock`. */
  forget(clock: number): void {
    const oldest = Math.floor(clock / SLOT_MS) - SLOTS + 1;
    for (const index of this.#slots.keys()) {
      if (index < oldest) this.#slots.delete(index);
    }
  }

  /** Rates of the window before `clock`, or of the time since `since` if that is shorter. */
  rates(clock: number, since: number): RecentRates {
    this.forget(clock);
    const oldest = Math.floor(clock / SLOT_MS) - SLOTS + 1;
    const seconds = (clock - Math.max(since, oldest * SLOT_MS)) / 1000;
    const latency = new LatencyHistogram();
    let [completed, failed] = [0, 0];
    for (const slot of this.#slots.values()) {
      completed += slot.completed;
      failed += slot.failed;
      if (slot.latency) latency.addAll(slot.latency);
    }
    return {
      requests: seconds > 0 ? completed / seconds : null,
      errors: seconds > 0 ? failed / seconds : null,
      p99: latency.quantile(0.99),
    };
  }
}
