/** Block duration of a Prometheus. */
import { maybeUnit } from "../../record/mod.ts";
import type { RunRows } from "../series/run_rows.ts";

/** Default of Prometheus. */
const DEFAULT_BLOCK_DURATION_S = 2 * 3600;

/** Returns the seconds of samples in a block; runs older than the setting recorded it as text, or not at all. */
export function blockDuration({ params }: Pick<RunRows, "params">): number {
  const seconds = params.get("block_duration")?.number;
  if (typeof seconds === "number") return seconds;
  const text = params.get("prometheus_block_duration")?.value ?? "";
  const [, digits = "", symbol = ""] = /^([\d.]+)\s*([a-z]+)$/.exec(text) ?? [];
  const unit = maybeUnit(symbol);
  return digits === "" || unit?.dimension !== "time"
    ? DEFAULT_BLOCK_DURATION_S
    : Number(digits) * unit.factor;
}
