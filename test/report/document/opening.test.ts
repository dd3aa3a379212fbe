import { expect, test } from "vitest";
import {
  readOpening,
  splitLead,
} from "../../../src/report/document/opening.ts";
import { markdown } from "../demo.ts";

test("readOpening() takes the question from the title", () => {
  expect(readOpening("Cluster faults: what does a fault cost?", [
    markdown(
      "# Cluster faults: what does a fault cost?\n\nNodes are hit.\n\nMore.",
    ),
  ])).toEqual({
    subject: "Cluster faults",
    question: "What does a fault cost?",
    asked: "Nodes are hit.\n\nMore.",
  });
});

test("readOpening() takes the first sentence if the title asks nothing", () => {
  const opening = (paragraph: string) =>
    readOpening("T", [markdown(`# T\n\n${paragraph}`)]);
  expect(opening("Is it *so?* It is 1.5 times.\nMore.")).toEqual({
    subject: "T",
    question: "Is it *so?*",
    asked: "It is 1.5 times.\nMore.",
  });
  expect(opening("Nothing ends here, e.g. this")).toMatchObject({
    question: "Nothing ends here, e.g. this",
    asked: "",
  });
  expect(readOpening("", [])).toEqual({ subject: "", question: "", asked: "" });
});

test("readOpening() escapes a question of the title, which is text", () => {
  expect(readOpening("A *b*: is <c> *d*?", []).question).toBe(
    "Is &lt;c> \\*d\\*?",
  );
});

test("splitLead() removes the title and splits off the first paragraph", () => {
  expect(splitLead("# T\n\nWhat is *it*\nabout?\n\nMore.\n\n## Next")).toEqual({
    paragraph: "What is *it*\nabout?",
    rest: "More.\n\n## Next",
  });
  expect(splitLead("Question\n===\n\nWhy?")).toEqual({
    paragraph: "Why?",
    rest: "",
  });
  expect(splitLead("# T\n\n## S\n\nNo question.")).toEqual({
    paragraph: "",
    rest: "## S\n\nNo question.",
  });
  expect(splitLead("```\n# T\n```").paragraph).toBe("");
});
