import { expect, test } from "vitest";
import { app, limits, signal, start } from "./_platform.ts";

async function linesOf(lager: string): Promise<string[]> {
  await using platform = start(2, { lager });
  await platform.push(app("one"), limits);
  await platform.runTasks!(1, limits);
  await platform.clock.wait(10, signal);
  return await Array.fromAsync(platform.logs!());
}

test("lines have the fields, the order and the clock of lager, in both encodings", async () => {
  const [dates, epochs] = [await linesOf("rfc3339"), await linesOf("epoch")];
  expect(dates[0]).toBe(
    '{"timestamp":"2016-08-18T00:00:00.000000000Z","level":"info","source":"locket",' +
      '"message":"locket.lock.lock.acquired-lock","data":{"key":"cell-0","type":"presence","type-code":2}}',
  );
  expect(epochs[0]).toMatch(
    /^\{"timestamp":"1471478400\.000000000","source":"locket","message":"[^"]+","log_level":1,"data":\{/,
  );
  expect(epochs).toHaveLength(dates.length);
  const times = dates.map((line) => JSON.parse(line).timestamp);
  expect(times.toSorted()).toEqual(times);
});

test("an instance and a task have all their stages, under one identifier", async () => {
  const entries = (await linesOf("rfc3339")).map((line) => JSON.parse(line));
  const guids = new Set(
    entries.filter(({ message }) => message.endsWith("claiming-lrp-container"))
      .map(({ data }) => data["container-guid"]),
  );
  expect(guids.size).toBe(1);
  const [guid] = [...guids];
  const ofInstance = entries.filter(({ data }) =>
    [
      data["container-guid"],
      data.handle,
      data.instance_key?.instance_guid,
      data.actual_lrp_instance_key?.instance_guid,
    ].includes(guid)
  );
  expect(ofInstance.map(({ message }) => message.split(".").slice(-1)[0]))
    .toEqual([
      "allocating-container",
      "finished-allocating-container",
      "claiming-lrp-container",
      "starting",
      "complete",
      "succeeded-creating-garden-container",
      "succeeded-getting-garden-container-info",
      "fetch-complete",
      "stream-in-complete",
      "spawned",
      "spawned",
      "succeeded-transitioning-to-running",
      "starting",
      "complete",
    ]);
  const task =
    entries.findLast(({ message }) => message.endsWith("resolved-task")).data
      .task_guid;
  const ofTask = entries.filter(({ data }) =>
    [data.task_guid, data["task-guid"], data["container-guid"]].includes(task)
  );
  expect(ofTask.length).toBe(17);
});
