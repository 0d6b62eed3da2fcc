-- Takes the sessions that have waited longest past their time.
-- KEYS: the due indexes to look at; on a cluster one, else all
-- ARGV: 1 most to take, 2 lease ms, 3 total ms
-- Answers {until when they are held, id, due ms, id, due ms, …}. The session
-- keys are built here, from the index's key: they share its slot.

local function int(n) return string.format('%.0f', n) end
local t = redis.call('TIME')
local at = tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
local held = int(at + tonumber(ARGV[2]))

local found = {}
for _, index in ipairs(KEYS) do
  local due = redis.call('ZRANGEBYSCORE', index, '-inf', int(at), 'WITHSCORES', 'LIMIT', '0', ARGV[1])
  for i = 1, #due, 2 do
    found[#found + 1] = {index = index, id = due[i], due = tonumber(due[i + 1])}
  end
end
table.sort(found, function(a, b) return a.due < b.due end)

local answer = {held}
for i = 1, math.min(#found, tonumber(ARGV[1])) do
  local f = found[i]
  local session = string.sub(f.index, 1, -4) .. 's:' .. f.id -- "…due" → "…s:<id>"
  if redis.call('EXISTS', session) == 1 then
    redis.call('HSET', session, 'held', held)
    redis.call('ZADD', f.index, held, f.id)
    redis.call('PEXPIRE', f.index, ARGV[3])
    answer[#answer + 1] = f.id
    answer[#answer + 1] = int(f.due)
  else
    redis.call('ZREM', f.index, f.id) -- aged out
  end
end
return answer
