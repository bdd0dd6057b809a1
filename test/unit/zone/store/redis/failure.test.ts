import { expect, test } from "vitest";
import { DomainError } from "../../../../../src/zone/errors.ts";
import { storeFailure } from "../../../../../src/zone/store/redis/failure.ts";

const reply = (message: string): Error =>
  Object.assign(new Error(message), { name: "ReplyError", command: { name: "auth", args: ["secret"] } });

test.each([
  ["READONLY You can't write against a read only replica.", "replica"],
  ["READONLY You can't write against a read only replica script: 0a, on @user_script:1.", "replica"],
  ["ERR Error running script (call to f_0a): @user_script:1: -READONLY You can't write", "replica"],
  ["LOADING Redis is loading the dataset in memory", "loading"],
  ["OOM command not allowed when used memory > 'maxmemory'.", "maxmemory"],
  ["ERR Error running script (call to f_0a): @user_script:1: @user_script: 1: -OOM command not", "maxmemory"],
  ["MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist", "disk"],
  ["NOREPLICAS Not enough good replicas to write.", "replicas"],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "master"],
  ["CLUSTERDOWN Hash slot not served", "Cluster is down"],
  ["TRYAGAIN Multiple keys request during rehashing of slot", "another node"],
  ["MOVED 3999 127.0.0.1:6381", "Cluster"],
  ["ASK 3999 127.0.0.1:6381", "Cluster"],
  ["BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.", "busy"],
  ["UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)", "replica"],
  ["NOAUTH Authentication required.", "password"],
  ["WRONGPASS invalid username-password pair or user is disabled.", "password"],
  ["NOPERM this user has no permissions to run the 'get' command", "ACL"],
  ["ERR The user executing the script can't run this command or subcommand", "ACL"],
  ["ERR max number of clients reached", "clients"],
])("Redis's %j is a store that is unavailable, with its cause and without the command", (message, words) => {
  const cause = reply(message);
  const failure = storeFailure(cause, true);
  expect(failure).toMatchObject({
    code: "store-unavailable",
    message: expect.stringContaining(words),
    cause,
  });
  expect(cause).not.toHaveProperty("command");
});

test("a key of another type is data of another format", () => {
  const cause = reply("WRONGTYPE Operation against a key holding the wrong kind of value");
  expect(storeFailure(cause, true)).toMatchObject({ code: "store-format", cause });
});

test.each([
  ["Command timed out", "does not answer"],
  ["Connection is closed.", "was lost"],
  ["Reached the max retries per request limit (which is 0).", "was lost"],
  ["read ECONNRESET", "was lost"],
])("%j is a store that is unavailable, and a write of unknown outcome", (message, words) => {
  const cause = new Error(message);
  const unavailable = { code: "store-unavailable", message: expect.stringMatching(`${words}$`), cause };
  expect(storeFailure(cause, false)).toMatchObject(unavailable);
  const unknown = {
    code: "outcome-unknown",
    message: expect.stringContaining(`${words}, and whether`),
    cause,
  };
  expect(storeFailure(cause, true)).toMatchObject(unknown);
});

test("what is our own mistake stays what it is", () => {
  const mistakes = [
    reply("ERR wrong number of arguments for 'hget' command"),
    reply("CROSSSLOT Keys in request don't hash to the same slot"),
    new TypeError("bug"),
    new RangeError("bug"),
    new DomainError("zone-unknown", "none"),
  ];
  for (const mistake of mistakes) expect(storeFailure(mistake, true)).toBe(mistake);
});
