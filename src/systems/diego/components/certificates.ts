/** Certificates of one run, by `openssl`: an authority of its own, and one certificate for servers and clients on loopback. */
import { runProgram } from "../../../lab/processes/run_program.ts";
import { findProgram } from "../../support/find_program.ts";
import type { IdentityFiles } from "../clients/tls_identity.ts";

export const opensslProgram = { names: ["openssl"], debianPackage: "openssl" };

/** Longer than any run. */
const DAYS = "60";

const HOST = "127.0.0.1";

const configuration = `[req]
prompt = no
distinguished_name = name
[name]
CN = loadline
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[node]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = IP:${HOST}, DNS:localhost, DNS:metron
`;

const newKey = [
  ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
  "-nodes",
];

/**
 * Makes the files in a folder, which only this account may read. Throws `UnavailableError` if `openssl` is not installed,
 * and an Error with what it said.
 */
export async function makeCertificates(folder: string): Promise<IdentityFiles> {
  const openssl = findProgram(opensslProgram);
  await Deno.mkdir(folder, { mode: 0o700 });
  const path = (name: string) => `${folder}/${name}`;
  const config = path("openssl.cnf");
  await Deno.writeTextFile(config, configuration);
  const run = async (args: readonly string[]) => {
    const result = await runProgram([openssl, ...args]);
    if (result?.code === 0) return;
    throw new Error(
      `Cannot make certificates as openssl failed: ${
        result?.stderr.replace(/\s+/g, " ").trim().slice(0, 300)
      }`,
    );
  };
  const files = {
    ca: path("ca.crt"),
    cert: path("node.crt"),
    key: path("node.key"),
  };
  await run([
    ...["req", "-x509", "-config", config, "-extensions", "authority"],
    ...[...newKey, "-keyout", path("ca.key"), "-out", files.ca],
    ...["-days", DAYS],
  ]);
  await run([
    ...["req", "-new", "-config", config, ...newKey],
    ...["-keyout", files.key, "-out", path("node.csr")],
  ]);
  await run([
    ...["x509", "-req", "-in", path("node.csr"), "-CA", files.ca],
    ...["-CAkey", path("ca.key"), "-CAcreateserial", "-out", files.cert],
    ...["-days", DAYS, "-extfile", config, "-extensions", "node"],
  ]);
  return files;
}
