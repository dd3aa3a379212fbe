import { expect, test } from "vitest";
import { UsageError } from "../../../../src/record/mod.ts";
import { readKubeconfig } from "../../../../src/systems/kubernetes/api/kubeconfig.ts";
import { withTempFolder } from "../../../testing/records.ts";

const base64 = (text: string) => new TextEncoder().encode(text).toBase64();

const text = `
apiVersion: v1
kind: Config
current-context: first
contexts:
- name: first
  context: {cluster: one, user: certified, namespace: other}
- name: second
  context: {cluster: one, user: token-file}
- name: program
  context: {cluster: one, user: program}
- name: blind
  context: {cluster: two, user: certified}
- name: dangling
  context: {cluster: three, user: certified}
clusters:
- name: one
  cluster:
    server: https://cluster.example:6443/
    certificate-authority-data: ${base64("CA")}
- name: two
  cluster: {server: "https://cluster.example", insecure-skip-tls-verify: true}
users:
- name: certified
  user:
    client-certificate: cert.pem
    client-key-data: ${base64("KEY")}
- name: token-file
  user: {tokenFile: token}
- name: program
  user:
    exec: {command: sign-in}
`;

function withConfig(act: (path: string) => void): Promise<void> {
  return withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/config`, text);
    await Deno.writeTextFile(`${folder}/cert.pem`, "CERT");
    await Deno.writeTextFile(`${folder}/token`, "TOKEN\n");
    act(`${folder}/config`);
  });
}

test("readKubeconfig() reads the current context, with files beside it and data inside it", () =>
  withConfig((path) => {
    expect(readKubeconfig(path, "")).toEqual({
      context: "first",
      access: {
        server: "https://cluster.example:6443",
        ...{ caCerts: ["CA"], cert: "CERT", key: "KEY", token: "" },
      },
    });
    expect(readKubeconfig(path, "second").access).toMatchObject({
      ...{ cert: "", key: "", token: "TOKEN" },
    });
  }));

test.each([
  ["nowhere", "it has no context 'nowhere', only first, second"],
  ["dangling", "it has no cluster 'three', only one, two"],
  ["program", "its user 'program' needs a program to sign in"],
  ["blind", "it does not verify its server"],
])(
  "readKubeconfig() refuses the context %s as %s",
  (context, reason) =>
    withConfig((path) => {
      const read = () => readKubeconfig(path, context);
      expect(read).toThrow(UsageError);
      expect(read).toThrow(`Cannot use kubeconfig=${path} as ${reason}`);
    }),
);

test.each([["{"], [""], ["- a list"], ["clusters: {}"]])(
  "readKubeconfig() refuses a file with %j",
  (content) =>
    withTempFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/config`, content);
      expect(() => readKubeconfig(`${folder}/config`, ""))
        .toThrow("it is none: use a file with clusters, users and contexts");
    }),
);
