/**
 * The log of an application, as `cf logs --recent` prints it: in it the platform's components tell what a start goes
 * through. A line is `2016-08-18T10:47:51.85-0700 [STG/0] OUT Creating container`.
 */
import { textMarks } from "../../ingest/stages/find_marks.ts";
import { stageModels, stageNames } from "../../record/mod.ts";
import type { PushStage } from "./platform.ts";

/** Its time with the offset, its origin and its message. */
const LINE =
  /^\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d):?(\d\d)\s+\[([^\]\s]+)\]\s+(?:OUT|ERR)\s?(.*)$/;

const finder = textMarks([stageModels.start]);

const names = stageNames(stageModels.start);

/** Returns the stages that a log tells, in the order of the model; of one that it tells several times, the first. */
export function readPushStages(text: string): PushStage[] {
  const found = new Map<number, number>();
  for (const line of text.split("\n")) {
    const [, date, hours, minutes, job = "", message = ""] = LINE.exec(line) ??
      [];
    // The application itself may write anything.
    if (date === undefined || job.startsWith("APP")) continue;
    const at = Date.parse(`${date}${hours}:${minutes}`);
    if (Number.isNaN(at)) continue;
    for (const { index } of finder.find(message, { job })) {
      if (!found.has(index)) found.set(index, at);
    }
  }
  return names.flatMap((stage, index) => {
    const at = found.get(index);
    return at === undefined ? [] : [{ stage, at }];
  });
}
