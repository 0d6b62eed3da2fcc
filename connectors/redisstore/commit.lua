-- Stores the next session with all that a step said and wished.
-- KEYS, ARGV 1–4: session.lua
-- ARGV: 5 version it was made from, 6 state, 7 wake ns
--       8 mark of the event to accept, empty on the long road, 9 bytes of marks that its drawer keeps
--       10 events taken from the inbox, 11 channel for the notice, empty for none
--       12 most turns kept, 13 most bytes of turns kept
--       14 seq of the first new turn, 15 number of turns
--       16 number of ended operations, 17 number of new ones
--       then the turns; the ids of the ended; id, order and attempt, operation of each new one
-- Answers ok | none | known | stale | gap.

local mark = ARGV[8]
local like = drawer(mark)
local h = redis.call('HMGET', KEYS[1], 'v', 'born', like, 'wait', 'first', 'last', 'size', 'wake', 'held', 'ops', 'ends')
if not h[1] then return 'none' end
local seen, wait = h[3] or '', h[4]
if mark ~= '' and string.find(seen, mark, 1, true) then return 'known' end
if h[1] ~= ARGV[5] then return 'stale' end
local taken, turns, ended, planned = tonumber(ARGV[10]), tonumber(ARGV[15]), tonumber(ARGV[16]), tonumber(ARGV[17])
local first, last, size, ops = tonumber(h[5]), tonumber(h[6]), tonumber(h[7]), tonumber(h[10])
if mark ~= '' and wait ~= '0' then return 'stale' end -- the inbox is not empty
if turns > 0 and tonumber(ARGV[14]) ~= last + 1 then return 'gap' end

local was = wait ~= '0' or h[8] ~= '0' or ops > 0
local at = now()
local later = int(at + tonumber(ARGV[4]))
if mark ~= '' then seen = string.sub(seen .. mark, -tonumber(ARGV[9])) end
if taken > 0 then
  local waiting = redis.call('LLEN', KEYS[2])
  if taken > waiting then return 'stale' end
  wait = taken < waiting and later or '0' -- somebody is at work on the inbox
end

-- What needs memory comes first, what frees some last (see doc.go).
local next = 18 + turns
for i = 18, next - 1 do
  redis.call('RPUSH', KEYS[3], ARGV[i])
  size = size + string.len(ARGV[i])
end
last = last + turns
-- The newest turn stays however long it is: it has not been shown yet.
while turns > 0 and last > first and (last - first + 1 > tonumber(ARGV[12]) or size > tonumber(ARGV[13])) do
  size = size - string.len(redis.call('LPOP', KEYS[3]))
  first = first + 1
end
redis.call('HSET', KEYS[1], 'v', int(tonumber(h[1]) + 1), 'st', ARGV[6], 'wake', ARGV[7], like, seen, 'wait', wait,
  'first', int(first), 'last', int(last), 'size', int(size))
if taken > 0 then redis.call('LTRIM', KEYS[2], taken, -1) end

-- Ended before planned: an operation that is tried again ends and is planned in one change.
if ended + planned > 0 then
  for i = next, next + ended - 1 do redis.call('HDEL', KEYS[4], ARGV[i]) end
  next = next + ended
  for i = next, next + planned * 3 - 1, 3 do
    redis.call('HSET', KEYS[4], ARGV[i], ARGV[i + 1] .. ' P ' .. later .. ' 0 \n' .. ARGV[i + 2])
  end
  ops = redis.call('HLEN', KEYS[4])
  redis.call('HSET', KEYS[1], 'ops', int(ops))
end

-- Most turns leave inbox and operations empty, and begin no list.
if wait ~= '0' or ops > 0 or last == turns + first - 1 or not kept(at, h[2], h[11]) then
  keep(at, h[2], {KEYS[1], KEYS[2], KEYS[3], KEYS[4]})
end
schedule(was, ARGV[7], wait, h[9], ops)
if ARGV[11] ~= '' then redis.call('PUBLISH', ARGV[11], ARGV[1]) end
return 'ok'
