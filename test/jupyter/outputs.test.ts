import { expect, test } from "vitest";
import { Outputs } from "../../src/jupyter/outputs.ts";

function toMessage(type: string, content: Record<string, unknown>) {
  return { type, parent: "", content, size: JSON.stringify(content).length };
}

const stream = (name: string, text: string) =>
  toMessage("stream", { name, text });

test("Outputs puts an error last, independently of the order of arrival", () => {
  const outputs = new Outputs();
  outputs.add(stream("stdout", "a\n"));
  outputs.add(
    toMessage("error", { ename: "Error", evalue: "x", traceback: [] }),
  );
  outputs.add(stream("stdout", "b\n"));
  expect(outputs.take()).toEqual([
    { type: "stream", name: "stdout", text: "a\nb\n" },
    { type: "error", name: "Error", message: "x", traceback: [] },
  ]);
  expect(outputs.take()).toEqual([]);
});

test("Outputs ignores messages that are not outputs", () => {
  const outputs = new Outputs();
  outputs.add(toMessage("execute_input", { code: "1", execution_count: 1 }));
  expect(outputs.take()).toEqual([]);
});

test("Outputs rejects a cell with more than 16 MB of outputs in total", () => {
  const outputs = new Outputs();
  const add = () => {
    for (let piece = 0; piece < 20; piece++) {
      outputs.add(
        toMessage("display_data", { data: { "text/plain": "x".repeat(9e5) } }),
      );
    }
  };
  expect(add).toThrow("Cannot keep the output as it is over 16 MB");
});
