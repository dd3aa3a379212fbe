/** The key figures of a run: those that its kind of experiment is about. */
import type { TileParts } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import { forwardingTiles } from "./forwarding_tiles.ts";
import { faultTiles, loadTiles } from "./load_tiles.ts";
import { monitoringTiles } from "./monitoring_tiles.ts";
import { platformTiles } from "./platform_tiles.ts";
import {
  operationTiles,
  reportedTiles,
  sampleTiles,
} from "./reported_tiles.ts";

const MAX_TILES = 5;

/** Returns three to five tiles; fewer where the record has fewer figures. */
export function toTiles(content: RunContent): TileParts[] {
  const { monitoring, forwarding, platform, load, recovery } = content;
  const tiles = forwarding !== null
    ? forwardingTiles(content, forwarding)
    : platform !== null
    ? platformTiles(content, platform)
    : monitoring?.measures
    ? monitoringTiles(content, monitoring.measures)
    : load !== null && load.attempted > 0
    ? recovery === null || recovery.hit === null
      ? loadTiles(content, load)
      : faultTiles(content, { load, recovery })
    : importTiles(content);
  return tiles.slice(0, MAX_TILES);
}

/** Returns tiles of whatever a run holds; none for an empty one. */
function importTiles(content: RunContent): TileParts[] {
  if (content.operations.kinds.length > 0) return operationTiles(content);
  return content.lines.reported.length > 0
    ? reportedTiles(content)
    : sampleTiles(content);
}
