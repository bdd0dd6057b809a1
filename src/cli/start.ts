import { type CommandFailure, failed } from "./failure.ts";
import { AddressFailure, type RunningServer } from "./surroundings.ts";

/** The flags that choose the addresses of a server, as a hint shows them. */
export interface AddressFlags {
  readonly dns: string;
  readonly admin: string;
}

/** Starts a server. An address that cannot be had is told in words, with the flag that chooses another. */
export async function startServer(
  start: () => Promise<RunningServer>,
  flags: AddressFlags,
): Promise<RunningServer> {
  try {
    return await start();
  } catch (error) {
    throw error instanceof AddressFailure ? explained(error, flags[error.of]) : error;
  }
}

function explained({ code, of, address }: AddressFailure, flag: string): CommandFailure {
  const whose = of === "dns" ? "DNS" : "the admin API";
  switch (code) {
    case "EADDRINUSE":
      return failed(
        `${address} is taken by another program: ${whose} cannot listen there`,
        `choose another with ${flag}; \`ss -lnptu\` shows who has it`,
      );
    case "EACCES":
      return failed(
        `this user may not listen on ${address} for ${whose}`,
        `ports below 1024 are for root and for CAP_NET_BIND_SERVICE; choose another with ${flag}`,
      );
    case "EADDRNOTAVAIL":
      return failed(
        `this machine does not have the address ${address} for ${whose}`,
        `\`ip address\` shows those that it has; choose one with ${flag}`,
      );
    default:
      return failed(`${whose} cannot listen on ${address}: ${code}`, `choose another address with ${flag}`);
  }
}

/** `host:port`, with brackets around an IPv6 address. */
export const hostPort = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
