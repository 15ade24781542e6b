-- SPDX-License-Identifier: Apache-2.0
-- Names what this user may not do. Nothing where the server cannot tell.
-- KEYS: a key of the namespace.
-- ARGV: the channel of hints, or ''.
local missing = {}
local function need(command, ...)
    -- A command that was renamed away is an error here.
    local known, allowed = pcall(redis.acl_check_cmd, command, ...)
    if not (known and allowed) then
        missing[#missing + 1] = '+' .. string.lower(command)
    end
end
if redis.acl_check_cmd then
    local key = KEYS[1]
    need('INFO', 'replication')
    need('TIME')
    need('EXISTS', key)
    need('HGET', key, 'nonce')
    need('HMGET', key, 'nonce')
    need('HGETALL', key)
    need('HSET', key, 'nonce', '')
    need('SET', key, '', 'PX', '1')
    need('PTTL', key)
    need('DEL', key)
    need('SADD', key, '')
    need('SREM', key, '')
    need('SMEMBERS', key)
    need('SSCAN', key, '0')
    if ARGV[1] ~= '' then
        need('PUBLISH', ARGV[1], '')
        need('SUBSCRIBE', ARGV[1])
    end
end
return missing
