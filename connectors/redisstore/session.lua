-- Put in front of every script on a session. All of them take
-- KEYS: 1 session, 2 inbox, 3 outbox, 4 operations, 5 the shard's due index
-- ARGV: 1 session id, 2 idle ms, 3 total ms, 4 grace ms; a script's own follow

local function int(n) return string.format('%.0f', n) end

local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end

-- keep gives all keys of a session the same end, so that none outlives another.
local function keep(at, born)
  local ttl = int(math.min(tonumber(ARGV[2]), born + tonumber(ARGV[3]) - at))
  for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ttl) end
end

-- schedule notes when somebody should look at a session again; what it rests
-- on (inbox, operations, wake, wait, held) must have been written before.
local function schedule()
  local h = redis.call('HMGET', KEYS[1], 'wake', 'wait', 'held')
  local due
  local function by(t) if t > 0 and (not due or t < due) then due = t end end
  by(math.floor(tonumber(h[1]) / 1000000))
  by(tonumber(h[2]))
  for _, op in ipairs(redis.call('HVALS', KEYS[4])) do
    by(tonumber(string.match(op, '^%d+ %d+ %a (%d+) ')))
  end
  if due then
    redis.call('ZADD', KEYS[5], int(math.max(due, tonumber(h[3]))), ARGV[1])
    redis.call('PEXPIRE', KEYS[5], ARGV[3])
  else
    redis.call('ZREM', KEYS[5], ARGV[1])
  end
end
