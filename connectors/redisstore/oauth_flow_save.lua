-- Puts a flow into its slot. Whatever was there is gone.
-- KEYS[1] flow
-- ARGV[1] mark   ARGV[2] sealed flow   ARGV[3] life in ms
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'm', ARGV[1], 'b', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
