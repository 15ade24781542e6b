// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.RecordFields;
import org.election4j.spi.RecordKey;
import org.election4j.spi.UnreadableRecordException;
import org.election4j.spi.UnsafeStoreException;

/** Records as the fields of a hash. The nonce comes last: the write script counts on it. */
final class RecordCodec {

    private RecordCodec() {}

    /** Fields and values in turn. */
    static List<String> encode(LeaseRecord record) {
        List<String> texts = new ArrayList<>();
        RecordFields.of(record).forEach((field, value) -> texts.addAll(List.of(field, value)));
        return texts;
    }

    /**
     * The record with these fields.
     *
     * @throws UnreadableRecordException if they are not those of a record of this name that this library can read
     */
    static LeaseRecord decode(RecordKey key, Map<String, String> fields) {
        LeaseRecord record;
        try {
            record = RecordFields.record(RecordFields.kind(key), fields);
        } catch (IllegalArgumentException | UnsafeStoreException e) {
            throw new UnreadableRecordException("no record of this library is " + key + ": " + e.getMessage(), e);
        }
        if (!record.key().equals(key)) {
            throw new UnreadableRecordException("the hash of " + key + " holds the record of " + record.key(), null);
        }
        return record;
    }
}
