/** Made-up run of a forwarder: sink-2 is away for six seconds, and gets its backlog afterwards. */
import type { RunClock } from "../../../src/figures/run/clock.ts";
import type { TimedValue } from "../../../src/figures/run/rate_panel.ts";
import { noise, toPhase } from "./_sample_run.ts";

export const RATE = 30_000;
const STEP = 0.25;

export const linesClock: RunClock = {
  zero: "the start of the outage",
  from: -5,
  until: 16,
  moments: [
    toPhase("warm-up", -5, -3),
    toPhase("measuring", -3, 0, true),
    toPhase("outage", 0, 6, true),
    toPhase("recovery", 6, 12, true),
    toPhase("drain", 12, null),
    {
      kind: "fault",
      label: "killed: sink-2",
      from: 0,
      until: 6,
      measured: false,
    },
  ],
};

/** Values each quarter of a second from -5 to 16. */
export function toRates(
  rateAt: (seconds: number, index: number) => number,
): TimedValue[] {
  return Array.from({ length: 84 }, (_, i) => {
    const seconds = -5 + (i + 1) * STEP;
    return { seconds, value: rateAt(seconds - STEP, i) };
  });
}

export const sent = toRates((at) => at < 12 ? RATE : 0);

const wave = (i: number) => RATE * (0.97 + 0.06 * noise(i));

/** Dips while the backlog of another sink drains. */
export const healthy = toRates((at, i) =>
  at >= 12 ? 0 : at >= 6 && at < 7 ? RATE * 0.3 : wave(i)
);

/** Away for six seconds, then drains at a rate beyond the axis. */
export const away = toRates((at, i) =>
  at < 0 ? wave(i) : at < 6 ? 0 : at < 7.25 ? 180_000 : at < 12 ? wave(i) : 0
);
