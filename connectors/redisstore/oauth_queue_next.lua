-- Gives the queued value that is due first and puts it off, so that nobody
-- else takes it meanwhile; nil when none is due.
-- KEYS[1] queue
-- ARGV[1] for how long it is put off, in ms
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 1)
if not due[1] then
  return false
end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[1]), due[1])
return due[1]
