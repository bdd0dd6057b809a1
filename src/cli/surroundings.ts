import type { Store, StoredKeySet } from "../zone/store/port.ts";
import type { TransferStore } from "../zone/store/transfer-port.ts";

/** What a command line may set of the server. The environment and the file are below it. */
export interface ServerSettings {
  readonly listen?: readonly string[] | undefined;
  readonly admin?: string | undefined;
  readonly data?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly requireDurable?: boolean | undefined;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A server that this process runs. */
export interface RunningServer {
  readonly dns: readonly (Address & { readonly transport: string })[];
  readonly admin: Address;
  /** The admin token, if this start has made it. */
  readonly mintedToken: string | undefined;
  stop(): Promise<void>;
}

/** An address that could not be bound. */
export class AddressFailure extends Error {
  override readonly name = "AddressFailure";
  /** The system's: EADDRINUSE, EACCES, EADDRNOTAVAIL. */
  readonly code: string;
  readonly of: "dns" | "admin";
  /** Host and port as text. */
  readonly address: string;

  constructor(code: string, of: "dns" | "admin", address: string) {
    super(`${code} at ${address}`);
    this.code = code;
    this.of = of;
    this.address = address;
  }
}

/** A setting that cannot be used. */
export class SettingFailure extends Error {
  override readonly name = "SettingFailure";
}

/** What the commands that talk to a running server are told by the environment, below their flags. */
interface ClientSettings {
  readonly api: string;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
}

/** What may come of opening an SQLite file: a new one, or one of this version's format in the place of an older. */
export interface StoreOpening {
  readonly mayMake: boolean;
  readonly mayMigrate: boolean;
}

/** A store that this process has opened. */
export interface OpenedStore {
  readonly store: Store & TransferStore;
  /** Where it is, for people. */
  readonly place: string;
  /** Whether a server with the same settings could use the keys. */
  readonly keySetOpens: (apex: string, keySet: StoredKeySet) => Promise<boolean>;
  close(): Promise<void>;
}

/** Standard input and output as octets. */
export interface Octets {
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Resolves when the octets are on their way; rejects when nobody reads them. */
  readonly output: (octets: Uint8Array) => Promise<void>;
}

/** Everything that the commands get from the process that they run in. */
export interface Surroundings {
  readonly version: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly octets: Octets;
  /** How wide the terminal is that standard error is, in columns; undefined where it is none. */
  readonly terminal: () => number | undefined;
  /** Unix seconds. */
  readonly now: () => number;
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
  /** `api` as the command line has it goes before the environment. Throws {@link SettingFailure}. */
  readonly client: (api: string | undefined) => ClientSettings;
  /**
   * Starts the server from these settings, over the environment, over the file. Rejects with {@link AddressFailure} and
   * {@link SettingFailure}.
   */
  readonly serve: (settings: ServerSettings, file: string | undefined) => Promise<RunningServer>;
  /** Starts the server from these settings and nothing else. Rejects like {@link serve}. */
  readonly serveAlone: (settings: ServerSettings) => Promise<RunningServer>;
  /**
   * Opens the store of a server with these settings, as {@link serve} takes them. Undefined where there is none, unless it may be
   * made. Rejects with {@link SettingFailure} and with DomainErrors of the store.
   */
  readonly openStore: (
    settings: Pick<ServerSettings, "data">,
    file: string | undefined,
    options: StoreOpening,
  ) => Promise<OpenedStore | undefined>;
  /** From now on signals do not end the process: the promise resolves with the first. */
  readonly untilSignal: () => Promise<void>;
}
