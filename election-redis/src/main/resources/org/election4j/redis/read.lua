-- SPDX-License-Identifier: Apache-2.0
-- Reads records.
-- KEYS: each record, and for a session also its presence.
-- ARGV: the kind of each record.
-- Answer: epoch, microseconds since 1970, and for each record two things: its fields and values in turn; and for a session
--         the milliseconds it is still present for, as a text, or '' if nobody can say.
local answer = { epoch, micros }
local k = 1
for _, kind in ipairs(ARGV) do
    local fields = redis.call('HGETALL', KEYS[k])
    local remaining = ''
    k = k + 1
    if kind == 'session' then
        if #fields > 0 then
            local millis = redis.call('PTTL', KEYS[k])
            if millis >= 0 then
                remaining = tostring(millis)
            elseif millis == -2 and string.find(redis.call('INFO', 'memory'), 'maxmemory_policy:noeviction', 1, true) then
                -- Elsewhere the key may have been evicted: that it is gone does not tell that its time is over.
                remaining = '0'
            end
        end
        k = k + 1
    end
    answer[#answer + 1] = fields
    answer[#answer + 1] = remaining
end
return answer
