import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./foreign-process.ts";

/** A certificate and its key as PEM, and the files that they are in. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

interface Certificates {
  readonly ca: Certificate;
  /** For 127.0.0.1 and the name `redis.test`. */
  readonly server: Certificate;
  readonly client: Certificate;
}

const P256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Makes an authority in a folder, and what it vouches for. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const make = async (name: string, further: readonly string[]): Promise<Certificate> => {
    const [certFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
    const subject = ["-subj", `/CN=paynamed test ${name}`, "-days", "2"];
    await run("openssl", [
      "req",
      "-x509",
      ...P256,
      "-keyout",
      keyFile,
      "-out",
      certFile,
      ...subject,
      ...further,
    ]);
    return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8"), certFile, keyFile };
  };
  const ca = await make("ca", []);
  const vouchedFor = [
    "-CA",
    ca.certFile,
    "-CAkey",
    ca.keyFile,
    "-addext",
    "basicConstraints=critical,CA:FALSE",
  ];
  const server = await make("server", [
    ...vouchedFor,
    "-addext",
    "subjectAltName=IP:127.0.0.1,DNS:redis.test",
  ]);
  return { ca, server, client: await make("client", vouchedFor) };
}
