/** For how long a Prometheus kept samples in one block. */
import { maybeUnit } from "../../record/mod.ts";
import type { RunRows } from "../series/run_rows.ts";

/** Seconds, as Prometheus has them by default. */
const DEFAULT = 2 * 3600;

/** Seconds of samples in a block; runs of before it was a setting of the experiment have it as text, or not at all. */
export function blockDuration({ params }: Pick<RunRows, "params">): number {
  const given = params.get("block_duration")?.number;
  if (typeof given === "number") return given;
  const text = params.get("prometheus_block_duration")?.value ?? "";
  const [, digits = "", symbol = ""] = /^([\d.]+)\s*([a-z]+)$/.exec(text) ?? [];
  const unit = maybeUnit(symbol);
  return digits === "" || unit?.dimension !== "time"
    ? DEFAULT
    : Number(digits) * unit.factor;
}
