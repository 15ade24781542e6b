-- SPDX-License-Identifier: Apache-2.0
-- Replaces the record of a job. To start a tick: only in the term that leads, and not before its time.
-- KEYS: the record; and to start a tick: the election, and the session it was seen to name.
-- ARGV: the expected nonce, or '' for none; to start a tick: the tick in microseconds since 1970, the term, and the
--       incarnation of that session; then the record, field and value in turn.
-- Answer: epoch, microseconds since 1970, and what came of it: 'stale', 'early', 'rejected' or 'applied'.
local function later(a, b)
    -- As texts: numbers here are doubles.
    return #a > #b or (#a == #b and a > b)
end
local function outcome()
    local from = 2
    if #KEYS > 1 then
        from = 5
        local held = redis.call('HMGET', KEYS[2], 'state', 'term', 'holder')
        if held[1] ~= 'HELD' or held[2] ~= ARGV[3] or held[3] ~= ARGV[4] then
            return 'stale'
        end
        if redis.call('HGET', KEYS[3], 'state') ~= 'LIVE' then
            return 'stale'
        end
        if later(ARGV[2], micros) then
            return 'early'
        end
    end
    if (redis.call('HGET', KEYS[1], 'nonce') or '') ~= ARGV[1] then
        return 'rejected'
    end
    redis.call('HSET', KEYS[1], unpack(ARGV, from))
    return 'applied'
end
return { epoch, micros, outcome() }
