import { networkInterfaces } from "node:os";
import { afterEach, expect, test } from "vitest";
import { createListeners, type Listeners } from "../../../../src/server/dns-side/listeners.ts";
import { toyAnswer, toyQuery } from "../../../support/toy-answer.ts";
import { closeClients, udpClient } from "../../../support/udp-client.ts";

const open: Listeners[] = [];
const listeners = (): Listeners => {
  const made = createListeners(
    toyAnswer,
    () => 0,
    () => {},
  );
  open.push(made);
  return made;
};

afterEach(async () => {
  closeClients();
  await Promise.all(open.splice(0).map((each) => each.close()));
});

test("UDP and TCP share the port, on every address", async () => {
  const bound = await listeners().open([
    { host: "127.0.0.1", port: 0 },
    { host: "127.0.0.2", port: 0 },
  ]);
  expect(bound.map(({ transport, host }) => `${transport} ${host}`)).toEqual([
    "tcp 127.0.0.1",
    "udp 127.0.0.1",
    "tcp 127.0.0.2",
    "udp 127.0.0.2",
  ]);
  expect(bound[0]!.port).toBe(bound[1]!.port);
});

test("on a wildcard the reply leaves from the address that was asked, each that the machine has", async () => {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ family }) => family === "IPv4")
    .map(({ address }) => address);
  const bound = await listeners().open([{ host: "0.0.0.0", port: 0 }]);
  expect(bound.filter(({ transport }) => transport === "tcp").map(({ host }) => host)).toEqual(["0.0.0.0"]);
  expect(bound.filter(({ transport }) => transport === "udp").map(({ host }) => host)).toEqual(addresses);
  for (const address of addresses) {
    const client = await udpClient(bound[0]!.port, address);
    await client.send(toyQuery(1));
    const [reply] = await client.take(1);
    expect(reply!.from.address).toBe(address);
  }
});

test("binds all addresses or none", async () => {
  const first = listeners();
  const [taken] = await first.open([{ host: "127.0.0.1", port: 0 }]);
  const second = listeners();
  const both = [
    { host: "127.0.0.2", port: taken!.port },
    { host: "127.0.0.1", port: taken!.port },
  ];
  await expect(second.open(both)).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(second.bound).toBe(0);
  await first.close();
  expect(await second.open(both)).toHaveLength(4);
});
