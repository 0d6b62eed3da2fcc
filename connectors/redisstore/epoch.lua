-- Names this store's life, once.
-- KEYS: 1 epoch
-- ARGV: 1 the name if there is none yet

local epoch = redis.call('GET', KEYS[1])
if epoch then return epoch end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
