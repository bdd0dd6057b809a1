/** An answer of the admin API. */
export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Asks the admin API as any HTTP client would. */
export async function callApi<Body>(
  admin: { readonly host: string; readonly port: number },
  token: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer<Body>> {
  const response = await fetch(`http://${admin.host}:${admin.port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status, headers: answered } = response;
  return { status, headers: answered, body: (text === "" ? undefined : JSON.parse(text)) as Body };
}

/** What a test sets up. */
export const EXAMPLE_ZONE = Object.freeze({
  domain: "example.com",
  nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }],
});

/** BIP-173, "Examples". Names of tests differ in their TTL. */
export const ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
