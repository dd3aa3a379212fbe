import { expect, test } from "vitest";
import {
  readXmlSamples,
  type XmlSample,
} from "../../../src/ingest/jmeter/xml_samples.ts";

function readAll(...chunks: readonly string[]) {
  const samples = readXmlSamples({ name: "a.jtl", chunks: () => chunks });
  const found: XmlSample[] = [];
  let next = samples.next();
  for (; !next.done; next = samples.next()) found.push(next.value);
  return { found, isWhole: next.value };
}

const labelOf = (sample: XmlSample) => sample.attributes.get("lb");

test("readXmlSamples() yields samples when they end, with those around them", () => {
  const { found, isWhole } = readAll(
    '<testResults><sample lb="t"><httpSample lb="a"/><httpSample lb="b">' +
      '<httpSample lb="c"/></httpSample></sample></testResults>',
  );
  expect(isWhole).toBe(true);
  expect(found.map((sample) => [labelOf(sample), sample.around.map(labelOf)]))
    .toEqual([["a", ["t"]], ["c", ["t", "b"]], ["b", ["t"]], ["t", []]]);
});

test("readXmlSamples() reads a tag in two chunks, and entities", () => {
  const { found } = readAll(
    '<testResults><sample lb="a &lt;b&gt; &#233',
    ';&#x10; &amp;amp;"',
    "/></testResults>",
  );
  expect(found.map(labelOf)).toEqual(["a <b> é\u0010 &amp;"]);
});

test("readXmlSamples() keeps the first message of a failed assertion", () => {
  const { found } = readAll(
    '<testResults><sample lb="a"><assertionResult><failureMessage></failureMessage>' +
      "</assertionResult><failureMessage>one &amp; two</failureMessage>" +
      "<failureMessage>three</failureMessage></sample></testResults>",
  );
  expect(found.map(({ failure }) => failure)).toEqual(["one & two"]);
});

test("readXmlSamples() yields what is open where the file is cut off", () => {
  const { found, isWhole } = readAll(
    '<testResults><sample lb="a"><sample lb="b"/><sample lb=',
  );
  expect([found.map(labelOf), isWhole]).toEqual([["b", "a"], false]);
});

test("readXmlSamples() refuses samples that stand inside of each other without end", () => {
  expect(() => readAll("<testResults>" + "<sample>".repeat(100_000)))
    .toThrow(/more than 1000 samples inside of each other/);
});
