/** Settings that name a database server of somebody else, and who logs in there. */
import { UsageError } from "../../record/mod.ts";
import { MIN_SECRET_LENGTH } from "../../lab/recording/redact.ts";
import type { AddressOptions } from "../control_plane/store_system.ts";
import { toServerAddress } from "../support/server_address.ts";

/** Environment variables with the credentials, which no record has. */
const USER_VARIABLE = "LOADLINE_DATABASE_USER";
const PASSWORD_VARIABLE = "LOADLINE_DATABASE_PASSWORD";

const addressSettings = {
  address:
    `HOST:PORT of a running server, where all that is made for the run is removed; ${USER_VARIABLE} and ${PASSWORD_VARIABLE} of the environment log in; empty starts a server`,
  tls:
    "on or off: whether it is reached by TLS, with a certificate that this machine trusts (off)",
} as const;

/** A server of somebody else. */
export interface ServerLogin {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Both may be empty where nobody need log in. */
  readonly user: string;
  readonly password: string;
}

/** Returns the settings that are not those of an address. */
export function withoutAddress(
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).filter(([key]) =>
      !Object.hasOwn(addressSettings, key)
    ),
  );
}

/** Throws `UsageError` for an address, or a setting beside it, that one cannot have. */
function checkAddress(texts: Readonly<Record<string, string>>): void {
  const { address = "", tls = "", fsync = "on" } = texts;
  if (address === "") return;
  toServerAddress("address", address);
  if (!["", "on", "off"].includes(tls)) {
    throw new UsageError(
      `Cannot set tls as it must be on or off: current value is '${tls}'`,
    );
  }
  if (fsync !== "on") {
    throw new UsageError(
      "Cannot set fsync of a server that somebody else started: omit fsync",
    );
  }
}

/** What makes a store one that can be used by its address. */
export const byAddress: AddressOptions = {
  settings: addressSettings,
  identifying: ["address"],
  check: checkAddress,
};

/**
 * Returns the server that settings name, null for none, with the credentials of the environment. Throws `UsageError` if
 * these are missing where somebody must log in, or a password is so short that it could not be told from other words in a
 * record.
 */
export function readServerLogin(
  texts: Readonly<Record<string, string>>,
  { isOpen = false }: {
    /** Whether nobody need log in. @default {false} */
    readonly isOpen?: boolean;
  } = {},
): ServerLogin | null {
  checkAddress(texts);
  const { address = "", tls = "" } = texts;
  if (address === "") return null;
  const user = Deno.env.get(USER_VARIABLE) ?? "";
  const password = Deno.env.get(PASSWORD_VARIABLE) ?? "";
  if (user === "" && !isOpen) {
    throw new UsageError(
      `Cannot log in at ${address} as the environment does not say who: set ${USER_VARIABLE} and ${PASSWORD_VARIABLE}`,
    );
  }
  if (password !== "" && password.length < MIN_SECRET_LENGTH) {
    throw new UsageError(
      `Cannot use ${PASSWORD_VARIABLE} as it has fewer than ${MIN_SECRET_LENGTH} characters, and could not be told from other words: use a longer one`,
    );
  }
  return {
    ...toServerAddress("address", address),
    ...{ tls: tls === "on", user, password },
  };
}
