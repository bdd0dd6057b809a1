/**
 * What there is of users, and how it is changed, for the script that writes. It is of the keys `names`, `users`, `expiries`,
 * `skeletons`, `releases` and `released`, which are locals of that script.
 */
export const NAME_STATES = `
-- What there is of a user: a record (its text, and of what is in it the revision, the end and the holder), or a release (its
-- text, and of what is in it the instant and the holder), or neither. Holders are JSON texts.
local states, originals, skeletonOf, touched = {}, {}, {}, {}
local function stateOf(user)
  if states[user] then return states[user] end
  local state = {}
  state.record = redis.call('HGET', names, user)
  if state.record then
    local revision, ends, holder = string.match(state.record, '^%[(%d+),\\n(%w+),\\n("[^\\n]*"),\\n')
    if not revision then return nil end
    state.revision, state.ends, state.holder = tonumber(revision), tonumber(ends), holder
  else
    state.release = redis.call('HGET', releases, user)
    if state.release then
      local releasedAt, holder = string.match(state.release, '^%[(%d+),\\n(".*")%]$')
      if not releasedAt then return nil end
      state.releasedAt, state.holder = tonumber(releasedAt), holder
    end
  end
  states[user] = state
  return state
end

-- Brings every key from one state of a user to another.
local function place(user, from, to)
  if to.record then redis.call('HSET', names, user, to.record)
  elseif from.record then redis.call('HDEL', names, user) end
  if not to.record ~= not from.record then
    local function move(key, member)
      if to.record then redis.call('ZADD', key, 0, member) else redis.call('ZREM', key, member) end
    end
    move(users, user)
    if skeletonOf[user] then move(skeletons, skeletonOf[user] .. '\\0' .. user) end
  end
  if to.ends and to.ends ~= from.ends then redis.call('ZADD', expiries, to.ends, user)
  elseif from.ends and not to.ends then redis.call('ZREM', expiries, user) end
  if to.release then
    redis.call('HSET', releases, user, to.release)
    redis.call('ZADD', released, to.releasedAt, user)
  elseif from.release then
    redis.call('HDEL', releases, user)
    redis.call('ZREM', released, user)
  end
end

local function change(user, to)
  if not originals[user] then
    originals[user] = states[user]
    touched[#touched + 1] = user
  end
  place(user, states[user], to)
  states[user] = to
end
`;
