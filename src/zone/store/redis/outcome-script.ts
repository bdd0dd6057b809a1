import { script } from "./script.ts";

/** Functions over a zone's outcomes, for scripts. */
export const OUTCOMES = `
-- The text of what came of the request with this key, if that is known. It is written again as it was: it then goes to the
-- replicas like any write, so a caller who waits for them has their word that they have the outcome, and all before it.
local function knownOutcome(outcomes, key, forgetBefore)
  local text = redis.call('HGET', outcomes, key)
  if not text then return nil end
  local at = tonumber(string.match(text, '^%[(%d+),\\n'))
  if at and at <= tonumber(forgetBefore) then return nil end
  redis.call('HSET', outcomes, key, text)
  return text
end

-- Keeps what came of a request (see encodedOnce in outcomes.ts): the serial of its write, and the text of the record, if it made one.
local function recordOutcome(outcomes, outcomeTimes, once, serial, record)
  local text = '[' .. once.at .. ',\\n' .. string.format('%.0f', serial) .. ',\\n' .. (record or 'null') .. once.rest
  redis.call('HSET', outcomes, once.key, text)
  redis.call('ZADD', outcomeTimes, once.at, once.key)
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', outcomeTimes, '-inf', once.forgetBefore, 'LIMIT', 0, once.forgotten)) do
    redis.call('HDEL', outcomes, key)
    redis.call('ZREM', outcomeTimes, key)
  end
end
`;

/** KEYS: outcomes. ARGV: the key of a request, the instant until which outcomes are forgotten. Replies the text, or nothing. */
export const KNOWN_OUTCOME = script(`
${OUTCOMES}
return knownOutcome(KEYS[1], ARGV[1], ARGV[2])
`);
