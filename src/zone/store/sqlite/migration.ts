import { LAST_INSTANT } from "../../time-text.ts";
import { IMPORTS, LAST_TTL, OUTCOMES, SCHEMA } from "./schema.ts";

/** What later formats take for a value of format 1, which took any. A name that ends after the year 9999 does not end. */
const TTL = `min(max(ttl, 0), ${LAST_TTL})`;
const EXPIRES_AT = `iif(expires_at > ${LAST_INSTANT}, NULL, max(expires_at, 0))`;

/**
 * Format 1 knew neither holders nor policies. Its one token was the operator's, and its zones took mainnet instructions;
 * the rest is what a zone had by default when format 2 came, which later defaults do not change.
 *
 * The tables are made anew, not altered: a file that was migrated has the very tables of a new one, and a program of the old
 * version that still has the file open fails to write a name without a holder. Whoever refers to `zones` goes before it.
 */
const FROM_1 = `
  ALTER TABLE zones RENAME TO zones_1;
  ALTER TABLE names RENAME TO names_1;
  ALTER TABLE changes RENAME TO changes_1;
  ALTER TABLE key_sets RENAME TO key_sets_1;
  ${SCHEMA}
  INSERT INTO zones (apex, config, generation, serial, names)
    SELECT apex, json_set(config, '$.payment', json(
      '{"network":"mainnet","profile":"universal","reservedNames":null,"holdReleased":2592000}'
    )), generation, serial, names FROM zones_1;
  INSERT INTO names (apex, user, uri, ttl, expires_at, holder, revision)
    SELECT apex, user, uri, ${TTL}, ${EXPIRES_AT}, 'admin', revision FROM names_1;
  INSERT INTO changes (apex, serial, user, uri, ttl, expires_at, holder)
    SELECT apex, serial, user, uri, ${TTL}, ${EXPIRES_AT}, iif(uri IS NULL, NULL, 'admin') FROM changes_1;
  INSERT INTO key_sets (apex, version, sealed) SELECT apex, version, sealed FROM key_sets_1;
  DROP TABLE names_1;
  DROP TABLE changes_1;
  DROP TABLE key_sets_1;
  DROP TABLE zones_1;
`;

/**
 * Format 2 knew neither imports nor which requests had been carried out. A program of that version that has the file open goes
 * on.
 */
const FROM_2 = `
  PRAGMA user_version = 3;
  ${OUTCOMES}
  ${IMPORTS}
`;

/**
 * What makes a file of an older format one of this, by the format: SQL for one transaction, without which nothing of it may
 * be seen. From format 1 it takes seconds for a million names, and as much room in the file again.
 */
export const MIGRATIONS: ReadonlyMap<number, string> = new Map([
  [1, FROM_1],
  [2, FROM_2],
]);
