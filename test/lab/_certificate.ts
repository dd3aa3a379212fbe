/** A certificate of this machine for tests. */
import { findProgram } from "../testing/programs.ts";

/** Whether one can be made here. */
export const canMakeCertificate = findProgram("openssl") !== null;

/** A certificate that is its own authority, and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const configuration = `[req]
distinguished_name=name
x509_extensions=extensions
prompt=no
[name]
CN=loadline test
[extensions]
basicConstraints=critical,CA:FALSE
subjectAltName=IP:127.0.0.1,DNS:localhost
`;

/** Makes a certificate of 127.0.0.1 in a folder, as `cert.pem` and `key.pem`. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  await Deno.writeTextFile(`${folder}/openssl.cnf`, configuration);
  const { success, stderr } = await new Deno.Command("openssl", {
    args: [
      ...["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"],
      ...["-pkeyopt", "ec_paramgen_curve:prime256v1"],
      ...["-config", `${folder}/openssl.cnf`],
      ...["-keyout", `${folder}/key.pem`, "-out", `${folder}/cert.pem`],
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return {
    cert: await Deno.readTextFile(`${folder}/cert.pem`),
    key: await Deno.readTextFile(`${folder}/key.pem`),
  };
}
