-- SPDX-License-Identifier: Apache-2.0
-- Begins every script: which history this is, and what time it is here. A replica gives no answer.
local replication = redis.call('INFO', 'replication')
if not string.find(replication, 'role:master', 1, true) then
    return redis.error_reply('READONLY this server is a replica; ask the primary')
end
local epoch = string.match(replication, 'master_replid:(%w+)')
if not epoch then
    return redis.error_reply('ERR INFO replication names no master_replid, so a failover could not be noticed')
end
local clock = redis.call('TIME')
local micros = clock[1] .. string.rep('0', 6 - #clock[2]) .. clock[2]
