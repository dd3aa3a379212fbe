import { expect, test } from "vitest";
import { readPushStages } from "../../../src/systems/platform/app_log.ts";

/** Stages with the seconds since ten o'clock. */
function read(...lines: string[]): string[] {
  return readPushStages(lines.join("\n")).map(({ stage, at }) =>
    `${stage} ${(at - Date.parse("2016-08-18T10:00:00Z")) / 1000}`
  );
}

test("readPushStages() reads the log of 2016, in the order of the model", () => {
  expect(read(
    "Connected, dumping recent logs for app web-0 in org o / space s as admin...",
    "",
    '2016-08-18T10:00:01.10+0000 [API/0]      OUT Updated app with guid 1 ({"state"=>"STARTED"})',
    "2016-08-18T10:00:02.00+0000 [STG/0]      OUT Creating container",
    "2016-08-18T10:00:03.50+0000 [STG/0]      OUT Successfully created container",
    "2016-08-18T10:00:04.00+0000 [STG/0]      OUT Downloaded buildpacks",
    "2016-08-18T10:00:03.90+0000 [STG/0]      OUT Downloaded app package (1.1K)",
    "2016-08-18T10:00:20.00+0000 [STG/0]      OUT Staging complete",
    "2016-08-18T10:00:22.00+0000 [STG/0]      OUT Uploading complete",
    "2016-08-18T10:00:23.00+0000 [CELL/0]     OUT Creating container",
    "2016-08-18T10:00:24.00+0000 [CELL/0]     OUT Successfully created container",
    "2016-08-18T10:00:26.25+0000 [CELL/0]     OUT Container became healthy",
  )).toEqual([
    "CC-Says-Start 1.1",
    "Creating-Stg 2",
    "Created-Stg 3.5",
    "Finish-DL-App 3.9",
    "Finish-DL-Buildpack 4",
    "Finish-Builder 20",
    "Finish-Upload 22",
    "Creating-Inst 23",
    "Created-Inst 24",
    "Healthy 26.25",
  ]);
});

test("readPushStages() reads today's log, whose lines name the cell, and times with any offset", () => {
  const cell = "Cell e49592cc-346d-4fd2-b553-bd659bffafef";
  const instance = "instance 6bb71729-dc0b-476e-6728-eaeb";
  expect(read(
    `   2016-08-18T12:00:04.40+0200 [STG/0] OUT ${cell} creating container for ${instance}`,
    `   2016-08-18T12:00:05.23+0200 [STG/0] OUT ${cell} successfully created container for ${instance}`,
    `   2016-08-18T12:00:06.40+0200 [CELL/1] OUT ${cell} creating container for ${instance}`,
    `   2016-08-18T12:00:07.40+0200 [CELL/0] OUT ${cell} creating container for ${instance}`,
  )).toEqual(["Creating-Stg 4.4", "Created-Stg 5.23", "Creating-Inst 6.4"]);
});

test("readPushStages() takes nothing from the application's own lines, nor from what is no line of a log", () => {
  expect(read(
    "2016-08-18T10:00:04.40+0000 [APP/PROC/WEB/0] OUT Container became healthy",
    "2016-13-18T10:00:04.40+0000 [CELL/0] OUT Container became healthy",
    "Container became healthy",
    "FAILED",
  )).toEqual([]);
  expect(readPushStages("")).toEqual([]);
});
