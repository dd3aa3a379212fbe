/** Makes the key with which an API server signs the tokens of service accounts; it does not start without one. */

/** Key pair in PEM. */
export interface SigningKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Characters of a line of PEM (RFC 7468). */
const LINE = 64;

export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  return {
    privateKey: toPem(
      "PRIVATE KEY",
      await crypto.subtle.exportKey("pkcs8", privateKey),
    ),
    publicKey: toPem(
      "PUBLIC KEY",
      await crypto.subtle.exportKey("spki", publicKey),
    ),
  };
}

function toPem(label: string, key: ArrayBuffer): string {
  const base64 = new Uint8Array(key).toBase64();
  const lines = base64.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return `-----BEGIN ${label}-----\n${
    lines.join("\n")
  }\n-----END ${label}-----\n`;
}
