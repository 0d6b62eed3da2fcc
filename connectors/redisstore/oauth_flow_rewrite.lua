-- Puts another sealed flow in place of the one that was read. Its end stays.
-- Answers nil when another one is there.
-- KEYS[1] flow
-- ARGV[1] mark   ARGV[2] sealed flow as read   ARGV[3] sealed flow
local flow = redis.call('HMGET', KEYS[1], 'm', 'b')
if flow[1] ~= ARGV[1] or flow[2] ~= ARGV[2] and flow[2] ~= ARGV[3] then
  return false
end
redis.call('HSET', KEYS[1], 'b', ARGV[3])
return 1
