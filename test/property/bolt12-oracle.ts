import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

type Package = typeof import("boltz-bolt12");
type Glue = Package & { readonly __wbg_set_wasm: (exports: object) => void };

/** What is used here of WebAssembly, which neither this project's `lib` nor the types of Node.js know. */
interface WebAssemblyApi {
  readonly Module: new (octets: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** An offer as LDK reads it; freed by who asked for it. */
export type OracleOffer = InstanceType<Package["Offer"]>;

/** The offer as LDK reads it, or why LDK refuses it. */
export type OracleReader = (text: string) => OracleOffer | { readonly refused: string };

/**
 * LDK's decoder (Rust, as WebAssembly). It is put together by hand: that Node.js imports WebAssembly by itself is said to be
 * experimental.
 */
export async function loadOracle(): Promise<OracleReader> {
  const { resolve } = createRequire(import.meta.url);
  const gluePath = pathToFileURL(resolve("boltz-bolt12/boltz_bolt12_bg.js")).href;
  const glue = (await import(gluePath)) as Glue;
  const module = new WebAssembly.Module(readFileSync(resolve("boltz-bolt12/boltz_bolt12_bg.wasm")));
  const { exports } = new WebAssembly.Instance(module, { "./boltz_bolt12_bg.js": { ...glue } });
  glue.__wbg_set_wasm(exports);
  (exports["__wbindgen_start"] as () => void)();
  return (text) => {
    try {
      return new glue.Offer(text);
    } catch (error) {
      return { refused: String(error) };
    }
  };
}
