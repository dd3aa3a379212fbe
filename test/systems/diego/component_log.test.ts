import { expect, test } from "vitest";
import { mergeLogs } from "../../../src/systems/diego/component_log.ts";

const line = (timestamp: string, message: string) =>
  JSON.stringify({ timestamp, source: "bbs", message, data: {} });

test("logs in both encodings are merged by time, and other lines are left out", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/a.log`,
      [
        line("2026-01-01T00:00:00.5Z", "a1"),
        "panic: no line of lager",
        line("2026-01-01T00:00:02Z", "a2"),
      ].join("\n"),
    );
    await Deno.writeTextFile(
      `${folder}/b.log`,
      line("1767225601.000000000", "b1") + "\n",
    );
    await Deno.writeTextFile(`${folder}/empty.log`, "");
    const paths = ["a", "b", "empty"].map((name) => `${folder}/${name}.log`);
    const messages: string[] = [];
    for await (const text of mergeLogs(paths)) {
      messages.push(JSON.parse(text).message);
    }
    expect(messages).toEqual(["a1", "b1", "a2"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
