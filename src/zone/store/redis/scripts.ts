import { script } from "./script.ts";

const isZero = (reply: unknown): boolean => reply === 0;

/**
 * KEYS: the set of the zones. ARGV: the apex of one. It writes also where the zone is listed: replicas confirm writes, and a listing
 * that they have is what is waited for.
 */
export const LIST_ZONE = script(`
redis.call('SREM', KEYS[1], ARGV[1])
return redis.call('SADD', KEYS[1], ARGV[1])
`);

/**
 * KEYS: those of a zone, the zone's own first. ARGV: config, generation, mark. Replies 1, or 0 where there is such a zone,
 * or the key of something that a zone left behind which was lost, or that is there of an import: it is not for a new zone to
 * take over or to throw away.
 */
export const CREATE_ZONE = script(
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for i = 2, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then return KEYS[i] end
end
redis.call('HSET', KEYS[1], 'config', ARGV[1], 'generation', ARGV[2], 'serial', '1', 'names', '0', 'mark', ARGV[3])
redis.call('XADD', KEYS[#KEYS], '1-0', 'mark', ARGV[3])
return 1
`,
  (reply) => reply !== 1,
);

/** KEYS: zone. ARGV: the configuration that is expected, the one to put in its place. Replies 0 where another is there. */
export const PUT_CONFIG = script(
  `
if redis.call('HGET', KEYS[1], 'config') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'config', ARGV[2])
return 1
`,
  isZero,
);

/**
 * KEYS: zone, key set. ARGV: the expected version, the sealed octets. Replies 1 and the new version, or 0 and the one that is
 * there, or nothing where there is no zone.
 */
export const PUT_KEY_SET = script(
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return nil end
local version = tonumber(redis.call('HGET', KEYS[2], 'version') or '0')
if version ~= tonumber(ARGV[1]) then return {0, version} end
redis.call('HSET', KEYS[2], 'version', version + 1, 'sealed', ARGV[2])
return {1, version + 1}
`,
  (reply) => reply === null || (reply as readonly unknown[])[0] === 0,
);

/**
 * KEYS: zone, names, users. ARGV: where to begin in the order of users, how many at most. Replies the zone's generation, the
 * users and their records, or nothing where there is no zone.
 */
export const PAGE = script(`
local generation = redis.call('HGET', KEYS[1], 'generation')
if not generation then return nil end
local users = redis.call('ZRANGEBYLEX', KEYS[3], ARGV[1], '+', 'LIMIT', 0, ARGV[2])
local records = {}
-- unpack has room for some thousands.
for first = 1, #users, 1000 do
  local some = redis.call('HMGET', KEYS[2], unpack(users, first, math.min(first + 999, #users)))
  for i, record in ipairs(some) do records[first + i - 1] = record end
end
return {generation, users, records}
`);

/**
 * KEYS: zone, changes. ARGV: the serial to begin with, how many entries at most. Replies the zone's generation and the
 * entries, or nothing where there is no zone.
 */
export const CHANGES = script(`
local generation = redis.call('HGET', KEYS[1], 'generation')
if not generation then return nil end
return {generation, redis.call('XRANGE', KEYS[2], ARGV[1] .. '-0', '+', 'COUNT', ARGV[2])}
`);

/** KEYS: tokens, their digests. ARGV: name, digest, record. Replies the record that has the name or the digest, or nothing. */
export const ADD_TOKEN = script(
  `
local digest = redis.call('HGET', KEYS[2], ARGV[1])
local taken = redis.call('HGET', KEYS[1], digest or ARGV[2])
if taken then return taken end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return nil
`,
  (reply) => reply !== null,
);

/** KEYS: tokens, their digests. ARGV: name. Replies 0 where there is none of this name. */
export const REMOVE_TOKEN = script(
  `
local digest = redis.call('HGET', KEYS[2], ARGV[1])
if not digest then return 0 end
redis.call('HDEL', KEYS[1], digest)
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
`,
  isZero,
);

/** KEYS: zone, takeover. ARGV: the takeover. Replies 0 where there is no zone. */
export const ACCEPT_TAKEOVER = script(
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[1])
return 1
`,
  isZero,
);

/**
 * KEYS: instances. ARGV: id, record, milliseconds of silence after which an instance is forgotten, how many are looked at. All
 * times are of the clock that runs here: what was written in its future was written before it was set back.
 */
export const ANNOUNCE = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], '[' .. string.format('%.0f', now) .. ',' .. ARGV[2] .. ']')
local some = redis.call('HRANDFIELD', KEYS[1], ARGV[4], 'WITHVALUES')
for i = 1, #some, 2 do
  local seen = tonumber(string.match(some[i + 1], '^%[(%d+),'))
  if seen and math.abs(now - seen) > tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], some[i]) end
end
`);

/** KEYS: instances. ARGV: id. */
export const WITHDRAW = script("return redis.call('HDEL', KEYS[1], ARGV[1])");

/** KEYS: instances. Replies the time, in seconds and microseconds, and ids and records in turn. */
export const INSTANCES_NOW = script(`
return {redis.call('TIME'), redis.call('HGETALL', KEYS[1])}
`);
