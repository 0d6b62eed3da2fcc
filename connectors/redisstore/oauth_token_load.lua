-- Reads a token: version, sealed token, end of the access token and the time
-- now, both in ms; or nil. The clock is the server's.
-- KEYS[1] token
local token = redis.call('HMGET', KEYS[1], 'v', 'b', 'x')
if not token[1] then
  return false
end
local time = redis.call('TIME')
local now = string.format('%.0f', math.floor(tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000))
return { token[1], token[2], token[3], now }
