import { expect, test } from "vitest";
import {
  type ConfigurationRow,
  describeConfigurations,
} from "../../../../src/analysis/forwarding/tables/configurations.ts";

function row(change: Partial<ConfigurationRow>): ConfigurationRow {
  return {
    ...{ system: "tool", system_version: "1", kind: "configuration" },
    ...{ name: "tool.conf", text: "", attribute: "fan-out" },
    ...{ runs: 1, first_run: "r1", ...change },
  };
}

function describe(...changes: Partial<ConfigurationRow>[]): string {
  return describeConfigurations(changes.map(row)).markdown;
}

const count = (text: string, part: string) => text.split(part).length - 1;

test("a file that differs in addresses and random ids only is shown once, whoever writes them", () => {
  const text = describe(
    {
      text:
        'listen 127.0.0.1:4001\nport="4001" port(4001) .port = 4001 "port": 4001 --port 4001\nid 2f0c9d3e4b5a69788776a1',
    },
    {
      text:
        'listen 127.0.0.9:52\nport="52" port(52) .port = 52 "port": 52 --port 52\nid 00ffd3e4b5a697887760cd',
      first_run: "r2",
    },
  );
  expect(count(text, "tool.conf")).toBe(1);
  expect(text).toContain("r1");
  expect(text).not.toContain("r2");
});

test("every file is shown, however many there are", () => {
  const names = Array.from({ length: 20 }, (_, index) => `file-${index}.conf`);
  const text = describe(...names.map((name) => ({ name, text: `of ${name}` })));
  for (const name of names) expect(text).toContain(`of ${name}`);
});

test("the form of most runs is shown in full, and of another one what differs, be it one number", () => {
  const text = describe(
    { text: "listen 127.0.0.1:1\ncap 16\nlast", attribute: "buffer-cap" },
    { text: "listen 127.0.0.1:2\ncap 1024\nlast", first_run: "r2" },
    { text: "listen 127.0.0.1:3\ncap 1024\nlast", first_run: "r3" },
  );
  expect(text).toContain("listen 127.0.0.1:2\ncap 1024\nlast");
  expect(text).toContain("- cap 1024\n+ cap 16");
  expect(text).toContain("r1, buffer-cap");
  expect(count(text, "last")).toBe(1);
});

test("no configuration is said", () => {
  expect(describe()).toBe("No configuration is on record.");
});
