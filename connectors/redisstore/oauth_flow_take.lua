-- Gives a flow once: the sealed flow, or nil when none with that mark is there.
-- KEYS[1] flow
-- ARGV[1] mark
local flow = redis.call('HMGET', KEYS[1], 'm', 'b')
if flow[1] ~= ARGV[1] then
  return false
end
redis.call('DEL', KEYS[1])
return flow[2]
