import type {
  InstanceList,
  MintedToken,
  NameCreation,
  NameDetails,
  NamePage,
  NameResult,
  Problem,
  ProblemDetail,
  Readiness,
  StoreView,
  TakeoverRequest,
  TakeoverView,
  TokenCreation,
  TokenList,
  ZoneChange,
  ZoneCreation,
  ZoneList,
  ZoneView,
} from "../admin-api/client-types.ts";
import { CommandFailure, ExitCode, failed } from "./failure.ts";
import { underKey } from "./idempotency-key.ts";
import { plain } from "./output.ts";

/** The admin API as the commands use it. Every call rejects with {@link CommandFailure}. */
export interface ApiClient {
  readiness(): Promise<Readiness>;
  store(): Promise<StoreView>;
  zones(): Promise<ZoneList>;
  zone(apex: string): Promise<ZoneView>;
  createZone(zone: ZoneCreation): Promise<ZoneView>;
  changeZone(apex: string, change: ZoneChange): Promise<ZoneView>;
  takeover(apex: string): Promise<TakeoverView>;
  acceptTakeover(apex: string, seen: TakeoverRequest): Promise<TakeoverView>;
  names(query: NameQuery): Promise<NamePage>;
  name(name: string): Promise<NameDetails>;
  createName(name: NameCreation): Promise<NameResult>;
  /** `ifRevision` holds the deletion to that version of the name. */
  deleteName(name: string, ifRevision?: number): Promise<void>;
  tokens(): Promise<TokenList>;
  createToken(token: TokenCreation): Promise<MintedToken>;
  deleteToken(name: string): Promise<void>;
  instances(): Promise<InstanceList>;
}

interface NameQuery {
  readonly domain: string;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** A status beside those below 300 whose body is an answer and no problem. */
  readonly alsoOk?: number;
}

/** Milliseconds for one call: more than the server waits for its own DNS side. */
const TIMEOUT = 30_000;

/** `token` is asked for once a call needs it. */
export function createApiClient(api: string, token: () => Promise<string>): ApiClient {
  const call = async <T>(path: string, { method = "GET", body, headers, alsoOk }: Call = {}): Promise<T> => {
    const authorization = path.startsWith("/v1/") ? { authorization: `Bearer ${await token()}` } : {};
    const response = await send(new URL(path.slice(1), baseOf(api)), {
      method,
      headers: {
        accept: "application/json",
        ...authorization,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok && response.text === "") return undefined as T;
    const answer = jsonOf(response);
    if (response.ok || response.status === alsoOk) return answer as T;
    throw refused(answer, response.status, api);
  };
  const path = (collection: "names" | "zones" | "tokens", name: string): string =>
    `/v1/${collection}/${encodeURIComponent(name)}`;
  return {
    readiness: () => call("/readyz", { alsoOk: 503 }),
    store: () => call("/v1/store"),
    zones: () => call("/v1/zones"),
    zone: (apex) => call(path("zones", apex)),
    createZone: (zone) => call("/v1/zones", { method: "POST", body: zone }),
    changeZone: (apex, change) =>
      call(path("zones", apex), {
        method: "PATCH",
        body: change,
        headers: { "content-type": "application/merge-patch+json" },
      }),
    takeover: (apex) => call(`${path("zones", apex)}/takeover`),
    acceptTakeover: (apex, seen) => call(`${path("zones", apex)}/takeover`, { method: "POST", body: seen }),
    names: (query) => call(`/v1/names?${new URLSearchParams(queryOf(query))}`),
    name: (name) => call(path("names", name)),
    createName: (name) => underKey((headers) => call("/v1/names", { method: "POST", body: name, headers })),
    deleteName: (name, ifRevision) =>
      underKey((key) => {
        const condition = ifRevision === undefined ? {} : { "if-match": `"${ifRevision}"` };
        return call(path("names", name), { method: "DELETE", headers: { ...key, ...condition } });
      }),
    tokens: () => call("/v1/tokens"),
    createToken: (token) => call("/v1/tokens", { method: "POST", body: token }),
    instances: () => call("/v1/instances"),
    deleteToken: (name) => call(path("tokens", name), { method: "DELETE" }),
  };
}

const queryOf = ({ domain, cursor, limit }: NameQuery): Record<string, string> => ({
  domain,
  ...(cursor === undefined ? {} : { cursor }),
  ...(limit === undefined ? {} : { limit: `${limit}` }),
});

/** Paths are below the API's own, which may lie behind a proxy's prefix. */
const baseOf = (api: string): string => (api.endsWith("/") ? api : `${api}/`);

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

async function send(url: URL, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...request,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (error) {
    throw new CommandFailure(
      ExitCode.UNREACHABLE,
      `the admin API at ${url.origin} cannot be reached: ${reason(error)}`,
      {
        hint: "is the server running, and is this its address? Set it with --api URL or PAYNAMED_API",
        cause: error,
      },
    );
  }
}

/** fetch hides why it failed in the cause, and that may be several errors without a message of their own. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return error.cause === undefined ? error.message : reason(error.cause);
}

function jsonOf({ text, status }: Answer): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failed(`what answers there is not paynamed's admin API: status ${status}, and no JSON`);
  }
}

function refused(answer: unknown, status: number, api: string): CommandFailure {
  if (!isProblem(answer)) {
    return failed(`what answers at ${api} is not paynamed's admin API: status ${status}, and no problem`);
  }
  const hint = HINTS[answer.code];
  return new CommandFailure(ExitCode.FAILED, sentence(answer), {
    problem: answer,
    faults: (answer.errors ?? []).map(faultText),
    ...(hint === undefined ? {} : { hint }),
  });
}

const isProblem = (answer: unknown): answer is Problem =>
  typeof answer === "object" &&
  answer !== null &&
  "code" in answer &&
  "detail" in answer &&
  "status" in answer;

const HINTS: Partial<Record<Problem["code"], string>> = {
  unauthorized:
    "the token is not this server's: name its file with --token-file, PAYNAMED_TOKEN_FILE or PAYNAMED_TOKEN",
  "revision-mismatch": "somebody has changed the name meanwhile: look at it with `paynamed name get`",
};

/** A problem in one line: what is wrong, if that is one thing, its code, and where. */
function sentence({ detail, code, pointer, errors = [] }: Problem): string {
  const what = errors.length > 0 ? "refused" : detail;
  return plain(`${what} (${code}${pointer === undefined || pointer === "" ? "" : ` at ${pointer}`})`);
}

/** One of the things that are wrong, in a line. An empty pointer is to the whole request: no place in it. */
function faultText({ pointer, position, detail, code }: ProblemDetail): string {
  const place = [pointer, position === undefined ? "" : `at character ${position + 1}`]
    .filter((part) => part !== "")
    .join(" ");
  return plain(`${place === "" ? "" : `${place}: `}${detail}${code === undefined ? "" : ` (${code})`}`);
}
