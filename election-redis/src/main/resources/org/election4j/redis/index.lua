-- SPDX-License-Identifier: Apache-2.0
-- Names the records of one kind.
-- KEYS: the index.
-- Answer: epoch, microseconds since 1970, and the names.
return { epoch, micros, redis.call('SMEMBERS', KEYS[1]) }
