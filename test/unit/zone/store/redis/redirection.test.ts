import { expect, test } from "vitest";
import { redirectionOf } from "../../../../../src/zone/store/redis/redirection.ts";

const FROM = { host: "192.0.2.9", port: 7000 };
const reply = (message: string): Error => Object.assign(new Error(message), { name: "ReplyError" });

test.each([
  ["MOVED 3999 192.0.2.1:6381", { kind: "moved", address: { host: "192.0.2.1", port: 6381 } }],
  ["ASK 3999 192.0.2.1:6381", { kind: "ask", address: { host: "192.0.2.1", port: 6381 } }],
  [
    "MOVED 3999 redis-1.example.net:6381",
    { kind: "moved", address: { host: "redis-1.example.net", port: 6381 } },
  ],
  ["MOVED 3999 2001:db8::1:6381", { kind: "moved", address: { host: "2001:db8::1", port: 6381 } }],
  ["MOVED 3999 :6381", { kind: "moved", address: { host: "192.0.2.9", port: 6381 } }],
  ["TRYAGAIN Multiple keys request during rehashing of slot", { kind: "later" }],
  ["CLUSTERDOWN Hash slot not served", { kind: "later" }],
])("%j sends elsewhere", (message, redirection) => {
  expect(redirectionOf(reply(message), FROM)).toEqual(redirection);
});

test.each([
  reply("READONLY You can't write against a read only replica."),
  // A script that has met it may have written before.
  reply("ERR Error running script (call to f_0a): @user_script:1: -CLUSTERDOWN Hash slot not served"),
  reply("MOVEDON 1 192.0.2.1:6381"),
  new Error("MOVED 3999 192.0.2.1:6381"),
  new Error("Connection is closed."),
  undefined,
])("%s does not", (error) => {
  expect(redirectionOf(error, FROM)).toBeUndefined();
});
