import { describe, expect, test } from "vitest";
import { userFaults } from "../../../../src/zone/payment/payment-name.ts";
import { isReserved, RESERVED_NAMES } from "../../../../src/zone/payment/reserved-names.ts";

const usual = { reservedNames: null };

describe("the names that every zone reserves by default", () => {
  // RFC 2142 names the mailboxes that a domain owes to others.
  test.each([
    ...["info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster", "hostmaster"],
    ...["usenet", "news", "webmaster", "www", "uucp", "ftp", "admin", "administrator", "root", "owner"],
  ])("have %s among them", (user) => {
    expect(isReserved(user, usual)).toBe(true);
  });

  test("are users of payment names, each once", () => {
    expect(RESERVED_NAMES.flatMap(userFaults)).toEqual([]);
    expect(new Set(RESERVED_NAMES).size).toBe(RESERVED_NAMES.length);
  });

  test.each(["alice", "satoshi", "a", "adm", "admins", "roots", "xadmin", "-", "0"])(
    "leave %s free",
    (user) => {
      expect(isReserved(user, usual)).toBe(false);
    },
  );

  test.each(["ad.min", "_admin_", "a.d.m.i.n", "mailer.daemon", "mailerdaemon", "no_reply", "noreply"])(
    "have %s, for who overlooks what is between",
    (user) => {
      expect(isReserved(user, usual)).toBe(true);
    },
  );
});

describe("a zone's own list", () => {
  const own = { reservedNames: ["satoshi", "hal.finney"] };

  test.each([
    ["satoshi", true],
    ["sato-shi", true],
    ["hal.finney", true],
    ["halfinney", true],
    ["hal", false],
    ["admin", false],
    ["postmaster", false],
  ])("is asked for %s: %s", (user, reserved) => {
    expect(isReserved(user, own)).toBe(reserved);
  });

  test("may be empty, and reserves nothing then", () => {
    expect(RESERVED_NAMES.some((user) => isReserved(user, { reservedNames: [] }))).toBe(false);
  });
});
