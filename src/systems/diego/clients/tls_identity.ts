/** Certificates with which a client shows who it is: files in PEM. */
import { z } from "zod";

/** Paths of the files. */
export const IdentityFiles = z.strictObject({
  /** Certificates of the authorities that are trusted. */
  ca: z.string(),
  cert: z.string(),
  key: z.string(),
});
export type IdentityFiles = z.infer<typeof IdentityFiles>;

/** Their text. */
export interface Identity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Reads the files. Throws the errors of `Deno.readTextFile`. */
export async function readIdentity(
  { ca, cert, key }: IdentityFiles,
): Promise<Identity> {
  const [caText, certText, keyText] = await Promise.all(
    [ca, cert, key].map((path) => Deno.readTextFile(path)),
  );
  return { ca: caText!, cert: certText!, key: keyText! };
}
