import { NAME_STATES } from "./name-state-script.ts";
import { OUTCOMES } from "./outcome-script.ts";
import { script } from "./script.ts";

/**
 * Applies writes one after the other, each with a serial of its own: all of them or none.
 *
 * KEYS: zone, names, users, expiries, skeletons, releases, released, changes; and for a request that is carried out once
 * outcomes, outcomeTimes. ARGV: the writes as JSON (see `encoded` in write.ts), the mark of this call, how many changes are
 * kept, how many old releases a deletion forgets; and the request as JSON (see `encodedOnce` in outcomes.ts).
 *
 * Replies `done` and the serial after the last write; or `known` and the text of the request's outcome; or `zone-unknown`; or
 * `foreign` and what is not of this store's making; or the code of a refusal, which write it is of (from 0) and what was found.
 *
 * Redis does not take back what a script has done before it fails. So whatever could make a command fail is looked at before the
 * first one writes, and a batch of which a later write is refused puts back the state of every user that it has touched.
 */
export const WRITE = script(
  `
local zone, names, users, expiries, skeletons, releases, released, changes, outcomes, outcomeTimes = unpack(KEYS)
local types = {'hash', 'hash', 'zset', 'zset', 'zset', 'hash', 'zset', 'stream', 'hash', 'zset'}
for i, key in ipairs(KEYS) do
  local found = redis.call('TYPE', key).ok
  if found ~= types[i] and found ~= 'none' then return {'foreign', key} end
end

local row = redis.call('HMGET', zone, 'serial', 'names')
if not row[1] and redis.call('EXISTS', zone) == 0 then return {'zone-unknown'} end
local serial, count = tonumber(row[1] or ''), tonumber(row[2] or '')
if not serial or not count then return {'foreign', zone} end
-- A stream takes no entry at or below its last: the next one must follow it.
local last = redis.call('XREVRANGE', changes, '+', '-', 'COUNT', 1)[1]
local function id(at) return string.format('%.0f-0', at) end
if not last or last[1] ~= id(serial) then return {'foreign', changes} end

${OUTCOMES}
local once = ARGV[5] and cjson.decode(ARGV[5])
local known = once and knownOutcome(outcomes, once.key, once.forgetBefore)
if known then return {'known', known} end

${NAME_STATES}
-- The part of a holder before the first slash (accountOf in holder.ts), as JSON text as well.
local function accountOf(holder)
  local account = string.match(holder, '^[^/]*')
  return account == holder and holder or account .. '"'
end

-- The code of what is not met, and what was found; the order is that of Expectation in port.ts.
local function refusal(write, state)
  if state.record then
    if write.ifAbsent then return 'name-taken', state.revision end
    if write.ifRevision and write.ifRevision ~= state.revision then return 'revision-mismatch', state.revision end
    if write.ifAccount and write.ifAccount ~= accountOf(state.holder) then return 'name-of-another', state.revision end
  elseif not write.rest or write.ifRevision then return 'name-unknown', 0
  elseif state.release and write.since and state.releasedAt > write.since
    -- isFormerHolder in holder.ts
    and state.holder ~= write.holder and state.holder ~= accountOf(write.holder) then
    return 'name-held', state.releasedAt
  end
end

-- Whether the zone's history has a place (see position.ts): without it, what leads there was lost, or is too long ago to tell.
local function hasPlace(place)
  if redis.call('HGET', zone, 'generation') ~= place.generation then return false end
  local at = id(place.serial)
  local entry = redis.call('XRANGE', changes, at, at)[1]
  return entry and entry[2][1] == 'mark' and entry[2][2] == place.mark
end

local function forget(before, limit)
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', released, '-inf', before, 'LIMIT', 0, limit)) do
    if not stateOf(user) then return user end
    change(user, {})
  end
end

local entries = {}
-- Returns what the write is refused with: the code and what was found.
local function apply(write)
  local user = write.user
  local state = stateOf(user)
  if not state then return 'foreign', user end
  skeletonOf[user] = write.skeleton
  if write.ifFollows and not hasPlace(write.ifFollows) then return 'zone-doubted', 0 end
  local code, found = refusal(write, state)
  if code then return code, found end
  serial = serial + 1
  local entry = {id(serial), 'mark', ARGV[2], 'user', user}
  entries[#entries + 1] = entry
  if write.rest then
    local record = '[' .. string.format('%.0f', serial) .. write.rest
    entry[6], entry[7] = 'record', record
    if not state.record then count = count + 1 end
    change(user, {record = record, revision = serial, ends = write.ends, holder = write.holder})
  else
    local releasedAt = math.min(write.releasedAt, state.ends or math.huge)
    local to = {}
    if releasedAt > write.forgetBefore then
      local release = '[' .. string.format('%.0f', releasedAt) .. ',\\n' .. state.holder .. ']'
      to = {release = release, releasedAt = releasedAt, holder = state.holder}
    end
    count = count - 1
    change(user, to)
    local odd = forget(write.forgetBefore, ARGV[4])
    if odd then return 'foreign', odd end
  end
end

for i, write in ipairs(cjson.decode(ARGV[1])) do
  local code, found = apply(write)
  if code then
    for _, user in ipairs(touched) do place(user, states[user], originals[user]) end
    if code == 'foreign' then return {code, found} end
    return {code, i - 1, string.format('%.0f', found)}
  end
end
if #entries > 0 then
  for _, entry in ipairs(entries) do redis.call('XADD', changes, unpack(entry)) end
  redis.call('XTRIM', changes, 'MAXLEN', '~', ARGV[3])
  redis.call('HSET', zone, 'serial', string.format('%.0f', serial), 'names', count, 'mark', ARGV[2])
  if once then recordOutcome(outcomes, outcomeTimes, once, serial, states[touched[1]].record) end
end
return {'done', string.format('%.0f', serial)}
`,
  (reply) => !["done", "known"].includes((reply as readonly string[])[0]!),
);
