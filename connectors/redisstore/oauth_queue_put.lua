-- Queues a value. The queue ends when nothing new came for as long as a value
-- is worth something.
-- KEYS[1] queue
-- ARGV[1] value   ARGV[2] when it is due, in ms from now   ARGV[3] life in ms
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 1
