/** Writes what a start went through as `cf logs --recent` prints it: the log of an application. */
import type { PushResult } from "../platform/platform.ts";

/** Origin and message of each stage, as Diego's components had them in 2016. */
const texts: Readonly<Record<string, readonly [string, string]>> = {
  "CC-Says-Start": [
    "API/0",
    'Updated app with guid GUID ({"state"=>"STARTED"})',
  ],
  "Creating-Stg": ["STG/0", "Creating container"],
  "Created-Stg": ["STG/0", "Successfully created container"],
  "Finish-DL-App": ["STG/0", "Downloaded app package (1.2K)"],
  "Finish-DL-Buildpack": ["STG/0", "Downloaded buildpacks"],
  "Finish-Builder": ["STG/0", "Staging complete"],
  "Finish-Upload": ["STG/0", "Uploading complete"],
  "Creating-Inst": ["CELL/0", "Creating container"],
  "Created-Inst": ["CELL/0", "Successfully created container"],
  Healthy: ["CELL/0", "Container became healthy"],
};

/** Returns the log, each line ended by a line feed; its times are cut to hundredths of a second, as those of `cf` are. */
export function toAppLog({ guid, stages }: PushResult): string {
  return stages.flatMap(({ stage, at }) => {
    const [origin, message] = texts[stage] ?? [];
    if (origin === undefined || message === undefined) return [];
    const time = new Date(at).toISOString().slice(0, -2);
    return [
      `   ${time}+0000 [${origin}] OUT ${message.replace("GUID", guid)}\n`,
    ];
  }).join("");
}
