import { script } from "./script.ts";

/**
 * KEYS: zone, the import's progress, what is staged. ARGV: the file's digest. Replies `taken` where there is such a zone; or the
 * digest of the import that is under way and how many entries are in. What is staged without a progress is nobody's.
 */
export const BEGIN_IMPORT = script(
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return {'taken'} end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('UNLINK', unpack(KEYS, 3))
  redis.call('HSET', KEYS[2], 'digest', ARGV[1], 'entries', '0')
end
return redis.call('HMGET', KEYS[2], 'digest', 'entries')
`,
  (reply) => (reply as readonly unknown[])[0] === "taken",
);

/**
 * KEYS: progress, then staged: names, users, expiries, skeletons, releases, released. ARGV: the file's digest, how many
 * entries are in, how many are after this, how many of these are names; for each name user, record, end or "", skeleton or
 * "" where it is the user; for each release user, text, instant. Replies 0 where the import is not there.
 */
export const IMPORT_ENTRIES = script(
  `
local progress, names, users, expiries, skeletons, releases, released = unpack(KEYS)
local row = redis.call('HMGET', progress, 'digest', 'entries')
if row[1] ~= ARGV[1] or row[2] ~= ARGV[2] then return 0 end
local at = 5
for _ = 1, tonumber(ARGV[4]) do
  local user, record, ends, skeleton = unpack(ARGV, at, at + 3)
  redis.call('HSET', names, user, record)
  redis.call('ZADD', users, 0, user)
  if ends ~= '' then redis.call('ZADD', expiries, ends, user) end
  if skeleton ~= '' then redis.call('ZADD', skeletons, 0, skeleton .. '\\0' .. user) end
  at = at + 4
end
while at <= #ARGV do
  redis.call('HSET', releases, ARGV[at], ARGV[at + 1])
  redis.call('ZADD', released, ARGV[at + 2], ARGV[at])
  at = at + 3
end
redis.call('HSET', progress, 'entries', ARGV[3])
return 1
`,
  (reply) => reply === 0,
);

/**
 * KEYS: zone, progress, six that are staged, the six that they become, changes, key set, whatever else a zone has. ARGV: the
 * file's digest, config, generation, serial, names, releases, mark, version of the key set or 0, its sealed octets. Replies
 * `done`; or `taken` where there is such a zone; or `mismatch` where the import is not there or not complete; or the key of
 * something that a zone left behind which was lost.
 *
 * The history begins here: its first entry is the one at the zone's serial, as after a creation.
 */
export const FINISH_IMPORT = script(
  `
local zone, progress, changes, keySet = KEYS[1], KEYS[2], KEYS[15], KEYS[16]
if redis.call('EXISTS', zone) == 1 then return 'taken' end
if redis.call('HGET', progress, 'digest') ~= ARGV[1] then return 'mismatch' end
for i = 9, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then return KEYS[i] end
end
local names, releases = tonumber(ARGV[5]), tonumber(ARGV[6])
if redis.call('HLEN', KEYS[3]) ~= names or redis.call('ZCARD', KEYS[4]) ~= names
  or redis.call('HLEN', KEYS[7]) ~= releases or redis.call('ZCARD', KEYS[8]) ~= releases then
  return 'mismatch'
end
for i = 3, 8 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 6]) end
end
redis.call('HSET', zone, 'config', ARGV[2], 'generation', ARGV[3], 'serial', ARGV[4], 'names', ARGV[5], 'mark', ARGV[7])
redis.call('XADD', changes, ARGV[4] .. '-0', 'mark', ARGV[7])
if ARGV[8] ~= '0' then redis.call('HSET', keySet, 'version', ARGV[8], 'sealed', ARGV[9]) end
redis.call('DEL', progress)
return 'done'
`,
  (reply) => reply !== "done",
);

/** KEYS: progress, what is staged. Replies 0 where no import was under way. */
export const DISCARD_IMPORT = script(
  `
local found = redis.call('EXISTS', KEYS[1])
redis.call('UNLINK', unpack(KEYS))
return found
`,
  (reply) => reply === 0,
);

/**
 * KEYS: zone, changes, names, releases, released. ARGV: a serial, how many changes at most. Replies nothing where there is
 * no zone, or the zone's generation, serial and count of names; the entry at the serial and those that follow; for the user
 * of each that follows what there is of him now, record and release; how many releases there are, and the oldest with its
 * instant.
 */
export const CHANGED_STATES = script(`
local row = redis.call('HMGET', KEYS[1], 'generation', 'serial', 'names')
if not row[1] then return nil end
local entries = redis.call('XRANGE', KEYS[2], ARGV[1] .. '-0', '+', 'COUNT', ARGV[2] + 1)
local states = {}
for i = 2, #entries do
  local fields = entries[i][2]
  for j = 1, #fields, 2 do
    if fields[j] == 'user' then
      local user = fields[j + 1]
      states[#states + 1] = {user, redis.call('HGET', KEYS[3], user), redis.call('HGET', KEYS[4], user)}
    end
  end
end
local oldest = redis.call('ZRANGE', KEYS[5], 0, 0, 'WITHSCORES')
return {row, entries, states, redis.call('HLEN', KEYS[4]), oldest}
`);
