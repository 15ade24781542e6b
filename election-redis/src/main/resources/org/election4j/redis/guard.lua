-- SPDX-License-Identifier: Apache-2.0
-- Under which circumstances a write may land. All values are compared as texts: numbers here are doubles.
local function allowed(store, guard_epoch, settlement)
    if guard_epoch ~= epoch then
        return false
    end
    if settlement == '' then
        return true
    end
    local found = redis.call('HMGET', store, 'state', 'epoch', 'settlement')
    return found[1] == 'SETTLED' and found[2] == epoch and found[3] == settlement
end
