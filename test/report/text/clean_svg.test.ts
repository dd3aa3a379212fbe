import { DOMParser, parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { cleanSvg } from "../../../src/report/text/clean_svg.ts";

const hostile = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "y">]>
<svg viewBox="0 0 10 10" onload="alert(1)" xmlns:evil="http://example.org/evil">
<script>alert(1)</script><script href="https://example.org/x.js"/>
<a href="javascript:alert(1)"><text>link</text></a>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></body></foreignObject>
<style>@import url(https://example.org/a.css); .a{fill:url("https://example.org/b#c")} .b{fill:url(#g)} #g{x:y} .c{b\\65havior:url(z)}</style>
<linearGradient id="g"/>
<image href="https://example.org/x.png"/><image xlink:href="data:image/svg+xml;base64,AAAA"/><image href="data:image/png;base64,AAAA"/>
<use href="#g" onclick="x()"/><use href="other.svg#g"/>
<rect fill="url(#g)" filter="url(//example.org/f)" style="fill:javascript:x" xml:base="https://example.org"/>
<text aria-labelledby="g t">a &lt;b&gt; &amp; <![CDATA[<script>]]><title>t<style>*{}</style></title></text>
<animate attributeName="href" to="javascript:x"/><set attributeName="onload" to="x"/>
</svg>`;

test("cleanSvg() removes scripts, handlers and external references", () => {
  const clean = cleanSvg(hostile, "f");
  expect(clean).not.toMatch(
    /<script|\son\w+=|javascript|example\.org|foreignObject|<a[\s>]|<animate|<set|data:image\/svg|other\.svg|@import|behavior|DOCTYPE/i,
  );
  expect(clean).toContain('href="data:image/png;base64,AAAA"');
  expect(clean).toContain("a &lt;b&gt; &amp; &lt;script&gt;");
});

test("cleanSvg() prefixes ids and every reference to them", () => {
  const clean = cleanSvg(hostile, "latency");
  expect(clean).toContain('<linearGradient id="latency-1"/>');
  expect(clean).toContain('<use href="#latency-1"/>');
  expect(clean).toContain('<rect fill="url(#latency-1)"');
  expect(clean).toContain('aria-labelledby="latency-1 t"');
  expect(clean).toContain(".b{fill:url(#latency-1)} #latency-1{x:y}");
  expect(clean).not.toMatch(/[#"]g\b/);
});

test("cleanSvg() is idempotent, in XML and in HTML", () => {
  const once = cleanSvg(hostile, "f");
  const xml = new DOMParser().parseFromString(once, "image/svg+xml");
  expect(xml.querySelectorAll("text, rect, use, image").length).toBe(8);
  const { document } = parseHTML(`<body>${once}</body>`);
  expect(document.querySelectorAll("script, img, iframe").length).toBe(0);
  expect(once).toContain('xmlns="http://www.w3.org/2000/svg"');
});

test("cleanSvg() keeps colours that look like ids", () => {
  expect(
    cleanSvg('<svg><g id="fff"/><style>.a{fill:#fff}</style></svg>', "f"),
  ).toContain(".a{fill:#fff}");
});

test("cleanSvg() rejects text that is not SVG", () => {
  expect(() => cleanSvg("<p>no</p>", "f")).toThrow(
    "Cannot show figure as its root is not <svg>",
  );
});
