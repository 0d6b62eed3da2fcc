-- Takes sessions of one shard that have waited past their time.
-- KEYS: 1 due index
-- ARGV: 1 prefix of session keys, 2 most to take, 3 lease ms, 4 total ms
-- Answers {until when they are held, id, due ms, id, due ms, …}. The session
-- keys are built here: they share the index's slot.

local function int(n) return string.format('%.0f', n) end
local t = redis.call('TIME')
local at = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
local held = int(at + tonumber(ARGV[3]))
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', int(at), 'WITHSCORES', 'LIMIT', '0', ARGV[2])
local taken = {held}
for i = 1, #found, 2 do
  local session = ARGV[1] .. found[i]
  if redis.call('EXISTS', session) == 1 then
    redis.call('HSET', session, 'held', held)
    redis.call('ZADD', KEYS[1], held, found[i])
    taken[#taken + 1] = found[i]
    taken[#taken + 1] = found[i + 1]
  else
    redis.call('ZREM', KEYS[1], found[i]) -- aged out
  end
end
if #taken > 1 then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
return taken
