-- Put in front of every script on a session. All of them take
-- KEYS: 1 session, 2 inbox, 3 outbox, 4 operations, 5 the shard's due index
-- ARGV: 1 session id, 2 idle ms, 3 total ms, 4 grace ms; a script's own follow

local function int(n) return string.format('%d', n) end

-- drawer is the field that keeps the marks of events like this one. Lua hashes
-- every byte of every string it meets, so a turn moves only one drawer.
local function drawer(mark) return 'seen' .. (string.byte(mark) or 0) % 8 end

local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end

-- keep gives the keys of a session the same end, so that none outlives another.
-- It is a little later than it must be, so that not every turn has to move it:
-- kept tells whether one that was given before still does.
local function kept(at, born, ends)
  ends = tonumber(ends)
  return ends >= at + tonumber(ARGV[2]) or ends >= tonumber(born) + tonumber(ARGV[3])
end

local function keep(at, born, keys)
  local ends = int(math.min(at + math.floor(tonumber(ARGV[2]) * 65 / 64), tonumber(born) + tonumber(ARGV[3])))
  redis.call('HSET', KEYS[1], 'ends', ends)
  for _, key in ipairs(keys) do redis.call('PEXPIREAT', key, ends) end
end

-- schedule notes when somebody should look at a session next. was tells
-- whether it was noted before; ops is how many operations there are.
local function schedule(was, wake, wait, held, ops)
  local due
  local function by(t) if t > 0 and (not due or t < due) then due = t end end
  by(math.floor(tonumber(wake) / 1000000))
  by(tonumber(wait))
  if ops > 0 then
    for _, op in ipairs(redis.call('HVALS', KEYS[4])) do
      by(tonumber(string.match(op, '^%d+ %d+ %a (%d+) ')))
    end
  end
  if due then
    redis.call('ZADD', KEYS[5], int(math.max(due, tonumber(held))), ARGV[1])
    redis.call('PEXPIRE', KEYS[5], ARGV[3])
  elseif was then
    redis.call('ZREM', KEYS[5], ARGV[1])
  end
end
