import { createPrivateKey, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { makeSigningKey } from "../../../../src/systems/kubernetes/control_plane/signing_key.ts";

test("makeSigningKey() makes a pair that others read as PEM, another each time", async () => {
  const { privateKey, publicKey } = await makeSigningKey();
  expect(createPrivateKey(privateKey).asymmetricKeyType).toBe("ec");
  const derived = createPublicKey(privateKey)
    .export({ type: "spki", format: "pem" });
  expect(derived).toBe(publicKey);
  expect((await makeSigningKey()).privateKey).not.toBe(privateKey);
});
