import { expect, test } from "vitest";
import { githubAnchors } from "../../../src/report/markdown/github_anchors.ts";

test("githubAnchors() names headings as GitHub does", () => {
  const text = `# Cluster faults: what's up?

## Pre-vote on *beside* off

## The \`p99_seconds\`, in ms

## Pre-vote on beside off

\`\`\`
# no heading
\`\`\`
`;
  expect(githubAnchors(text)).toEqual([
    { text: "Cluster faults: what's up?", id: "cluster-faults-whats-up" },
    { text: "Pre-vote on beside off", id: "pre-vote-on-beside-off" },
    { text: "The p99_seconds, in ms", id: "the-p99_seconds-in-ms" },
    { text: "Pre-vote on beside off", id: "pre-vote-on-beside-off-1" },
  ]);
});
