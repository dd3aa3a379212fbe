/** Made-up run of 30 minutes with a fault, an outage, late answers and a gap, and one of five seconds. */
import type { RunClock, RunMoment } from "../../../src/figures/run/clock.ts";
import type { RunTimeline } from "../../../src/figures/run/run_timeline.ts";

export function toPhase(
  label: string,
  from: number,
  until: number | null,
  measured = false,
): RunMoment {
  return { kind: "phase", label, from, until, measured };
}

/** Two minutes of warm-up, a fault from 10 to 15 minutes. */
export const longClock: RunClock = {
  zero: "the start of measuring",
  from: -120,
  until: 1700,
  moments: [
    toPhase("warm-up", -120, 0),
    toPhase("measuring", 0, 600, true),
    toPhase("fault", 600, 900, true),
    toPhase("recovery", 900, 1680, true),
    toPhase("cool-down", 1680, null),
    {
      kind: "fault",
      label: "leader killed: node-0",
      from: 605,
      until: 900,
      measured: false,
    },
    {
      kind: "event",
      label: "node-1 leads",
      from: 640,
      until: null,
      measured: false,
    },
    {
      kind: "event",
      label: "node-0 caught up",
      from: 960,
      until: null,
      measured: false,
    },
  ],
};

export const shortClock: RunClock = {
  zero: "the start of measuring",
  from: -1,
  until: 4.4,
  moments: [
    toPhase("warm-up", -1, 0),
    toPhase("measuring", 0, 4, true),
    toPhase("cool-down", 4, null),
  ],
};

/** Repeatable number from 0 to 1. */
export function noise(i: number): number {
  const wave = Math.sin(i * 12.9898) * 43758.5453;
  return wave - Math.floor(wave);
}

export const longTimeline: RunTimeline = {
  clock: longClock,
  width: 15,
  unfinished: 3,
  bins: Array.from({ length: 121 }, (_, i) => {
    const from = -120 + i * 15;
    const until = Math.min(from + 15, 1700);
    const gap = from >= 1200 && from < 1290;
    const out = from >= 600 && from < 645;
    const slow = from >= 645 && from < 900;
    if (gap) {
      return {
        ...{ from, until, in_time: null, late: null, failed: null },
        ...{ p50: null, p95: null, p99: null, max: null },
      };
    }
    const all = Math.round((until - from) * (395 + 10 * noise(i)));
    const late = slow ? Math.round(all * 0.15 * (1 + noise(i))) : 0;
    const failed = out ? all : slow ? Math.round(all * 0.02 * noise(i)) : 0;
    const p50 = (slow ? 0.08 : 0.004) * (0.9 + 0.2 * noise(i + 7));
    return {
      ...{ from, until, in_time: all - late - failed, late, failed },
      p50: out ? null : p50,
      p95: out ? null : p50 * 3,
      p99: out ? null : p50 * (6 + 2 * noise(i + 3)),
      max: out ? null : p50 * (10 + 30 * noise(i + 5)),
    };
  }),
};

export const shortTimeline: RunTimeline = {
  clock: shortClock,
  width: 0.25,
  unfinished: 0,
  bins: Array.from({ length: 21 }, (_, i) => {
    const from = -1 + i * 0.25;
    const p50 = 0.0021 * (0.95 + 0.1 * noise(i));
    return {
      from,
      until: i === 20 ? 4.4 : from + 0.25,
      in_time: Math.round((i === 20 ? 0.4 : 0.25) * (300 + 40 * noise(i + 1))),
      late: 0,
      failed: 0,
      p50,
      p95: i % 2 === 0 ? p50 * 1.4 : null,
      p99: null,
      max: p50 * (1.6 + noise(i + 2)),
    };
  }),
};
