import { expect, test } from "vitest";
import {
  type Meaning,
  meaningOf,
  meaningStyle,
  stylesOf,
} from "../../../src/figures/drawing/meaning.ts";

test("meaningStyle() tells outcomes apart without colour", () => {
  const outcomes: Meaning[] = ["ok", "late", "failed", "missing"];
  const styles = outcomes.map(meaningStyle);
  for (const key of ["symbol", "dash", "colour"] as const) {
    expect(new Set(styles.map((style) => style[key])).size).toBe(4);
  }
  expect(styles.map(({ fill }) => fill))
    .toEqual(["tint", "hatch", "solid", "tint"]);
});

test("meaningOf() reads whole words of the record", () => {
  expect(["pass", "ok", "in time", "Held (3)"].map(meaningOf))
    .toEqual(["ok", "ok", "ok", "ok"]);
  expect(["fail", "not ok", "timeout", "error 500"].map(meaningOf))
    .toEqual(["failed", "failed", "failed", "failed"]);
  expect(["late", "ignored", "node-0", "failover-leader"].map(meaningOf))
    .toEqual(["late", "missing", null, null]);
});

test("stylesOf() keeps the colours of meanings from other series", () => {
  const styleOf = stylesOf(["server", "ok", "not ok", "etcd"]);
  expect(styleOf("ok")).toBe(meaningStyle("ok"));
  expect(styleOf("not ok")).toBe(meaningStyle("failed"));
  expect(styleOf("etcd")).toBe(stylesOf(["etcd"])("etcd"));
  const others = ["ok", "not ok", "etcd"].map((name) => styleOf(name).colour);
  expect(others).not.toContain(styleOf("server").colour);
  expect(styleOf("other").colour).toBe("var(--ink)");
});

test("stylesOf() keeps the colours and symbols of what a figure draws beside its series", () => {
  const names = ["a", "b", "c", "d"];
  const { colour } = meaningStyle("published");
  const coloursOf = (styleOf: (name: string) => { readonly colour: string }) =>
    names.map((name) => styleOf(name).colour);
  expect(coloursOf(stylesOf(names))).toContain(colour);
  const styleOf = stylesOf(names, ["published"]);
  expect(coloursOf(styleOf)).not.toContain(colour);
  const symbolsOf = names.map((name) => styleOf(name).symbol);
  expect(new Set(symbolsOf).size).toBe(names.length);
  expect(symbolsOf).not.toContain(meaningStyle("published").symbol);
});

test("stylesOf() gives each series a symbol of its own while there are some, then another in its colour", () => {
  const names = ["etcd", "a", "b", "c", "d", "e"];
  const styleOf = stylesOf([...names, "f"]);
  expect(new Set(names.map((name) => styleOf(name).symbol)).size).toBe(6);
  const [first, last] = [styleOf("a"), styleOf("f")];
  expect(last.colour).toBe(first.colour);
  expect(last.symbol).not.toBe(first.symbol);
  expect(last.dash).not.toBe(first.dash);
});

test("stylesOf() gives no system the colour of a success or a failure", () => {
  const systems = ["etcd", "redis", "kv", "http", "prometheus", "loki"];
  for (const system of systems) {
    expect(["ok", "failed"].map((word) => meaningStyle(word as Meaning).colour))
      .not.toContain(stylesOf([system])(system).colour);
  }
  expect(stylesOf(["toString"])("toString").colour).toBe("var(--c1)");
});
